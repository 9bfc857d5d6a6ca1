import type { FailingSource } from '../../core/fix/diagnose-failing.ts';
import { diagnoseFailing, findFailingSource } from '../../core/fix/diagnose-failing.ts';
import { type FailingTest, findOnBase, listFailing } from '../../core/fix/failing-test.ts';
import { declaresOtherEncoding } from '../../core/python/source-encoding.ts';
import type { ReportedRound } from '../../core/review/measurements.ts';
import { findBaseline } from '../../core/review/measurements.ts';
import { type ReviewRecord, rememberSkipped } from '../../core/review/review-record.ts';
import { findTestPlace } from '../../core/suggestions/replace-tests.ts';
import type { RepositoryTree } from '../../edges/github/types.ts';
import type { PlanningDependencies } from './dependencies.ts';

/** A failing test with what rules say of it, and its source at head. */
export interface GatheredFailing {
  failing: FailingTest;
  source: FailingSource;
}

/**
 * The failing tests of head's own suite as CI reported them, each diagnosed by rule. Their modules are read at head and
 * remembered, because a test in one of them may be rewritten.
 */
export async function gatherFailing(
  deps: PlanningDependencies,
  headSha: string,
  record: ReviewRecord,
  rounds: readonly ReportedRound[],
): Promise<GatheredFailing[]> {
  const baseline = findBaseline(rounds);
  if (!baseline) return [];
  const { head, base } = baseline.report.suites;
  const reported = listFailing(head);
  const unnamed = (head.counts?.failed ?? 0) + (head.counts?.errors ?? 0) - head.failures.length;
  if (unnamed > 0) {
    const what = `${unnamed} further failing test${unnamed === 1 ? '' : 's'}`;
    rememberSkipped(record, [
      { what, reason: 'a report of CI names twenty at most; ask again when these are mended' },
    ]);
  }
  const tree = await deps.reader.getTree(headSha);
  const found: GatheredFailing[] = [];
  const rewritten = new Set(
    record.kept.flatMap(({ suggestion: { path, replaces } }) =>
      replaces ? [`${path}::${replaces.testName}`] : [],
    ),
  );
  for (const failing of reported) {
    if (rewritten.has(`${failing.path}::${failing.testName}`)) continue;
    const text = await readModule(deps, tree, record, failing.path);
    const source = text === null ? null : findFailingSource(deps.parser, text, failing.testName);
    if (!source) {
      const reason = 'it fails, and its source was not found in a file that could be read';
      rememberSkipped(record, [{ what: failing.nodeids[0]!, reason }]);
      continue;
    }
    const onBase = findOnBase(failing, base, isOnBase(deps, record, failing.path, failing.testName));
    const { targets, intent, existingTests } = record;
    const { environment } = baseline.report;
    const known = { targets, intent, existingTests, environment };
    found.push({ failing: diagnoseFailing(deps.parser, { failing, onBase, source, ...known }), source });
  }
  return found;
}

/** The module's text at head; kept with the run, and open to be changed where it is a plain file. */
async function readModule(
  { reader }: PlanningDependencies,
  tree: RepositoryTree,
  record: ReviewRecord,
  path: string,
): Promise<string | null> {
  const entry = tree.entries.find((one) => one.path === path);
  if (!entry?.mode.startsWith('100')) return null;
  const known = record.existingTests[path];
  if (known === undefined) {
    const blob = await reader.getBlobText(entry.sha, { size: entry.size });
    if (!('text' in blob)) return null;
    record.existingTests[path] = blob.text;
  }
  // What is rewritten in it would be UTF-8.
  if (declaresOtherEncoding(record.existingTests[path]!)) return null;
  if (entry.mode === '100644' && !record.mergeable.paths.includes(path)) record.mergeable.paths.push(path);
  return record.existingTests[path]!;
}

/** Whether base's module has the test: a module that the change leaves alone is the same there. Null: not known. */
function isOnBase(
  { parser }: PlanningDependencies,
  record: ReviewRecord,
  path: string,
  testName: string,
): boolean | null {
  if (!record.changed.some((file) => file.path === path)) return true;
  const known = record.intent.changedTests.find((file) => file.path === path);
  if (!known) return null;
  const { base } = known;
  return base !== null && parser.withTree(base, (root) => findTestPlace(root, base, testName) !== null);
}
