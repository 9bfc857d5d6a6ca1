import type { FoundImport } from '../python/imports.ts';
import { skipBlanks } from './characters.ts';
import type { Lines } from './lines.ts';
import { closingBracket, splitArguments } from './split-arguments.ts';

/** In a text without strings and comments, `import` is nothing but the keyword. */
const STATEMENT =
  /\b(?:from((?:[ \t]|\\\r?\n|[\w.\u0080-\uffff]){0,300})(?<![\w\u0080-\uffff]))?import(?![\w\u0080-\uffff])/g;

/**
 * Every import statement of a file, wherever it stands: inside functions and `if TYPE_CHECKING` too; without those of
 * `__future__`, which import nothing.
 */
export function readImports(masked: string, lines: Lines): FoundImport[] {
  const found: FoundImport[] = [];
  for (const match of masked.matchAll(STATEMENT)) {
    const source = match[1]?.replaceAll(/[\s\\]+/g, '');
    if (source === '__future__') continue;
    const level = /^\.*/.exec(source ?? '')![0].length;
    const module = (source ?? '').slice(level);
    const from = skipBlanks(masked, match.index + match[0].length, masked.length);
    const inBrackets = masked[from] === '(';
    const to = inBrackets ? closingBracket(masked, from, masked.length) : statementEnd(masked, from);
    const names = splitArguments(masked, inBrackets ? from + 1 : from, to);
    const line = lines.at(match.index);
    const place = {
      line,
      endLine: lines.at(
        inBrackets ? Math.min(to, masked.length - 1) : Math.max(match.index, (names.at(-1)?.[1] ?? to) - 1),
      ),
      column: match.index - lines.startOf(line),
    };
    for (const span of names) {
      const [written = '', alias] = masked.slice(...span).split(/[\s\\]+as[\s\\]+/);
      const name = written.replaceAll(/[\s\\]+/g, '');
      const called = { alias: alias?.trim() ?? name, ...place };
      found.push(
        source === undefined
          ? { module: name, level: 0, name: null, ...called }
          : { module, level, name, ...called },
      );
    }
  }
  return found;
}

/** The end of the line or a semicolon, unless a backslash stands before. */
function statementEnd(masked: string, from: number): number {
  for (let index = from; index < masked.length; index++) {
    const code = masked.charCodeAt(index);
    if (code === 59 || (code === 10 && !/\\\r?$/.test(masked.slice(index - 2, index)))) return index;
  }
  return masked.length;
}
