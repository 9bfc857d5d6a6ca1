import { findSettingsPath } from '../../core/context/settings-files.ts';
import { chooseFilesToRead } from '../../core/onboarding/choose-files.ts';
import { decideOnboarding } from '../../core/onboarding/decide-onboarding.ts';
import { describeProject } from '../../core/onboarding/describe-project.ts';
import { ONBOARDING_TITLE, renderIssue } from '../../core/onboarding/render-issue.ts';
import type { Job } from '../../edges/database/types.ts';
import type { GitHubReader, RepositoryTree } from '../../edges/github/types.ts';
import { GitHubRefusal } from '../../errors.ts';
import type { WorkflowDependencies } from '../advance-run.ts';
import { readTexts } from '../review/gather-change.ts';
import { previewPulls } from './preview-pulls.ts';

/**
 * A repository that the app was installed on gets one issue: a workflow file fitted to it, each choice with its source, and
 * what would have happened on its newest pull requests. Nothing is executed, and no model is asked.
 */
export async function onboardRepository(
  deps: WorkflowDependencies,
  { data: { repository } }: Extract<Job, { name: 'onboard-repository' }>,
): Promise<void> {
  const { workflowFile } = deps.planning.settings;
  try {
    // Gather.
    const reader = deps.github.reader(repository);
    const facts = await reader.getRepository();
    const tree = await readTree(reader, facts.defaultBranch);
    // Decide.
    const decision = decideOnboarding(
      facts,
      tree.entries.map(({ path }) => path),
      workflowFile,
    );
    if (decision.kind === 'skip') {
      deps.log.info({ repository: repository.id, why: decision.why }, 'not onboarded');
      return;
    }
    const texts = await readProjectTexts(reader, tree);
    const project = describeProject({ texts, allPaths: tree.entries.map(({ path }) => path) }, workflowFile);
    const body = renderIssue({
      project,
      workflowFile,
      repositoryUrl: `${deps.settings.webUrl}/${repository.owner}/${repository.name}`,
      defaultBranch: facts.defaultBranch,
      engine: deps.planning.engine,
      pulls: await previewPulls(reader, deps.planning.parser),
    });
    // Write.
    deps.signal.throwIfAborted();
    const { slug } = await deps.github.identity();
    const issue = await deps.github
      .writer(repository)
      .ensureOnboardingIssue({ title: ONBOARDING_TITLE, body }, slug);
    deps.log.info({ repository: repository.id, issue: issue.number, state: issue.state }, 'onboarded');
  } catch (error) {
    // Uninstalled meanwhile, or without the permission: nothing was asked of us that somebody waits for.
    if (!(error instanceof GitHubRefusal)) throw error;
    deps.log.info({ repository: repository.id, why: error.code }, 'not onboarded');
  }
}

/** The default branch's files; none of a repository without a commit. */
async function readTree(reader: GitHubReader, branch: string): Promise<RepositoryTree> {
  try {
    return await reader.getTree(branch);
  } catch (error) {
    if (error instanceof GitHubRefusal && [404, 409].includes(error.status))
      return { entries: [], truncated: false };
    throw error;
  }
}

async function readProjectTexts(reader: GitHubReader, tree: RepositoryTree): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  const read = async (paths: string[]): Promise<void> => {
    for (const [path, blob] of await readTexts(reader, tree, paths))
      if ('text' in blob) texts.set(path, blob.text);
  };
  await read(chooseFilesToRead(tree.entries));
  // Which module holds Django's settings is only known once the others are read.
  const settings = findSettingsPath(
    texts,
    tree.entries.map(({ path }) => path),
  );
  if (settings) await read([settings]);
  return texts;
}
