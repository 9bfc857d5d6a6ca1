import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { git } from './git.ts';
import type { PreparedRepository } from './prepare-repository.ts';

const BUGS = fileURLToPath(new URL('../../examples/bugs/', import.meta.url));

/** The example ledger, whose default branch has the bug that the story reports. */
export function prepareLedger(directory: string): PreparedRepository {
  const work = join(directory, 'ledger');
  cpSync(join(BUGS, 'ledger'), work, { recursive: true });
  git(work, ['init', '--quiet', '--initial-branch=main']);
  git(work, ['add', '--all']);
  git(work, ['commit', '--quiet', '--message', 'The ledger']);
  return {
    gitDir: join(work, '.git'),
    owner: 'example',
    name: 'ledger',
    base: 'main',
    head: 'main',
    title: 'The ledger',
  };
}

/** What the reporter writes: the title in the first line. By default a planted bug, with a snippet that shows it. */
export function readReport(file: string | null): { title: string; body: string } {
  const text = readFileSync(file ?? join(BUGS, 'cases/last-instalment-missing/report.md'), 'utf8');
  const [first = '', ...rest] = text.split(/\r?\n/);
  return { title: first.replace(/^#\s*/, '').trim() || 'A bug', body: rest.join('\n').trim() };
}
