import { stripInvisibleCharacters } from '../redaction/strip-invisible.ts';
import { PromptError } from './prompt-file.ts';

/**
 * Marks text as data. The boundary is a random word made anew for each request, which the prompt states once, outside
 * of any fence: text from a repository cannot close a fence whose boundary it cannot know. Should it hold that word
 * all the same, the word is taken out of it. So are characters that a reviewer of the same text would not see.
 * @param label What the text is; anything in it that could look like a marker is replaced.
 * @param boundary Unpredictable, 16 or more letters, digits and hyphens: a UUID will do.
 * @throws PromptError when the boundary is none.
 */
export function fence(text: string, label: string, boundary: string): string {
  if (!/^[A-Za-z0-9-]{16,}$/.test(boundary)) {
    throw new PromptError('A boundary is 16 or more letters, digits and hyphens.');
  }
  const name = stripInvisibleCharacters(label)
    .replace(/[^\p{L}\p{N} ._/:@#()[\],=+-]/gu, '?')
    .replaceAll(boundary, '?')
    .slice(0, 200);
  const data = stripInvisibleCharacters(text).replaceAll(boundary, '(boundary)').replace(/\n$/, '');
  return `<<<${name} ${boundary}>>>\n${data}\n<<<end ${name} ${boundary}>>>`;
}
