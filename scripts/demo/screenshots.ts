import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser, NO_BROWSER } from '../browser/find-browser.ts';
import { openBrowser } from '../browser/open-browser.ts';
import { UsageError } from './arguments.ts';

/** A page of the local GitHub as it is to be looked at in the README. */
export interface Shot {
  /** Name of the file, without its ending. */
  name: string;
  address: string;
  /** CSS selector of the last thing that is shown. */
  until: string;
  /** CSS selector of what is opened before. */
  open?: string;
}

/** The first suggested test, with its code. */
const SUGGESTION = '.post .markdown > details';

/** What is shown of a review that has ended, before anything is accepted. */
export function shotsOfReview(page: string): Shot[] {
  return [
    { name: 'summary-comment', address: page, open: `${SUGGESTION} summary`, until: SUGGESTION },
    { name: 'checks', address: `${page}/checks`, until: '.check' },
  ];
}

/** The pull request's commits, once a suggestion has landed. */
export function shotsOfAcceptance(page: string): Shot[] {
  return [{ name: 'accepted', address: `${page}/commits`, until: '.commits' }];
}

/** An issue whose bug has been reproduced. */
export function shotsOfReproduction(page: string): Shot[] {
  return [{ name: 'reproduction', address: page, until: '.post:last-of-type' }];
}

/** The draft pull request with the failing test. */
export function shotsOfDraft(page: string): Shot[] {
  return [{ name: 'draft', address: `${page}/files`, until: '.file' }];
}

/**
 * Takes pictures of pages, in `folder`.
 * @throws UsageError when this machine has no browser.
 */
export async function takeScreenshots(folder: string, shots: readonly Shot[]): Promise<void> {
  const path = findBrowser();
  if (path === null) throw new UsageError(`--screenshots: ${NO_BROWSER}.`);
  mkdirSync(folder, { recursive: true });
  const browser = await openBrowser(path);
  try {
    const viewport = { width: 980, height: 800 };
    const page = await browser.newPage({ viewport, deviceScaleFactor: 1.5 });
    for (const { name, address, until, open } of shots) {
      await page.goto(address);
      if (open) await page.locator(open).first().click();
      // Opening something has scrolled to it; places are told from the top of what is seen.
      await page.evaluate('scrollTo(0, 0)');
      const last = await page.locator(until).first().boundingBox();
      const height = last ? last.y + last.height + 16 : viewport.height;
      const clip = { x: 0, y: 0, width: viewport.width, height };
      await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true, clip });
    }
  } finally {
    await browser.close();
  }
}
