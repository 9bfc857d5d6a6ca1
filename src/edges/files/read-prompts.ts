import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { PromptError, type PromptFile, parsePromptFile } from '../../core/prompts/prompt-file.ts';
import type { PromptLibrary } from '../../core/prompts/prompt-library.ts';
import { DefectError, OperatorError } from '../../errors.ts';

/** `released.json`: path below the folder, e.g. `suggest-tests/1.md`, → SHA-256 of the file. */
const releasedSchema = z.record(
  z.string().regex(/^[a-z-]+\/[1-9][0-9]*\.md$/),
  z.string().regex(/^[0-9a-f]{64}$/),
);

/**
 * Reads the released prompts of a folder. A version that `released.json` does not list is a draft and not used.
 * @throws OperatorError when the folder cannot be read, DefectError when a file breaks the rules.
 */
export async function readPrompts(directory: string): Promise<PromptLibrary> {
  const released = releasedSchema.safeParse(parseJson(await read(join(directory, 'released.json'))));
  if (!released.success) {
    throw new DefectError('prompts-invalid', `released.json: ${z.prettifyError(released.error)}`);
  }
  const newest = new Map<string, PromptFile>();
  for (const path of Object.keys(released.data)) {
    const prompt = parse(path, await read(join(directory, path)));
    const known = newest.get(prompt.id);
    if (!known || Number(prompt.version) > Number(known.version)) newest.set(prompt.id, prompt);
  }
  return {
    get(id) {
      const prompt = newest.get(id);
      if (!prompt) throw new DefectError('prompt-missing', `There is no released prompt "${id}".`);
      return prompt;
    },
  };
}

/** SHA-256 of a prompt file as released.json states it. Line endings count as LF, whatever a checkout made of them. */
export function hashPrompt(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new OperatorError(
      'prompts-unreadable',
      `The prompt file ${path} cannot be read; reinstall Testwright.`,
      {
        cause,
      },
    );
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DefectError('prompts-invalid', 'released.json is not JSON.', { cause });
  }
}

function parse(path: string, text: string): PromptFile {
  try {
    const prompt = parsePromptFile(text);
    if (path !== `${prompt.id}/${prompt.version}.md`) {
      throw new PromptError(`it says it is ${prompt.id} version ${prompt.version}.`);
    }
    return prompt;
  } catch (cause) {
    if (!(cause instanceof PromptError)) throw cause;
    throw new DefectError('prompts-invalid', `${path}: ${cause.message}`, { cause });
  }
}
