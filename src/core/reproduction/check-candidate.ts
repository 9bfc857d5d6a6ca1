import type { PythonParser } from '../python/parser.ts';
import { folderOf, joinPath, nameOf } from '../python/path-index.ts';
import { checkProposals } from '../suggestions/check-proposals.ts';
import type { ProposedTest, RepairedTest } from '../suggestions/reply-schema.ts';
import type { Suggestion } from '../suggestions/suggestion.ts';
import { checkFlip } from './check-flip.ts';
import { findMockedSuspect } from './find-mocked-suspect.ts';
import { chooseAccused, type ReproductionRecord } from './reproduction-record.ts';
import { readShape } from './test-shape.ts';
import { findUnreachedExpectation } from './unreached-expectation.ts';

export type CheckedCandidate =
  | { ok: true; suggestion: Suggestion }
  | { ok: false; code: string; reason: string };

/** What candidates are checked against. */
export interface CandidateGround {
  parser: PythonParser;
  record: ReproductionRecord;
  allPaths: readonly string[];
}

/**
 * A proposed passing test climbs the rungs that need no CI, like any suggestion; beyond that it holds exactly one test and
 * replaces no suspect. `number` says which candidate of the round it is: each has a file of its own, so that one that
 * cannot be imported harms no other.
 */
export function checkCandidate(
  ground: CandidateGround,
  proposal: ProposedTest,
  number: number,
): CheckedCandidate {
  const checked = climb(ground, { ...proposal, path: pathOf(ground.record.testPath, number) });
  if (!checked.ok) return checked;
  const { suggestion } = checked;
  if (suggestion.testNames.length !== 1) {
    return refuse('several-tests', `it defines ${suggestion.testNames.length} tests; exactly one is wanted`);
  }
  const mocked = findMockedSuspect(ground.parser, suggestion.code, chooseAccused(ground.record));
  return mocked
    ? refuse(
        'mocks-suspect',
        `it replaces \`${mocked}\`, which it accuses, so it would show what the replacement does`,
      )
    : checked;
}

/** A flipped version of a candidate: the same rungs, and nothing but its expectations may differ from the passing one. */
export function checkFlipped(
  ground: CandidateGround,
  passing: Suggestion,
  proposal: RepairedTest,
): CheckedCandidate {
  const { title, checks, imports, code } = proposal;
  const awaits = ground.parser.withTree(passing.code, readShape)?.raises.length ?? 0;
  const climbed = climb(
    ground,
    { target_id: passing.targetId, path: passing.path, title, checks, imports, code },
    awaits > 0 ? 'may-be-none' : 'needed',
  );
  if (!climbed.ok) return climbed;
  const suggestion = { ...climbed.suggestion, id: passing.id, repairs: passing.repairs };
  const flip = checkFlip(ground.parser, passing, suggestion);
  if (!flip.ok) return refuse('changes-more', flip.reason);
  const unreached = findUnreachedExpectation(ground.parser, passing, suggestion, ground.record.report!);
  return unreached === null ? { ok: true, suggestion } : refuse('unreached-expectation', unreached);
}

function climb(
  { parser, record, allPaths }: CandidateGround,
  proposal: ProposedTest,
  expectations: 'needed' | 'may-be-none' = 'needed',
): CheckedCandidate {
  const target = record.suspects.find(({ id }) => id === proposal.target_id) ?? chooseAccused(record)[0];
  const { suggestions, refusals } = checkProposals({
    proposals: [{ ...proposal, target_id: target?.id ?? proposal.target_id }],
    parser,
    allPaths,
    targets: record.suspects,
    existing: [],
    existingTestTexts: new Map(),
    // In a file of its own, also where the project has a module for it: the mark and the issue stand out there.
    modules: { texts: new Map(), lineLength: 88 },
    rejected: [],
    nextId: record.nextSuggestionNumber,
    expectations,
    origin: record.engine.builtIn ? 'built-in' : 'model',
  });
  const [suggestion] = suggestions;
  if (!suggestion) return refuse(refusals[0]?.code ?? 'refused', refusals[0]?.reason ?? 'it was refused');
  return { ok: true, suggestion: { ...suggestion, path: proposal.path, notMerged: null } };
}

function pathOf(testPath: string, number: number): string {
  if (number === 0) return testPath;
  const name = nameOf(testPath);
  const stem = name.endsWith('_test.py')
    ? name.replace(/_test\.py$/, `_${number + 1}_test.py`)
    : name.replace(/\.py$/, `_${number + 1}.py`);
  return joinPath(folderOf(testPath), stem);
}

function refuse(code: string, reason: string): CheckedCandidate {
  return { ok: false, code, reason };
}
