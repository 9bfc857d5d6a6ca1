import type { PythonParser } from '../python/parser.ts';
import { findTestModules, type ReviewRecord } from '../review/review-record.ts';
import { findPolicyProblem } from '../suggestions/code-policy.ts';
import { dedent } from '../suggestions/dedent.ts';
import { testFingerprints } from '../suggestions/fingerprint.ts';
import { renderImport } from '../suggestions/imports.ts';
import { mergeIntoModule } from '../suggestions/merge-into-module.ts';
import { readImports } from '../suggestions/read-imports.ts';
import { findRejected } from '../suggestions/rejected-test.ts';
import type { ProposedReplacement } from '../suggestions/reply-schema.ts';
import { formatPython } from '../suggestions/ruff.ts';
import type { Refusal, Suggestion } from '../suggestions/suggestion.ts';
import { firstError } from '../suggestions/syntax.ts';
import { nestsTooDeep } from '../suggestions/syntax-depth.ts';
import { findTests } from '../suggestions/test-names.ts';
import type { FailingSource } from './diagnose-failing.ts';
import type { FailingTest } from './failing-test.ts';
import { findWeakening } from './find-weakening.ts';

export type CheckedReplacement =
  | { ok: true; suggestion: Suggestion }
  | { ok: false; rung: Refusal['rung']; code: string; reason: string };

const MAX_CODE = 20_000;

/**
 * The rungs that need no CI, for a test in the place of a failing one: it is one test of the same name, parses, is allowed,
 * expects no less than before, and its module with it has no finding that it did not have.
 */
export function checkReplacement(
  parser: PythonParser,
  given: {
    record: ReviewRecord;
    failing: FailingTest;
    source: FailingSource;
    proposal: ProposedReplacement;
    beside: readonly Suggestion[];
    id: string;
  },
): CheckedReplacement {
  const { record, failing, source, proposal } = given;
  if (proposal.code.length > MAX_CODE) {
    return refuse('parses', 'too-large', `its code has ${proposal.code.length} characters`);
  }
  const code = unwrap(parser, dedent(proposal.code.replaceAll(/\r\n?/g, '\n')).trim());
  const name = failing.testName.split('::').at(-1)!;
  const unreadable = parser.withTree(code, (root) => {
    if (nestsTooDeep(root) || firstError(root)) return 'it does not parse';
    const tests = findTests(root);
    const isOne = tests.length === 1 && root.namedChildren.length === 1 && tests[0]!.testName === name;
    return isOne ? null : `it is not one test with the name \`${name}\` and nothing else`;
  });
  if (unreadable) return refuse('parses', 'not-the-same-test', unreadable);
  const imports = readImports(parser, proposal.imports);
  if (imports.broken !== null) return refuse('parses', 'syntax-error', 'an import of it does not parse');
  const problem = parser.withTree(code, (root) => findPolicyProblem(root, imports.items));
  if (problem) return refuse('allowed', problem.code, problem.reason);
  const before = source.code;
  const prints = parser.withTree(code, testFingerprints);
  if (prints[0] === parser.withTree(before, testFingerprints)[0]) {
    return refuse('new', 'unchanged', 'it does the same as the test that fails');
  }
  const targetId = failing.targetId ?? `${failing.path}::${failing.testName}`;
  if (findRejected(record.rejected, targetId, prints)) {
    return refuse('new', 'rejected-before', 'a maintainer has rejected this test');
  }
  const weaker = findWeakening(parser, {
    before,
    after: code,
    targetName: failing.targetId?.split(/::|\./).at(-1) ?? null,
  });
  if (weaker) return refuse('allowed', 'weakens-the-test', weaker);
  const suggestion: Suggestion = {
    id: given.id,
    targetId,
    title: proposal.title,
    checks: proposal.checks,
    path: failing.path,
    notMerged: null,
    imports: imports.items.map(renderImport),
    code: formatPython(code),
    testNames: [failing.testName],
    origin: 'model',
    repairs: 0,
    mends: [],
    replaces: { testName: failing.testName, source: source.source, code: source.code },
  };
  const modules = findTestModules(record);
  const text = modules.texts.get(failing.path);
  if (text === undefined)
    return refuse('allowed', 'not-read', 'its module is no plain file that was read whole');
  const own = given.beside.filter(({ path }) => path === failing.path);
  const merged = mergeIntoModule(parser, { text, lineLength: modules.lineLength }, [...own, suggestion]);
  return merged.ok
    ? { ok: true, suggestion }
    : refuse('lints', merged.obstacle.code, `in its module, ${merged.obstacle.reason}`);
}

/** A method may come back inside its class: then the method is meant. */
function unwrap(parser: PythonParser, code: string): string {
  return parser.withTree(code, (root) => {
    const tests = findTests(root);
    const isInClass = tests.length === 1 && tests[0]!.testName.includes('::');
    if (!isInClass) return code;
    const { startIndex, endIndex, startPosition } = tests[0]!.outer;
    return dedent(`${' '.repeat(startPosition.column)}${code.slice(startIndex, endIndex)}`).trim();
  });
}

function refuse(rung: Refusal['rung'], code: string, reason: string): CheckedReplacement {
  return { ok: false, rung, code, reason };
}
