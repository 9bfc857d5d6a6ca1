import type { StatedIntent } from '../contract/stated-intent.ts';
import { assessCatch } from '../evidence/assess-catch.ts';
import type { CiReport } from '../evidence/ci-report.ts';
import { diagnose } from '../evidence/diagnose.ts';
import { buildProjectNames } from '../evidence/project-names.ts';
import type { TestEvidence } from '../evidence/verdict.ts';
import type { PythonParser } from '../python/parser.ts';
import type { Target } from '../python/target.ts';
import { type ImportedName, importedNames, isImport, renderImport } from '../suggestions/imports.ts';
import { lineStartOf } from '../suggestions/insertions.ts';
import { closeness } from '../suggestions/place-tests.ts';
import { findTestPlace } from '../suggestions/replace-tests.ts';
import { definitionsIn, walk } from '../suggestions/syntax.ts';
import type { FailingTest, Fault, OnBase, ReportedFailure } from './failing-test.ts';

/** A failing test as its module at head has it. */
export interface FailingSource {
  /** From its first decorator to its end, as it stands in the module. */
  source: string;
  /** The same at the left margin. */
  code: string;
  /** What its module imports, one statement a name. */
  imports: string[];
}

export interface DiagnoseFailingInput {
  failing: ReportedFailure;
  onBase: OnBase;
  source: FailingSource;
  targets: readonly Target[];
  intent: StatedIntent;
  existingTests: Readonly<Record<string, string>>;
  environment: CiReport['environment'];
}

/** The source of a test and what its module imports; null when the module has none or several of that name. */
export function findFailingSource(
  parser: PythonParser,
  text: string,
  testName: string,
): FailingSource | null {
  return parser.withTree(text, (root): FailingSource | null => {
    const place = root.hasError ? null : findTestPlace(root, text, testName);
    if (!place) return null;
    const imports: ImportedName[] = root.namedChildren.filter(isImport).flatMap(importedNames);
    const source = text.slice(place.start, place.end);
    const indent = text.slice(lineStartOf(text, place.start), place.start);
    const lines = source
      .split(/\r?\n/)
      .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
    return {
      source,
      code: lines.join('\n'),
      imports: imports.filter(({ name }) => name !== '*').map(renderImport),
    };
  });
}

/**
 * Who is at fault for a failing test of the pull request's own suite, by rule. The same sources decide as for a suggested
 * test that passes before the change and fails after it, but for the failing test itself: that it expects what it expects
 * says nothing.
 */
export function diagnoseFailing(parser: PythonParser, input: DiagnoseFailingInput): FailingTest {
  const { failing, onBase, source } = input;
  const target = findTargetOf(parser, input);
  const suggestion = {
    path: failing.path,
    imports: source.imports,
    code: source.code,
    title: failing.testName,
    checks: '',
  };
  const diagnosis = diagnose({
    suggestion,
    testName: failing.testName,
    failure: failing.failure,
    outcome: 'failed',
    base: onBase === 'passes' ? 'passed' : onBase === 'fails' ? 'failed' : 'not-run',
    instability: null,
    environment: input.environment,
    project: buildProjectNames(input),
  });
  const common = {
    ...failing,
    onBase,
    targetId: target?.id ?? null,
    by: 'rule' as const,
    diagnosis,
    advice: '',
    suggestionId: null,
    note: null,
    input: null,
    before: null,
    after: null,
  };
  if (onBase === 'fails') {
    const reason = 'It fails on base as well, so this change is not what makes it fail.';
    return { ...common, fault: 'not-this-change', reasons: [reason] };
  }
  if (onBase !== 'passes' || !failing.failure) {
    const fault: Fault = onBase === 'not-there' && diagnosis.isOurs && failing.failure ? 'test' : 'unclear';
    return { ...common, fault, reasons: [diagnosis.explanation] };
  }
  const assessed = assessCatch(parser, {
    suggestion,
    verdict: { tests: [toEvidence(failing)] },
    target,
    ...withoutItself(parser, input),
  });
  if (assessed.kind === 'ruled-out') {
    const fault: Fault = assessed.ruledOut.code === 'depends-on-the-clock' ? 'test' : 'unclear';
    return { ...common, fault, reasons: [assessed.ruledOut.reason] };
  }
  const { verdict, reasons, input: call, before, after } = assessed.assessment;
  const fault: Fault = verdict === 'likely-bug' ? 'code' : verdict === 'likely-intended' ? 'test' : 'unclear';
  return { ...common, fault, reasons, input: call, before, after };
}

/** The failing test as evidence: it passes on base and fails on head. */
export function toEvidence({ nodeids, failure }: ReportedFailure): TestEvidence {
  return {
    nodeid: nodeids[0]!,
    head: 'failed',
    base: 'passed',
    durationMs: 0,
    failure,
    baseFailure: null,
    stability: null,
    leaves: [],
  };
}

/** The target that a failing test is about: where it raised, else the one whose names the test has most of. */
function findTargetOf(
  parser: PythonParser,
  { failing, source, targets }: DiagnoseFailingInput,
): Target | null {
  const { failure } = failing;
  const line = failure?.line ?? 0;
  const raised = targets.find(
    (one) => one.path === failure?.path && one.startLine <= line && line <= one.endLine,
  );
  if (raised) return raised;
  return parser.withTree(source.code, (root) => {
    const [definition] = definitionsIn(root);
    const names = new Set<string>();
    walk(root, (node) => {
      if (node.type === 'identifier') names.add(node.text);
    });
    const called = targets.filter(({ qualname }) => names.has(qualname.split('.').at(-1)!));
    if (!definition) return called[0] ?? null;
    return called.toSorted((a, b) => closeness(definition, b.id) - closeness(definition, a.id))[0] ?? null;
  });
}

/** What others say: tests without the failing one, on both sides. */
function withoutItself(
  parser: PythonParser,
  { failing, intent, existingTests }: DiagnoseFailingInput,
): { intent: StatedIntent; existingTests: Record<string, string> } {
  const cut = (path: string, text: string): string => {
    if (path !== failing.path) return text;
    return parser.withTree(text, (root) => {
      const place = findTestPlace(root, text, failing.testName);
      return place ? `${text.slice(0, place.start)}pass${text.slice(place.end)}` : text;
    });
  };
  return {
    intent: {
      ...intent,
      changedTests: intent.changedTests.map(({ path, head, base }) => ({
        path,
        head: head === null ? null : cut(path, head),
        base: base === null ? null : cut(path, base),
      })),
    },
    existingTests: Object.fromEntries(
      Object.entries(existingTests).map(([path, text]) => [path, cut(path, text)]),
    ),
  };
}
