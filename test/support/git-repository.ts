import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { git } from '../../scripts/demo/git.ts';

/** Files by path; null removes. */
export type Files = Record<string, string | null>;

/** Testwright's workflow as a repository would have it; its interpreter has everything installed. */
export const WORKFLOW = `name: Testwright
on:
  workflow_dispatch:
permissions:
  contents: read
jobs:
  testwright:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-python@v5
      - uses: testwright/testwright@v0
`;

/** A workflow of the repository's own that must never run because of a commit of ours. */
export const CANARY_WORKFLOW = `name: Deploy
on: push
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - run: echo deployed > canary.txt
      - uses: actions/upload-artifact@v4
        with:
          name: canary
          path: canary.txt
`;

function commit(directory: string, files: Files, message: string): string {
  for (const [path, text] of Object.entries(files)) {
    const file = join(directory, path);
    if (text === null) git(directory, ['rm', '--quiet', '--ignore-unmatch', '--', path]);
    else {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }
  git(directory, ['add', '--all']);
  git(directory, ['commit', '--quiet', '--allow-empty', '--message', message]);
  return git(directory, ['rev-parse', 'HEAD']);
}

/** A repository with `main` and a branch `change` on top of it. */
export function buildRepository(
  directory: string,
  base: Files,
  change: Files,
): { baseSha: string; headSha: string } {
  mkdirSync(directory, { recursive: true });
  git(directory, ['init', '--quiet', '--initial-branch=main']);
  const baseSha = commit(directory, base, 'Base');
  git(directory, ['checkout', '--quiet', '-b', 'change']);
  return { baseSha, headSha: commit(directory, change, 'Change') };
}
