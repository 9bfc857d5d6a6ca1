import type { Assessment } from '../../src/core/evidence/assessment.ts';
import type { TestEvidence, Verdict } from '../../src/core/evidence/verdict.ts';

/** The verdict on a kept suggestion that was not repeated and met no mutant; change what the case is about. */
export function givenVerdict(changes: Partial<Verdict> = {}): Verdict {
  return {
    suggestionId: 's1',
    class: 'guards-behaviour',
    decision: 'keep',
    code: 'passes-on-base-and-head',
    reason: 'Passes before and after the change.',
    rungs: [],
    tests: [],
    gains: {},
    linesGained: 0,
    branchesGained: 0,
    mutants: null,
    mutantsGained: [],
    diagnosis: null,
    ...changes,
  };
}

/** One test that passes on head and base. */
export function givenEvidence(changes: Partial<TestEvidence> = {}): TestEvidence {
  return {
    nodeid: 'tests/test_new.py::test_new',
    head: 'passed',
    base: 'passed',
    durationMs: 1,
    failure: null,
    baseFailure: null,
    stability: null,
    leaves: [],
    ...changes,
  };
}

/** The assessment of a catch of which nothing is known. */
export function givenAssessment(changes: Partial<Assessment> = {}): Assessment {
  return {
    verdict: 'unclear',
    by: 'rule',
    reasons: ['Nothing says which behaviour is meant.'],
    input: null,
    before: null,
    after: null,
    ...changes,
  };
}
