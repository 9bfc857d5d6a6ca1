import { createParser } from './parser.ts';

const parser = createParser();

/** The lines that the blocks ```suggestion of a comment propose, each with its line break; '' removes lines. */
export function listSuggestions(text: string): string[] {
  return parser
    .parse(text, {})
    .filter(({ type, info }) => type === 'fence' && info.trim().split(/\s+/)[0] === 'suggestion')
    .map(({ content }) => content);
}
