import type { ConfigurationProblem } from '../configuration/parse-configuration.ts';
import { CONFIGURATION_PATH } from '../configuration/schema.ts';
import type { PlannedCheck } from '../plan/plan.ts';
import { code, prose } from './markdown.ts';
import type { ReviewSummary } from './review-summary.ts';

/** What in the files that configure Testwright has no effect, those first that this pull request can mend. */
export function renderConfigurationProblems(summary: Pick<ReviewSummary, 'configurationProblems'>): string {
  const problems = summary.configurationProblems;
  const ofHead = problems.filter(isOfHead);
  const others = problems.filter((problem) => !isOfHead(problem));
  if (problems.length === 0) return '';
  return [
    '### Settings that have no effect',
    ...(ofHead.length > 0
      ? [
          'This pull request changes files that configure Testwright. As they are, this has no effect once it is merged; for this pull request the settings of its base are in force.',
          ofHead.map(renderProblem).join('\n'),
        ]
      : []),
    ...(others.length > 0
      ? [
          `${ofHead.length > 0 ? 'In force, but in part without effect:\n\n' : ''}${others.map(renderProblem).join('\n')}`,
        ]
      : []),
  ].join('\n\n');
}

/** Problems of files at head as remarks on their lines. */
export function buildConfigurationAnnotations(
  summary: Pick<ReviewSummary, 'configurationProblems'>,
): NonNullable<PlannedCheck['annotations']> {
  return summary.configurationProblems.flatMap((problem) =>
    isOfHead(problem)
      ? [
          {
            path: problem.source?.file ?? CONFIGURATION_PATH,
            line: problem.line ?? 1,
            message: `${problem.message}. This has no effect.`,
          },
        ]
      : [],
  );
}

function isOfHead({ source }: ConfigurationProblem): boolean {
  return source?.of === 'head';
}

function renderProblem({ line, message, source }: ConfigurationProblem): string {
  const file = source?.file ?? CONFIGURATION_PATH;
  return `- ${code(file)}${line === null ? '' : ` line ${line}`}: ${prose(message)}`;
}
