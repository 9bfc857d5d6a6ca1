import type { StatedIntent } from '../contract/stated-intent.ts';
import type { PythonParser } from '../python/parser.ts';
import type { Target } from '../python/target.ts';
import type { Suggestion } from '../suggestions/suggestion.ts';
import type { Assessment, Hint } from './assessment.ts';
import { type Behaviour, readBehaviour } from './behaviour-of-failure.ts';
import type { Contradiction } from './find-contradictions.ts';
import { findHintsOfContract } from './hints-of-contract.ts';
import { findHintsOfTests } from './hints-of-tests.ts';
import { findHintsOfText } from './hints-of-text.ts';
import { type RuledOut, ruleOutCatch } from './rule-out-catch.ts';
import type { Verdict } from './verdict.ts';

export interface AssessInput {
  suggestion: Pick<Suggestion, 'imports' | 'code' | 'path'>;
  verdict: Pick<Verdict, 'tests'>;
  /** Null when the target is not among those of the run. */
  target: Target | null;
  intent: StatedIntent;
  /** Texts of test files near the targets, at head, by path. */
  existingTests: Readonly<Record<string, string>>;
}

export type Assessed =
  | { kind: 'assessed'; assessment: Assessment }
  | { kind: 'ruled-out'; ruledOut: RuledOut };

/**
 * Assesses a catch by rule: whom do the tests of the pull request, the docstring, the annotations, the name, the pull
 * request's text and the linked issues agree with, the behaviour before the change or the one after it? Where they
 * say nothing, or contradict each other, it is unclear.
 */
export function assessCatch(parser: PythonParser, input: AssessInput): Assessed {
  const { suggestion, verdict, target, intent } = input;
  const evidence = verdict.tests.find((test) => test.base === 'passed' && test.failure !== null);
  if (!evidence) return { kind: 'assessed', assessment: { ...NOTHING_READ } };
  const behaviour = readBehaviour(parser, suggestion, evidence, target);
  const ruledOut = ruleOutCatch(suggestion, evidence.failure!, target, behaviour);
  if (ruledOut) return { kind: 'ruled-out', ruledOut };
  const hints = [
    ...(target
      ? findHintsOfTests(parser, target, behaviour, {
          changed: intent.changedTests,
          existing: input.existingTests,
        })
      : []),
    ...(target ? findHintsOfContract(parser, target, behaviour) : []),
    ...findHintsOfText(parser, target, behaviour, intent),
  ];
  return { kind: 'assessed', assessment: weigh(hints, behaviour) };
}

/** A contradiction needs no weighing: the code contradicts what it says of itself. */
export function assessContradiction(contradictions: readonly Contradiction[]): Assessment {
  const first = contradictions[0]!;
  return {
    verdict: 'likely-bug',
    by: 'rule',
    reasons: contradictions.slice(0, 3).map(describeContradiction),
    input: first.input,
    before: null,
    after: first.asserted,
  };
}

const SOURCES: Record<Contradiction['source'], string> = {
  'docstring-example': 'The docstring shows',
  docstring: 'The docstring says',
  annotation: 'The signature says',
  field: 'The declaration says',
};

function describeContradiction({ source, contract, asserted, input, test }: Contradiction): string {
  return input
    ? `${SOURCES[source]} \`${contract}\`; \`${test}\` passes with \`${input}\`: \`${asserted}\`.`
    : `${SOURCES[source]} \`${contract}\`; \`${test}\` passes with \`${asserted}\`.`;
}

const NOTHING_READ: Assessment = {
  verdict: 'unclear',
  by: 'rule',
  reasons: ['What failed cannot be read from the report.'],
  input: null,
  before: null,
  after: null,
};

function weigh(hints: readonly Hint[], { input, before, after }: Behaviour): Assessment {
  const seen = { by: 'rule' as const, input, before, after };
  const means = new Set(hints.map((hint) => hint.means));
  const reasons = [...new Set(hints.map(({ reason }) => reason))].slice(0, 6);
  if (means.size === 0) {
    const nothing =
      'Neither docstring, annotations, name, tests, the pull request nor a linked issue says which behaviour is meant.';
    return { ...seen, verdict: 'unclear', reasons: [nothing] };
  }
  if (means.size === 2)
    return { ...seen, verdict: 'unclear', reasons: ['The sources disagree.', ...reasons] };
  return { ...seen, verdict: means.has('before') ? 'likely-bug' : 'likely-intended', reasons };
}
