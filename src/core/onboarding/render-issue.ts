import { ONBOARDING_MARKER } from '../names/onboarding-marker.ts';
import { code, codeBlock, details, inline, prose } from '../report/markdown.ts';
import { describeSource, type ProjectFacts, type Source } from './facts.ts';
import type { PullPreview } from './preview.ts';
import { renderWorkflow } from './render-workflow.ts';

export const ONBOARDING_TITLE = 'Testwright: one file, and pull requests get tested suggestions';

/** GitHub and browsers take longer addresses badly. */
const MAX_LINK = 6_000;
const MAX_ROWS = 40;
const MAX_TODOS = 25;
/** Below GitHub's limit, with room for what surrounds it. */
const MAX_WORKFLOW = 20_000;

/** What the issue is written from. */
export interface IssueContent {
  project: ProjectFacts;
  workflowFile: string;
  repositoryUrl: string;
  defaultBranch: string;
  engine: { label: string; builtIn: boolean };
  pulls: readonly PullPreview[];
}

/** The text of the issue. Everything of the repository in it is quoted; nobody is mentioned. */
export function renderIssue(content: IssueContent): string {
  const { project, workflowFile, engine } = content;
  const path = `.github/workflows/${workflowFile}`;
  const workflow = renderWorkflow(project, workflowFile);
  return [
    ONBOARDING_MARKER,
    'Testwright was installed on this repository. On each pull request it proposes the tests that are missing, has **your own CI** run them, and shows what was measured in one comment. Nothing reaches a branch of yours without a maintainer.',
    '',
    `For that it needs one workflow file, which it cannot add itself: it does not ask for the permission to write workflows. This one was put together from the files of this repository. Nothing was executed; please read it before you commit it to ${code(content.defaultBranch)} as ${code(path)}.`,
    '',
    ...renderLink(content, path, workflow),
    workflow.length > MAX_WORKFLOW
      ? 'The file would be too long for an issue; begin with the example of the documentation.'
      : codeBlock(workflow, 'yaml'),
    '',
    ...renderTodos(project),
    details('What was read, and where', renderChoices(project)),
    '',
    ...renderPulls(content.pulls),
    engine.builtIn
      ? 'No model is configured: tests are derived from the code and from what it does when CI runs it. Nothing leaves your repository and its CI.'
      : `Tests are suggested by ${inline(engine.label)}: changed code, redacted, is sent there.`,
    '',
    `Then open a pull request that changes Python code, and write ${code('/testwright status')} there to see what is still missing. Close this issue if you do not want any of it: there will be no second one.`,
  ].join('\n');
}

/** GitHub's own page for a new file, filled in. */
function renderLink(
  { repositoryUrl, defaultBranch }: IssueContent,
  path: string,
  workflow: string,
): string[] {
  const query = `filename=${encodeURIComponent(path)}&value=${encodeURIComponent(workflow)}`;
  const address = `${repositoryUrl}/new/${encodeURIComponent(defaultBranch)}?${query}`
    .replaceAll('(', '%28')
    .replaceAll(')', '%29');
  return address.length > MAX_LINK ? [] : [`[**Create this file**](${address})`, ''];
}

function renderTodos({ todos }: ProjectFacts): string[] {
  if (todos.length === 0) return [];
  return [
    '### Left for you',
    '',
    ...todos
      .slice(0, MAX_TODOS)
      .map(({ text, source }) => `- [ ] ${prose(text, 600)}${renderSource(source)}`),
    ...(todos.length > MAX_TODOS ? [`- [ ] … and ${todos.length - MAX_TODOS} more of the same kind.`] : []),
    '',
  ];
}

function renderChoices({ choices }: ProjectFacts): string {
  const rows = choices.slice(0, MAX_ROWS).map(({ what, value, source, why }) => {
    const from = source ? code(describeSource(source)) : 'a default';
    return `- ${inline(what)}: ${code(value, 300)} · ${from}${why ? ` · ${prose(why)}` : ''}`;
  });
  return rows.join('\n');
}

function renderSource(source: Source | null): string {
  return source ? ` (${code(describeSource(source))})` : '';
}

const FATES: Record<Exclude<PullPreview['fate'], 'review'>, string> = {
  fork: 'from a fork: read, and nothing run unless a maintainer allows it',
  bot: 'left alone: a bot opened it',
  draft: 'left alone while it is a draft',
  'no-python': 'left alone: it changes no Python code',
  unreadable: 'could not be read any more',
};

function renderPulls(pulls: readonly PullPreview[]): string[] {
  if (pulls.length === 0) return [];
  return [
    '### What would have happened on your newest pull requests',
    '',
    'Found by reading alone; no model was asked, and no CI was started.',
    '',
    ...pulls.flatMap(renderPull),
    '',
  ];
}

/** Without `#`, so that those pull requests do not say that they were mentioned here. */
function renderPull(pull: PullPreview): string[] {
  const { fate, targets, furtherTargets, changedTests } = pull;
  const title = `- Pull request ${pull.number}, ${inline(pull.title, 100)}`;
  if (fate === 'bot' || fate === 'no-python' || fate === 'unreadable') return [`${title} · ${FATES[fate]}`];
  const files =
    pull.readPython < pull.changedPython
      ? `${pull.readPython} of ${pull.changedPython} changed Python files were looked at`
      : `${pull.changedPython} changed Python ${pull.changedPython === 1 ? 'file' : 'files'}`;
  const tests = changedTests.length > 0 ? `, ${changedTests.length} of them tests` : '';
  return [
    `${title} · ${fate === 'review' ? 'reviewed' : FATES[fate]} · ${files}${tests}${targets.length === 0 ? '; nothing in it is worth a test' : ''}`,
    ...targets.map(
      ({ id, test }) => `  - ${code(id)} · ${test ? `tests near it: ${code(test)}` : 'no tests near it'}`,
    ),
    ...(furtherTargets > 0 ? [`  - … and ${furtherTargets} more`] : []),
  ];
}
