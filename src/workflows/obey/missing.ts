import { CONFIGURATION_PATH } from '../../core/configuration/schema.ts';
import { findMissingPermissions } from '../../core/onboarding/find-missing-permissions.ts';
import { code, prose } from '../../core/report/markdown.ts';
import type { GitHubReader, RepositoryRef, RepositoryTree } from '../../edges/github/types.ts';
import { GitHubRefusal } from '../../errors.ts';
import type { WorkflowDependencies } from '../advance-run.ts';
import { readConfiguration } from '../review/read-configuration.ts';
import type { Order } from './obey.ts';

/** What a review needs and does not have, or that all is there; lines of a list, Markdown of ours. */
export async function describeMissing(
  deps: WorkflowDependencies,
  { repository }: Order,
  trees: { base: RepositoryTree; head: RepositoryTree },
): Promise<string[]> {
  const reader = deps.github.reader(repository);
  const [workflow, permissions, configuration] = await Promise.all([
    describeWorkflow(reader, deps.planning.settings.workflowFile, trees.head),
    describePermissions(deps, repository.installationId),
    describeConfiguration(reader, repository, trees),
  ]);
  return [...workflow, ...permissions, ...configuration, describeEngine(deps), describeSearch(deps)];
}

/** GitHub dispatches a workflow only if the default branch has it, and takes its text from the branch that is run. */
async function describeWorkflow(
  reader: GitHubReader,
  workflowFile: string,
  tree: RepositoryTree,
): Promise<string[]> {
  const path = `.github/workflows/${workflowFile}`;
  const isOnHead = tree.truncated || tree.entries.some((entry) => entry.path === path);
  const state = await reader.getWorkflowState(workflowFile);
  const missing: string[] = [];
  if (!isOnHead) missing.push(`- **Missing:** ${code(path)} is not on this branch, so nothing can be run.`);
  if (state === null) {
    missing.push(
      `- **Missing:** GitHub knows no workflow ${code(path)}. It must be on the default branch, and Actions must be on in the settings of the repository.`,
    );
  } else if (state !== 'active') {
    missing.push(`- **Missing:** the workflow ${code(path)} is ${code(state)}. Enable it under “Actions”.`);
  }
  return missing.length > 0 ? missing : [`- ${code(path)} is there.`];
}

async function describePermissions(deps: WorkflowDependencies, installationId: number): Promise<string[]> {
  try {
    const missing = findMissingPermissions(await deps.github.getGrantedPermissions(installationId));
    return missing.map((text) => `- **Missing:** ${prose(text)}`);
  } catch (error) {
    if (!(error instanceof GitHubRefusal)) throw error;
    return ['- What the installation has granted could not be read.'];
  }
}

/** Of the settings in force; those of the organisation count too. */
async function describeConfiguration(
  reader: GitHubReader,
  repository: RepositoryRef,
  trees: { base: RepositoryTree; head: RepositoryTree },
): Promise<string[]> {
  const { problems } = await readConfiguration(reader, repository, trees);
  return problems.map(
    ({ line, message, source }) =>
      `- ${code(source?.file ?? CONFIGURATION_PATH)}${line === null ? '' : `, line ${line}`}: ${prose(message)}`,
  );
}

function describeEngine({ planning: { engine } }: WorkflowDependencies): string {
  return engine.builtIn
    ? `- Engine: ${prose(engine.label)}. The operator has configured no model: tests are derived from what the code does.`
    : `- Engine: ${prose(engine.label)}.`;
}

/** How a change's surroundings are found. */
function describeSearch({ planning: { indexing } }: WorkflowDependencies): string {
  if (!indexing) return '- The project is not indexed: a run knows only the files that it reads for itself.';
  return indexing.meaning
    ? `- The project is searched by its words, and by meaning with ${code(indexing.meaning.model.modelId)}.`
    : '- The project is searched by its words; no embeddings are configured, or the database cannot hold them.';
}
