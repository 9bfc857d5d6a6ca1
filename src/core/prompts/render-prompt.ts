import { stripInvisibleCharacters } from '../redaction/strip-invisible.ts';
import { fence } from './fence.ts';
import { BOUNDARY_NAME, PLACEHOLDER, PromptError, type PromptFile } from './prompt-file.ts';

/**
 * Fills a prompt in. Every declared input must be given and no other; each is fenced as data under its name, so that no
 * caller can forget it. Substitution happens once: `{{name}}` inside an input stays as it is.
 * @param boundary A random word made anew for this request; see `fence`.
 * @throws PromptError
 */
export function renderPrompt(
  prompt: PromptFile,
  inputs: Readonly<Record<string, string>>,
  boundary: string,
): { system: string; user: string } {
  const missing = prompt.inputs.filter((name) => !Object.hasOwn(inputs, name));
  const unknown = Object.keys(inputs).filter((name) => !prompt.inputs.includes(name));
  if (missing.length > 0) throw new PromptError(`${prompt.id} lacks the inputs ${missing.join(', ')}.`);
  if (unknown.length > 0)
    throw new PromptError(`${prompt.id} does not take the inputs ${unknown.join(', ')}.`);
  const user = prompt.user.replace(PLACEHOLDER, (_, name: string) => {
    if (name === BOUNDARY_NAME) return boundary;
    const text = stripInvisibleCharacters(inputs[name]!);
    return fence(text.trim() === '' ? '(none)' : text, name, boundary);
  });
  return { system: prompt.system, user };
}
