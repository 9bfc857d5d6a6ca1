import type { Target } from '../../core/python/target.ts';
import { stripInvisible } from '../../core/redaction/strip-invisible.ts';
import type { CaughtSuggestion, ReviewRecord } from '../../core/review/review-record.ts';

const MAX_ISSUE = 2_000;
const MAX_MESSAGE = 1_500;
/** Names of changed tests that are listed. */
const MAX_NAMES = 60;

/** What the pull request says it is for: its title, the issues that it closes, and the names of the tests it changes. */
export function describeIntent({ intent }: Pick<ReviewRecord, 'intent'>): string {
  const names = intent.changedTests.flatMap(({ path, head }) =>
    [...(head ?? '').matchAll(/^\s*(?:async )?def (test\w*)/gm)].map((match) => `${path}::${match[1]}`),
  );
  return [
    `Title of the pull request: ${stripInvisible(intent.title)}`,
    ...intent.issues.map(
      ({ number, title, body }) =>
        `Issue ${number} that it closes: ${stripInvisible(title)}\n${stripInvisible(body).slice(0, MAX_ISSUE)}`,
    ),
    names.length > 0
      ? `Tests in the test files that it changes:\n${names.slice(0, MAX_NAMES).join('\n')}`
      : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}

/**
 * A catch with contract, test and failure. Of the failure only class and message: a traceback shows the lines of the
 * implementation.
 */
export function describeCaught(
  { suggestion, verdict, assessment }: CaughtSuggestion,
  { targets }: Pick<ReviewRecord, 'targets'>,
): string {
  const target = targets.find(({ id }) => id === suggestion.targetId);
  const failure = verdict.tests.find((test) => test.failure)?.failure;
  return [
    `suggestion_id: ${suggestion.id}`,
    target ? `Contract:\n${describeContract(target)}` : '',
    `Test:\n${suggestion.imports.join('\n')}\n\n${suggestion.code}`,
    failure ? `Failure after the change: ${failure.type}: ${failure.message.slice(0, MAX_MESSAGE)}` : '',
    assessment.input
      ? `Read from it: ${assessment.input} was ${assessment.before ?? '(not read)'} and is ${assessment.after ?? '(not read)'}`
      : '',
    `What rules found: ${assessment.reasons.join(' ')}`,
  ]
    .filter(Boolean)
    .join('\n');
}

/** Signature and docstring: what the code promises, without how it goes about it. */
function describeContract(target: Target): string {
  const parameters = target.parameters.map(({ name, kind, annotation, default: value }) => {
    const stars = kind === 'var-positional' ? '*' : kind === 'var-keyword' ? '**' : '';
    return `${stars}${name}${annotation ? `: ${annotation}` : ''}${value === null ? '' : ` = ${value}`}`;
  });
  const signature =
    target.kind === 'class'
      ? `class ${target.qualname}`
      : `${target.isAsync ? 'async ' : ''}def ${target.qualname}(${parameters.join(', ')})${target.returns ? ` -> ${target.returns}` : ''}`;
  return `${target.path}\n${signature}${target.docstring ? `\n"""${target.docstring}"""` : ''}`;
}
