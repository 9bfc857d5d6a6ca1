const ZERO_WIDTH_SPACE = '\u200b';

/**
 * Text from code, models or CI as inline Markdown: no HTML, no formatting, no mention, no issue reference, one line.
 * What a repository's code prints ends up in our comment, so it must not be able to speak as us.
 */
export function inline(text: string, maxLength = 400): string {
  return escapeMarkdown(inlineSource(text, maxLength));
}

function inlineSource(text: string, maxLength: number): string {
  const oneLine = text.replace(/\s+/g, ' ').trim();
  return oneLine.length > maxLength ? `${safeSlice(oneLine, maxLength - 1)}…` : oneLine;
}

function escapeMarkdown(text: string): string {
  return (
    text
      .replace(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, '')
      // Entities first: GitHub looks for mentions in the text that they stand for.
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/[\\`*_{}[\]>|~]/g, (character) => `\\${character}`)
      .replace(/@(?=\w)/g, `@${ZERO_WIDTH_SPACE}`)
      .replace(/(#|GH-)(?=\d)/g, `$1${ZERO_WIDTH_SPACE}`)
      .replace(/(https?|www)(?=[:.])/gi, `$1${ZERO_WIDTH_SPACE}`)
  );
}

/** One pair of single backticks around something, with no further backtick beside it. */
const CODE_SPAN = /(?<!`)`([^`]+)`(?!`)/g;

/** Like `inline`, but what stands between single backticks becomes inline code: for sentences about code. */
export function prose(text: string, maxLength = 400): string {
  const source = inlineSource(text, maxLength);
  let rendered = '';
  let from = 0;
  for (const span of source.matchAll(CODE_SPAN)) {
    rendered += escapeMarkdown(source.slice(from, span.index)) + code(span[1]!);
    from = span.index + span[0].length;
  }
  return rendered + escapeMarkdown(source.slice(from));
}

/** Inline code that the text cannot end early. */
export function code(text: string, maxLength = 200): string {
  const oneLine = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  const cut = oneLine.length > maxLength ? `${safeSlice(oneLine, maxLength - 1)}…` : oneLine;
  const fence = '`'.repeat(longestRun(cut) + 1);
  const padding = cut.startsWith('`') || cut.endsWith('`') ? ' ' : '';
  return cut === '' ? '(empty)' : `${fence}${padding}${cut}${padding}${fence}`;
}

/** A fenced block that the text cannot end early. */
export function codeBlock(text: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
}

/** Like `codeBlock`, but every character stays, for text that somebody copies to use it. */
export function verbatimBlock(text: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text}${text.endsWith('\n') ? '' : '\n'}${fence}`;
}

/** A collapsed block; `summary` is Markdown of ours. */
export function details(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** At most `length` UTF-16 units, never half a surrogate pair. */
export function safeSlice(text: string, length: number): string {
  const cut = text.slice(0, Math.max(0, length));
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
}
