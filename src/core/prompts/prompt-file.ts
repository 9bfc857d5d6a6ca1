import { parseDocument } from 'yaml';
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
  /** 1-based line of the file; null when it is about the whole file. */
  readonly line: number | null;

  constructor(message: string, options: { line?: number | null; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.line = options.line ?? null;
  }
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
  if (!front.success) {
    throw new PromptError(`The front matter is wrong: ${z.prettifyError(front.error)}`, {
      line: findKeyLine(head, front.error),
    });
  }
  const { id, version, task, inputs, output, max_output_tokens } = front.data;
  checkPlaceholders(
    { text: system, firstLine: countLines(normal.slice(0, normal.indexOf('\n## system\n'))) + 2 },
    { text: user, firstLine: countLines(normal.slice(0, normal.length - user.length)) },
    inputs,
  );
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

/** Aliases can multiply and tags can change types, so a document of more than scalars and lists is refused. */
function readYaml(text: string): unknown {
  const document = parseDocument(text, { logLevel: 'silent', schema: 'core' });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) {
    throw new PromptError('The front matter is not YAML.', {
      line: 1 + countLines(text.slice(0, problem.pos[0])),
      cause: problem,
    });
  }
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch (cause) {
    throw new PromptError('The front matter is not YAML.', { cause });
  }
}

/** The line of the first key that is wrong; the front matter begins in line 2. */
function findKeyLine(head: string, { issues: [issue] }: z.ZodError): number | null {
  const key = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path[0];
  const index = head.split('\n').findIndex((line) => key !== undefined && line.startsWith(`${String(key)}:`));
  return index < 0 ? null : index + 2;
}

/** The number of the line in which a text ends. */
function countLines(text: string): number {
  return text.split('\n').length;
}

/** A part of the file, and the line in which it begins. */
interface Part {
  text: string;
  firstLine: number;
}

function checkPlaceholders(system: Part, user: Part, inputs: string[]): void {
  const lineOf = ({ text, firstLine }: Part, index: number): { line: number } => ({
    line: firstLine - 1 + countLines(text.slice(0, index)),
  });
  const inSystem = system.text.indexOf('{{');
  if (inSystem >= 0) throw new PromptError('The system part takes no inputs.', lineOf(system, inSystem));
  if (inputs.includes(BOUNDARY_NAME))
    throw new PromptError('The boundary is filled in by itself; it is no input.');
  const used = new Set<string>();
  for (const { 1: name, index } of user.text.matchAll(PLACEHOLDER)) {
    used.add(name!);
    if (name !== BOUNDARY_NAME && !inputs.includes(name!))
      throw new PromptError(`{{${name}}} is not among the inputs.`, lineOf(user, index));
  }
  if (!used.has(BOUNDARY_NAME)) throw new PromptError('The user part must state {{boundary}}.');
  for (const name of inputs) {
    if (!used.has(name)) throw new PromptError(`The input ${name} is never used.`);
  }
  // Blanked out at the same length, so that places stay true.
  const other = user.text.replace(PLACEHOLDER, (whole) => ' '.repeat(whole.length)).indexOf('{{');
  if (other >= 0) {
    throw new PromptError(
      'Only {{name}} is substituted; there are no conditions and no expressions.',
      lineOf(user, other),
    );
  }
}
