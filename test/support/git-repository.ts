import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

/**
 * A bare repository with `main` and a branch `change` on top of it. Git is started once for all of it: beside an
 * embedded PostgreSQL each start costs some 20 ms, and every story of a test begins here.
 */
export function buildRepository(
  directory: string,
  base: Files,
  change: Files,
): { baseSha: string; headSha: string } {
  mkdirSync(join(directory, 'objects'), { recursive: true });
  mkdirSync(join(directory, 'refs'));
  writeFileSync(join(directory, 'HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(
    join(directory, 'config'),
    '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n',
  );
  const input = [
    renderCommit({ branch: 'main', mark: 1, message: 'Base', parent: null, files: base }),
    renderCommit({ branch: 'change', mark: 2, message: 'Change', parent: 1, files: change }),
    'get-mark :1\nget-mark :2\n',
  ].join('');
  const [baseSha, headSha] = git(directory, ['fast-import', '--quiet'], { input }).split('\n');
  return { baseSha: baseSha!, headSha: headSha! };
}

/** One commit as `git fast-import` reads it. */
function renderCommit(commit: {
  branch: string;
  mark: number;
  message: string;
  parent: number | null;
  files: Files;
}): string {
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const seconds = Math.floor(Date.now() / 1000);
  return [
    `commit refs/heads/${commit.branch}\nmark :${commit.mark}\n`,
    `committer Demo <demo@example.invalid> ${seconds} +0000\n`,
    data(`${commit.message}\n`),
    commit.parent === null ? '' : `from :${commit.parent}\n`,
    ...Object.entries(commit.files).map(([path, text]) =>
      text === null ? `D ${path}\n` : `M 100644 inline ${path}\n${data(text)}`,
    ),
  ].join('');
}
