import type { ConfigurationProblem, ProblemSource } from '../../core/configuration/parse-configuration.ts';
import type { SettledConfiguration } from '../../core/configuration/settle-configuration.ts';
import { quoteHostile } from '../../core/evidence/quote-hostile.ts';
import {
  MAX_OWN_PROMPT_BYTES,
  OWN_PROMPTS_FOLDER,
  ownPromptPath,
  parseOwnPrompt,
} from '../../core/prompts/own-prompt.ts';
import { PromptError, type PromptFile } from '../../core/prompts/prompt-file.ts';
import type { PromptLibrary } from '../../core/prompts/prompt-library.ts';
import { REPLY_SCHEMAS, type ReplyKind } from '../../core/suggestions/reply-schema.ts';
import type { GitHubReader, RepositoryTree } from '../../edges/github/types.ts';

type Entry = RepositoryTree['entries'][number];

/**
 * Adds a repository's own prompts to its settings, with what is wrong in them. Those at base count, as its settings do; those
 * that head changes are only checked. Of a file that is wrong nothing is used: our prompt stays in force.
 */
export async function readOwnPrompts(
  reader: Pick<GitHubReader, 'getBlobText'>,
  library: PromptLibrary,
  trees: { base: RepositoryTree; head: RepositoryTree },
  settled: SettledConfiguration,
): Promise<SettledConfiguration> {
  const [atBase, atHead] = [indexEntries(trees.base), indexEntries(trees.head)];
  const ownPrompts: PromptFile[] = [];
  const ofBase: ConfigurationProblem[] = [];
  const ofHead: ConfigurationProblem[] = [];
  for (const id of Object.keys(REPLY_SCHEMAS) as ReplyKind[]) {
    const [base, head] = [atBase.get(ownPromptPath(id)), atHead.get(ownPromptPath(id))];
    const ours = library.get(id);
    if (base) {
      const read = await readOne(reader, base, ours, 'base');
      if ('prompt' in read) ownPrompts.push(read.prompt);
      else ofBase.push(read.problem);
    }
    if (head && head.sha !== base?.sha) {
      const read = await readOne(reader, head, ours, 'head');
      if ('problem' in read) ofHead.push(read.problem);
    }
  }
  // A repeated step begins with what an earlier one has found.
  const { ownPrompts: _, ...rest } = settled;
  const others = rest.problems.filter(({ source }) => !source?.file.startsWith(`${OWN_PROMPTS_FOLDER}/`));
  const problems = [...ofHead, ...others, ...ofBase];
  return { ...rest, problems, ...(ownPrompts.length > 0 ? { ownPrompts } : {}) };
}

function indexEntries(tree: RepositoryTree): Map<string, Entry> {
  return new Map(tree.entries.map((entry) => [entry.path, entry]));
}

async function readOne(
  reader: Pick<GitHubReader, 'getBlobText'>,
  entry: Entry,
  ours: PromptFile,
  of: ProblemSource['of'],
): Promise<{ prompt: PromptFile } | { problem: ConfigurationProblem }> {
  try {
    if (!entry.mode.startsWith('100')) throw new PromptError('It is not a file.');
    if (entry.size > MAX_OWN_PROMPT_BYTES) throw new PromptError('It is larger than 16 kB.');
    const blob = await reader.getBlobText(entry.sha, { size: entry.size });
    if ('unreadable' in blob) throw new PromptError(`It is ${blob.unreadable.replaceAll('-', ' ')}.`);
    return { prompt: parseOwnPrompt(blob.text, entry.sha, ours) };
  } catch (error) {
    if (!(error instanceof PromptError)) throw error;
    const message = `the prompt cannot be used, so Testwright's own stays in force: ${quoteHostile(error.message).replace(/\.$/, '')}`;
    return { problem: { line: error.line, message, source: { file: entry.path, of } } };
  }
}
