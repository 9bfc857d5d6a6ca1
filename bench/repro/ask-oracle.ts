import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { git } from '../../scripts/demo/git.ts';
import { ownPython } from '../../scripts/demo/prepare-repository.ts';
import type { BugCase } from './read-cases.ts';

/**
 * Whether a confirmed test passes on fixed code, its mark of an expected failure left aside; false without a fix, since then
 * nothing was wrong.
 * @throws Error when the fix does not apply.
 */
export function passesOnFixedCode(bug: BugCase, test: { path: string; text: string }): boolean {
  if (bug.fix === null) return false;
  const folder = mkdtempSync(join(tmpdir(), 'testwright-oracle-'));
  try {
    for (const [path, text] of Object.entries({ ...bug.files, [test.path]: test.text })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    git(folder, ['init', '--quiet']);
    git(folder, ['apply', '-'], { input: bug.fix });
    const ran = spawnSync(
      ownPython(),
      ['-m', 'pytest', '-q', '--runxfail', '-p', 'no:cacheprovider', test.path],
      { cwd: folder, encoding: 'utf8', timeout: 120_000 },
    );
    return ran.status === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
