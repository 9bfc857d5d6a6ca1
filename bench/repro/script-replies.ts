import type { ReproductionReplies } from '../../test/support/reproduction-stage.ts';
import type { BugCase, Script } from './read-cases.ts';

/**
 * What the scripted model answers, question by question, in the shapes of src/core/suggestions/reply-schema.ts. It has one idea: when
 * that was refused, it gives up at the next plan.
 */
export function scriptReplies(bug: BugCase, script: Script): ReproductionReplies {
  const test = { title: 'The report as a test', checks: bug.wrongBehaviour, imports: script.imports };
  const plan = {
    understanding: bug.wrongBehaviour,
    decision: 'reproduce',
    reason: 'The report says what happens and what should.',
    suspects: bug.suspects,
    wrong_behaviour: bug.wrongBehaviour,
    right_behaviour: bug.rightBehaviour,
    exception: bug.exception,
    plan: 'Do what the report does and assert what it sees.',
  };
  return {
    'plan-reproduction': [
      plan,
      { ...plan, decision: 'not-enough', reason: 'Nothing else comes to mind.', plan: '' },
    ],
    'write-passing-test': [
      {
        reasoning: script.name,
        tests: [{ ...test, target_id: bug.suspects[0], path: '', code: script.passing }],
      },
    ],
    'flip-test': [
      {
        reasoning: script.name,
        tests: [{ ...test, checks: bug.rightBehaviour, suggestion_id: 's1', code: script.flipped }],
      },
    ],
    'validate-reproduction': [
      {
        reason: script.validator ? 'It fails as the report says.' : 'It does not show what is reported.',
        revealing: script.validator,
      },
    ],
  };
}
