import { findPending } from '../../core/own-ci/choose-artifacts.ts';
import { measureChangedByLcov, sumLcov } from '../../core/own-ci/measure-own-coverage.ts';
import type { OwnCi, OwnCoverage, OwnCoverageSide } from '../../core/own-ci/own-ci.ts';
import { type UnitedLcov, uniteLcov } from '../../core/own-ci/unite-lcov.ts';
import type { ReviewRecord } from '../../core/review/review-record.ts';
import { type OwnLcov, readOwnEvaluations, readOwnLcov } from '../../edges/github/read-own-ci.ts';
import type { GitHubReader, RepositoryTree, WorkflowRun } from '../../edges/github/types.ts';
import type { PlanningDependencies } from './dependencies.ts';
import { readTexts } from './gather-change.ts';

type Dependencies = Pick<PlanningDependencies, 'reader'> & {
  settings: Pick<PlanningDependencies['settings'], 'workflowFile'>;
};

/**
 * What the repository's own CI says of head and base by now: coverage where our workflow cannot measure it, and the
 * scores of evaluations where the configuration names them. Asks GitHub nothing when neither is wanted.
 */
export async function gatherOwnCi(
  { reader, settings }: Dependencies,
  headSha: string,
  record: Pick<ReviewRecord, 'baseSha' | 'changed' | 'configuration'>,
  wanted: { coverage: boolean },
): Promise<OwnCi> {
  const { evaluations, ownCi } = record.configuration.configuration;
  const artifact = evaluations?.artifact;
  if (!wanted.coverage && artifact === undefined) return { coverage: null, evaluations: null };
  const listRuns = async (sha: string): Promise<WorkflowRun[]> =>
    (await reader.listCommitRuns(sha)).filter(
      ({ path }) => path !== `.github/workflows/${settings.workflowFile}`,
    );
  const head = await listRuns(headSha);
  const base = record.baseSha === null ? [] : await listRuns(record.baseSha);
  const configured = artifact === undefined ? null : { artifact, workflow: evaluations?.workflow };
  return {
    coverage: wanted.coverage
      ? await gatherCoverage(reader, { headSha, head, base, configured: ownCi, record })
      : null,
    evaluations: configured && {
      head: await readOwnEvaluations(reader, head, configured),
      base: await readOwnEvaluations(reader, base, configured),
    },
  };
}

async function gatherCoverage(
  reader: GitHubReader,
  of: {
    headSha: string;
    head: WorkflowRun[];
    base: WorkflowRun[];
    configured: Parameters<typeof readOwnLcov>[2];
    record: Pick<ReviewRecord, 'baseSha' | 'changed'>;
  },
): Promise<OwnCoverage> {
  const { record, headSha } = of;
  const pending = findPending(of.head);
  const found = await readOwnLcov(reader, of.head, of.configured);
  const tree = await reader.getTree(headSha);
  const united = unite(found, tree);
  const head = describeSide(found, united, of.head, pending);
  const empty = { changedLines: null, uncovered: [], halfTaken: [], unknown: [] };
  if (head.kind === 'none' || record.baseSha === null) {
    return {
      head,
      base: { kind: 'none', reason: 'not looked for without a number for head.' },
      pending,
      ...empty,
    };
  }
  const foundAtBase = await readOwnLcov(reader, of.base, of.configured);
  const unitedAtBase = unite(foundAtBase, await reader.getTree(record.baseSha));
  return {
    head,
    base: describeSide(foundAtBase, unitedAtBase, of.base, findPending(of.base)),
    ...measureChangedByLcov(record.changed, united.files, await readChanged(reader, tree, record)),
    pending,
  };
}

function unite(found: OwnLcov, tree: RepositoryTree): UnitedLcov {
  return uniteLcov(
    found.texts,
    tree.entries.map(({ path }) => path),
  );
}

function describeSide(
  found: OwnLcov,
  united: UnitedLcov,
  runs: readonly WorkflowRun[],
  pending: readonly string[],
): OwnCoverageSide {
  const notes = [...found.notes, ...united.notes];
  if (united.files.size > 0) {
    return { kind: 'measured', totals: sumLcov(united.files.values()), sources: found.sources, notes };
  }
  const told = notes.length > 0 ? ` (${notes.join('; ')})` : '';
  if (pending.length > 0)
    return { kind: 'none', reason: `CI has not finished: ${pending.join(', ')}${told}.` };
  if (runs.length === 0)
    return { kind: 'none', reason: 'no workflow of this repository has run for this commit.' };
  return {
    kind: 'none',
    reason: `no finished workflow run of this commit has LCOV that can be used${told}.`,
  };
}

async function readChanged(
  reader: GitHubReader,
  tree: RepositoryTree,
  record: Pick<ReviewRecord, 'changed'>,
): Promise<Map<string, string>> {
  const code = record.changed.filter(({ isTest }) => !isTest).map(({ path }) => path);
  const texts = new Map<string, string>();
  for (const [path, blob] of await readTexts(reader, tree, code)) {
    if ('text' in blob) texts.set(path, blob.text);
  }
  return texts;
}
