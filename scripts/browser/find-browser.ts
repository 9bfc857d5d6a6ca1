import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Names under which systems put Chrome or Chromium on the PATH. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

interface Machine {
  platform: NodeJS.Platform;
  environment: Record<string, string | undefined>;
  exists: (path: string) => boolean;
}

/** Places where the installers of the systems put it. */
function usualPlaces({ platform, environment }: Machine): string[] {
  if (platform === 'darwin')
    return ['', environment['HOME'] ?? ''].flatMap((home) => [
      `${home}/Applications/Google Chrome.app/Contents/MacOS/Google Chrome`,
      `${home}/Applications/Chromium.app/Contents/MacOS/Chromium`,
    ]);
  if (platform === 'win32')
    return ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((name) =>
      environment[name] ? [`${environment[name]}\\Google\\Chrome\\Application\\chrome.exe`] : [],
    );
  return ['/usr/bin', '/usr/local/bin', '/snap/bin'].flatMap((folder) =>
    NAMES.map((name) => `${folder}/${name}`),
  );
}

/**
 * The Chrome or Chromium of this machine, or null: what CHROME_PATH names (and then nothing else), else the first on the
 * PATH, else the first in the usual places.
 */
export function findBrowser(
  machine: Machine = { platform: process.platform, environment: process.env, exists: existsSync },
): string | null {
  const { environment, exists } = machine;
  const named = environment['CHROME_PATH'];
  if (named) return exists(named) ? named : null;
  const onPath = (environment['PATH'] ?? '')
    .split(machine.platform === 'win32' ? ';' : delimiter)
    .filter(Boolean)
    .flatMap((folder) =>
      NAMES.map((name) => join(folder, machine.platform === 'win32' ? `${name}.exe` : name)),
    );
  return [...onPath, ...usualPlaces(machine)].find(exists) ?? null;
}

/** What to do where there is none, in one line. */
export const NO_BROWSER =
  'no Chrome or Chromium was found; install one, or name it with CHROME_PATH (on Debian: apt-get install chromium)';
