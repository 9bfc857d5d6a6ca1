import { describeCiCost, describeModelCost, describeShare } from './describe-cost.ts';
import { code, details, inline } from './markdown.ts';
import type { ReviewSummary } from './review-summary.ts';

/** The packages whose versions change what a suite does or how it is counted. */
const TOLD_PACKAGES = ['pytest', 'coverage', 'django', 'pytest-django'];

/** How the evidence came about: engine, calls, tokens, rounds, environment, prompt versions. */
export function renderFooter(summary: ReviewSummary): string {
  const { spent, engine } = summary;
  const runUrl = (id: number): string => `${summary.repositoryUrl}/actions/runs/${id}`;
  const lines = [
    `- Outcome: ${code(summary.outcome.code)}.`,
    engine.builtIn
      ? '- Engine: built-in, no model. 0 calls, 0 tokens.'
      : `- Engine: ${inline(engine.label)}. ${describeModelCost(spent.run, summary.kept.length)}.`,
    ...renderBudget(summary),
    ...(summary.asked ? [`- Asked for by ${inline(summary.asked.by)}: ${code(summary.asked.command)}.`] : []),
    ...summary.rounds.map(
      (round) =>
        `- ${round.round > 0 ? `Round ${round.round}` : 'Earlier'}: ${inline(round.purpose)}, commit ${round.commitSha}${round.workflowRunId ? `, [CI run ${round.workflowRunId}](${runUrl(round.workflowRunId)})` : ''}.`,
    ),
  ];
  if (summary.stopped) lines.push(`- Why no further round: ${inline(summary.stopped)}`);
  if (summary.prompts.length > 0) {
    lines.push(
      `- Prompts: ${summary.prompts.map((prompt) => code(`${prompt.id}@${prompt.version}`)).join(', ')}.`,
    );
  }
  if (summary.redactions > 0)
    lines.push(`- ${summary.redactions} secret-like value(s) were redacted before text left for the model.`);
  if (summary.environment) {
    // Distributions write their names as they like: Django, pytest-django.
    const packages = Object.entries(summary.environment.packages)
      .filter(([name]) => TOLD_PACKAGES.includes(name.toLowerCase()))
      .map(([name, version]) => `${name} ${version}`);
    lines.push(`- Environment: Python ${inline([summary.environment.python, ...packages].join(', '), 200)}.`);
  }
  lines.push(
    '- The report comes from a job that ran unreviewed code; it protects against carelessness, not against malice.',
  );
  return details('How this was measured', lines.join('\n'));
}

/** CI's part, and how much of the budget is used. */
function renderBudget({ spent, limits }: ReviewSummary): string[] {
  const share = describeShare(spent.pullRequest, limits);
  const parts = [...(spent.run.rounds > 0 ? [describeCiCost(spent.run)] : []), ...(share ? [share] : [])];
  return parts.length > 0 ? [`- Cost: ${parts.join('; ')}.`] : [];
}
