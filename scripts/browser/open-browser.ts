import { type Browser, chromium } from 'playwright-core';

/** Starts a headless browser. Chromium's own sandbox does not work for root, as whom containers often run. */
export function openBrowser(executablePath: string): Promise<Browser> {
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({ executablePath, chromiumSandbox: !isRoot });
}
