import { describe, expect, test } from '@jest/globals';
import { findBrowser } from '../../scripts/browser/find-browser.ts';

function check(
  platform: NodeJS.Platform,
  environment: Record<string, string>,
  present: string[],
  expected: string | null,
): void {
  const exists = (path: string): boolean => present.includes(path);
  expect(findBrowser({ platform, environment, exists })).toBe(expected);
}

describe('the browser of a machine', () => {
  test('is the first on the PATH', () => {
    const present = ['/usr/bin/chromium', '/opt/google-chrome'];
    check('linux', { PATH: '/opt:/usr/bin' }, present, '/opt/google-chrome');
  });

  test('is found in the usual places', () => {
    check('linux', {}, ['/snap/bin/chromium'], '/snap/bin/chromium');
    const mac = '/Users/a/Applications/Chromium.app/Contents/MacOS/Chromium';
    check('darwin', { HOME: '/Users/a' }, [mac], mac);
    const windows = 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe';
    check('win32', { ProgramFiles: 'C:\\Program Files' }, [windows], windows);
  });

  test('is the one that CHROME_PATH names, or none', () => {
    const environment = { CHROME_PATH: '/my/chrome', PATH: '/usr/bin' };
    check('linux', environment, ['/my/chrome', '/usr/bin/chromium'], '/my/chrome');
    check('linux', environment, ['/usr/bin/chromium'], null);
  });

  test('may be missing', () => check('linux', { PATH: '/usr/bin' }, [], null));
});
