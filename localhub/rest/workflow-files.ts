import { isGranted } from '../auth/permissions.ts';
import { gitText } from '../git/git.ts';
import { listRefs } from '../git/refs.ts';
import type { TreeChange } from '../git/trees.ts';
import { findTreeItem } from '../git/trees.ts';
import { ApiError } from '../http/api-error.ts';
import type { Call } from '../http/call.ts';
import type { RepositoryRecord } from '../records.ts';

const folder = '.github/workflows';

function mayWriteWorkflows(call: Call): boolean {
  return (
    call.principal.kind === 'installation' &&
    isGranted(call.principal.token.permissions, 'workflows', 'write')
  );
}

function refusal(path: string): ApiError {
  return new ApiError(
    403,
    `refusing to allow a GitHub App to create or update workflow \`${path}\` without \`workflows\` permission`,
  );
}

/** Refuses a tree that brings a workflow file which neither its base nor the tip of a ref has. */
export async function checkTreeChanges(
  call: Call,
  repository: RepositoryRecord,
  base: string | null,
  changes: readonly TreeChange[],
): Promise<void> {
  const workflows = changes.filter((change) => change.path.startsWith(`${folder}/`));
  if (workflows.length === 0 || mayWriteWorkflows(call)) return;
  const tips = (await listRefs(repository.gitDir, 'refs/')).map((ref) => ref.sha);
  for (const change of workflows) {
    const places = base === null ? tips : [base, ...tips];
    const items = await Promise.all(
      places.map((place) => findTreeItem(repository.gitDir, place, change.path)),
    );
    if (!items.some((item) => (item?.sha ?? null) === change.sha)) throw refusal(change.path);
  }
}

/** Refuses to make commits reachable that change workflow files and that no ref reaches yet. */
export async function checkNewCommits(call: Call, repository: RepositoryRecord, tip: string): Promise<void> {
  if (mayWriteWorkflows(call)) return;
  const commits = await gitText(repository.gitDir, [
    'rev-list',
    '--full-history',
    tip,
    '--not',
    '--all',
    '--',
    folder,
  ]);
  if (commits === '') return;
  const first = commits.split('\n')[0]!;
  const files = await gitText(repository.gitDir, [
    'diff-tree',
    '--root',
    '-m',
    '-r',
    '--no-commit-id',
    '--name-only',
    first,
    '--',
    folder,
  ]);
  throw refusal(files.split('\n')[0] ?? folder);
}
