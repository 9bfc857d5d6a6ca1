import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { git } from '../../scripts/demo/git.ts';
import { ownPython } from '../../scripts/demo/prepare-repository.ts';
import type { BugCase } from './read-cases.ts';

/** A confirmed test, as it was offered. */
export interface OfferedTest {
  path: string;
  text: string;
}

/**
 * Whether a confirmed test passes on the code that a planted bug's fix gives; false without a fix, since then nothing was wrong.
 * @throws Error when the fix does not apply.
 */
export function passesOnFixedCode(bug: BugCase, test: OfferedTest): boolean {
  const { fix } = bug;
  if (fix === null) return false;
  return passesOn(bug.files, test, {
    python: ownPython(),
    prepare(folder) {
      git(folder, ['init', '--quiet']);
      git(folder, ['apply', '-'], { input: fix });
    },
  });
}

/** Whether the test passes among these files, its mark of an expected failure left aside. */
export function passesOn(
  files: Readonly<Record<string, string>>,
  test: OfferedTest,
  // `importRoot`: folder for PYTHONPATH, relative to the files.
  options: { python: string; importRoot?: string; prepare?: (folder: string) => void },
): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'testwright-oracle-'));
  try {
    for (const [path, text] of Object.entries({ ...files, [test.path]: test.text })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    options.prepare?.(folder);
    const { importRoot } = options;
    const ran = spawnSync(
      options.python,
      ['-m', 'pytest', '-q', '--runxfail', '-p', 'no:cacheprovider', test.path],
      {
        cwd: folder,
        encoding: 'utf8',
        timeout: 120_000,
        env: { ...process.env, ...(importRoot !== undefined && { PYTHONPATH: join(folder, importRoot) }) },
      },
    );
    return ran.status === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
