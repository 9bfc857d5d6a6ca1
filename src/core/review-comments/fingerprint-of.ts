import { digestHex } from '../suggestions/digest-hex.ts';

/**
 * Names a finding for good: by its rule, its file and the test or function it is in. Lines and the flagged code do not
 * count: whoever turns `sleep(1)` into `sleep(2)` has read the comment and need not read it again.
 */
export function fingerprintOf({ rule, path, what }: { rule: string; path: string; what: string }): string {
  return digestHex(JSON.stringify([rule, path, what]));
}
