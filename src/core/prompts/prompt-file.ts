import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { REPLY_SCHEMAS, type ReplyKind } from '../suggestions/reply-schema.ts';

/** A prompt as its file states it. */
export interface PromptFile {
  id: string;
  /** A whole number in text, e.g. `1`; stored with every call and shown in the comment's footer. */
  version: string;
  /** One sentence for people. */
  task: string;
  /** Names of the texts that are filled in as data; all of them must be given. `{{boundary}}` is not one of them. */
  inputs: string[];
  /** Which reply schema the answer must satisfy. */
  output: ReplyKind;
  maxOutputTokens: number;
  system: string;
  user: string;
}

/** A prompt file, or what it was to be rendered with, breaks the rules; the message says which. */
export class PromptError extends Error {
  override readonly name = 'PromptError';
}

const frontMatterSchema = z.strictObject({
  id: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
  version: z.int().positive(),
  task: z.string().min(1),
  inputs: z.array(z.string().regex(/^[a-z][a-z_]*$/)).min(1),
  output: z.enum(Object.keys(REPLY_SCHEMAS) as [ReplyKind, ...ReplyKind[]]),
  max_output_tokens: z.int().positive(),
});

/** Filled in by rendering itself: the word that marks where data begins and ends. */
export const BOUNDARY_NAME = 'boundary';

/** `{{name}}`, the only substitution there is. */
export const PLACEHOLDER = /\{\{([a-z][a-z_]*)\}\}/g;

/**
 * Parses a prompt file: YAML front matter, then the parts `## system` and `## user`. The system part has no inputs, so
 * that it is the same for every request and the provider can cache it; the user part uses each declared input.
 * @throws PromptError
 */
export function parsePromptFile(text: string): PromptFile {
  const normal = text.replaceAll('\r\n', '\n');
  const match = /^---\n([\s\S]*?)\n---\n\s*## system\n([\s\S]*?)\n## user\n([\s\S]*)$/.exec(normal);
  if (!match) {
    throw new PromptError(
      'A prompt file is front matter between `---` lines, then `## system`, then `## user`.',
    );
  }
  const [, head, system, user] = match as unknown as [string, string, string, string];
  const front = frontMatterSchema.safeParse(readYaml(head));
  if (!front.success) throw new PromptError(`The front matter is wrong: ${z.prettifyError(front.error)}`);
  const { id, version, task, inputs, output, max_output_tokens } = front.data;
  checkPlaceholders(system, user, inputs);
  return {
    id,
    version: String(version),
    task,
    inputs,
    output,
    maxOutputTokens: max_output_tokens,
    system: system.trim(),
    user: user.trim(),
  };
}

function readYaml(text: string): unknown {
  try {
    return parseYaml(text);
  } catch (cause) {
    throw new PromptError('The front matter is not YAML.', { cause });
  }
}

function checkPlaceholders(system: string, user: string, inputs: string[]): void {
  if (system.includes('{{')) throw new PromptError('The system part takes no inputs.');
  const used = new Set([...user.matchAll(PLACEHOLDER)].map((match) => match[1]!));
  if (inputs.includes(BOUNDARY_NAME))
    throw new PromptError('The boundary is filled in by itself; it is no input.');
  if (!used.delete(BOUNDARY_NAME)) throw new PromptError('The user part must state {{boundary}}.');
  for (const name of used) {
    if (!inputs.includes(name)) throw new PromptError(`{{${name}}} is not among the inputs.`);
  }
  for (const name of inputs) {
    if (!used.has(name)) throw new PromptError(`The input ${name} is never used.`);
  }
  if (user.replace(PLACEHOLDER, '').includes('{{')) {
    throw new PromptError('Only {{name}} is substituted; there are no conditions and no expressions.');
  }
}
