import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { findBrowser, NO_BROWSER } from '../../scripts/browser/find-browser.ts';
import { openBrowser } from '../../scripts/browser/open-browser.ts';

const path = findBrowser();

/** A tab of the one browser of a test file. `problems` is what the page has complained about. */
export interface Tab {
  page: Page;
  problems: string[];
}

export interface Pages {
  /** A browser of somebody else, with nothing chosen. `login` chooses who acts. */
  open(address: string, login?: string): Promise<Tab>;
}

/**
 * Tests that need a browser. They are skipped, and say so by their name, where the machine has none.
 */
export function describeInBrowser(name: string, tests: (pages: Pages) => void): void {
  if (path === null) {
    describe.skip(`${name} — BROWSER TESTS DID NOT RUN: ${NO_BROWSER}`, () => tests({ open: unavailable }));
    return;
  }
  describe(name, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await openBrowser(path);
    });
    afterAll(() => browser.close());
    tests({
      async open(address, login) {
        const page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
        page.setDefaultTimeout(30_000);
        const problems: string[] = [];
        page.on('pageerror', (error) => problems.push(String(error)));
        page.on('console', (message) => {
          if (message.type() === 'error') problems.push(message.text());
        });
        await page.goto(address);
        if (login !== undefined) await actAs(page, login);
        return { page, problems };
      },
    });
  });
}

function unavailable(): never {
  throw new Error(NO_BROWSER);
}

/** Presses a button that leads to a page, and waits for that. */
export async function pressAndLoad(page: Page, name: string): Promise<void> {
  const loaded = page.waitForEvent('load');
  await page.getByRole('button', { name, exact: true }).click();
  await loaded;
}

/** Chooses who acts, as a person does. */
export async function actAs(page: Page, login: string): Promise<void> {
  await page.getByLabel('Acting as').selectOption(login);
  await pressAndLoad(page, 'Choose');
  expect(await page.getByLabel('Acting as').inputValue()).toBe(login);
}
