import type { Token } from 'markdown-it';
import { createParser } from './parser.ts';

const parser = createParser();

/** The texts of list items that begin with a box, in order. */
export function listTasks(tokens: readonly Token[]): Token[] {
  return tokens.filter(
    (token, index) =>
      token.type === 'inline' &&
      tokens[index - 1]?.type === 'paragraph_open' &&
      tokens[index - 2]?.type === 'list_item_open' &&
      /^\[[ xX]\]\s+\S/.test(token.content) &&
      // Otherwise the brackets are a link.
      token.children?.[0]?.type === 'text' &&
      /^\[[ xX]\]/.test(token.children[0].content),
  );
}

/**
 * Ticks or unticks one box, counted from 0; nothing else of the text changes. Null when it has no such box.
 */
export function setTask(text: string, index: number, ticked: boolean): string | null {
  const line = listTasks(parser.parse(text, {}))[index]?.map?.[0];
  if (line === undefined) return null;
  // Lines with the breaks between them: every second piece is a line.
  const pieces = text.split(/(\r\n?|\n)/);
  const match = /^((?:[\s>]|[-*+]\s|\d{1,9}[.)]\s)*\[)[ xX]\]/.exec(pieces[2 * line] ?? '');
  if (match === null) return null;
  const start = match[1]!;
  const rest = pieces[2 * line]!.slice(start.length + 1);
  pieces[2 * line] = `${start}${ticked ? 'x' : ' '}${rest}`;
  return pieces.join('');
}
