import type { SyntaxNode } from '../python/parser.ts';
import { NAME_ORDERS, orderOf, placeIn } from './import-order.ts';
import { type ImportedName, importedNames } from './imports.ts';
import { type Insertion, lineBreakAt, lineEndOf, lineStartOf } from './insertions.ts';

/** The statement and the names in it, with their texts' places. */
interface Joined {
  text: string;
  statement: SyntaxNode;
  names: SyntaxNode[];
  /** New names by the existing name that they stand before; `names.length` is the end. */
  news: Map<number, string[]>;
  breaks: string;
  lineLength: number;
}

/**
 * Adds names to an existing `from x import …`, in its own layout: on its line while that has room, else, if it has no
 * parentheses, one name a line in parentheses; in parentheses one name a line where the others stand so. Null where
 * the layout leaves no way; then a statement of its own is needed.
 */
export function joinImport(
  text: string,
  statement: SyntaxNode,
  items: readonly ImportedName[],
  lineLength: number,
): Insertion[] | null {
  const names = statement.childrenForFieldName('name');
  const written = importedNames(statement).map(renderName);
  const news = new Map<number, string[]>();
  const order = orderOf(written, NAME_ORDERS);
  for (const name of items.map(renderName).sort(order ?? NAME_ORDERS[0])) {
    const place = placeIn(written, name, order);
    news.set(place, [...(news.get(place) ?? []), name]);
  }
  const joined = {
    text,
    statement,
    names,
    news,
    lineLength,
    breaks: lineBreakAt(text, statement.startIndex),
  };
  const close = statement.children.find((child) => child.type === ')');
  if (statement.startPosition.row === statement.endPosition.row) {
    return inLine(joined) ?? (close ? null : inNewParentheses(joined));
  }
  if (!close) return atEnd(joined);
  return isOneNameALine(statement, names, close) ? lineByLine(joined, close) : atEnd(joined);
}

/** The name as it stands in a `from` statement. */
export function renderName({ name, alias }: ImportedName): string {
  return alias ? `${name} as ${alias}` : name!;
}

function inLine({ text, statement, names, news, lineLength }: Joined): Insertion[] | null {
  const added = [...news.values()].flat().reduce((sum, name) => sum + name.length + 2, 0);
  const start = lineStartOf(text, statement.startIndex);
  const line = text.slice(start, lineEndOf(text, statement.endIndex)).trimEnd();
  if (line.length + added > lineLength) return null;
  return [...news].map(([place, list]) =>
    place < names.length
      ? { at: names[place]!.startIndex, text: list.map((name) => `${name}, `).join(''), form: 'inline' }
      : { at: names.at(-1)!.endIndex, text: list.map((name) => `, ${name}`).join(''), form: 'inline' },
  );
}

/** `from x import a, b` becomes a name a line; the blank between two names becomes the last of the four before it. */
function inNewParentheses({ text, statement, names, news, breaks }: Joined): Insertion[] | null {
  const isPlain = names.every(
    (name, index) => index === 0 || text.slice(names[index - 1]!.endIndex, name.startIndex) === ', ',
  );
  const rest = text.slice(statement.endIndex, lineEndOf(text, statement.endIndex)).trim();
  if (!isPlain || statement.startPosition.column > 0 || rest.startsWith(';')) return null;
  const lines = (place: number): string =>
    (news.get(place) ?? []).map((name) => `    ${name},${breaks}`).join('');
  return [
    ...names.map(
      (name, index): Insertion =>
        index === 0
          ? { at: name.startIndex, text: `(${breaks}${lines(0)}    `, form: 'inline' }
          : { at: name.startIndex - 1, text: `${breaks}${lines(index)}   `, form: 'inline' },
    ),
    { at: names.at(-1)!.endIndex, text: `,${breaks}${lines(names.length)})`, form: 'inline' },
  ];
}

function isOneNameALine(statement: SyntaxNode, names: readonly SyntaxNode[], close: SyntaxNode): boolean {
  const rows = [
    statement.startPosition.row,
    ...names.map((name) => name.startPosition.row),
    close.startPosition.row,
  ];
  return rows.every((row, index) => index === 0 || row > rows[index - 1]!);
}

function lineByLine({ text, names, news, breaks }: Joined, close: SyntaxNode): Insertion[] {
  const first = names[0]!;
  const indent = text.slice(lineStartOf(text, first.startIndex), first.startIndex);
  const last = names.at(-1)!;
  const hasComma = text.slice(last.endIndex, close.startIndex).replace(/#.*$/gm, '').includes(',');
  return [...news].flatMap(([place, list]): Insertion[] => {
    if (place < names.length) {
      const before =
        place === 0 ? lineStartOf(text, first.startIndex) : lineEndOf(text, names[place - 1]!.endIndex);
      return [{ at: before, text: list.map((name) => `${indent}${name},${breaks}`).join(''), form: 'lines' }];
    }
    const lines = list.map((name, index) => {
      const isLast = index === list.length - 1;
      return `${indent}${name}${isLast && !hasComma ? '' : ','}${breaks}`;
    });
    const comma: Insertion[] = hasComma ? [] : [{ at: last.endIndex, text: ',', form: 'inline' }];
    return [...comma, { at: lineEndOf(text, last.endIndex), text: lines.join(''), form: 'lines' }];
  });
}

/** Several names a line, in parentheses or with backslashes: after the last one, where its line has room. */
function atEnd({ text, statement, names, news, breaks, lineLength }: Joined): Insertion[] | null {
  const last = names.at(-1)!;
  const start = lineStartOf(text, last.startIndex);
  const list = [...news.values()].flat();
  const added = list.map((name) => `, ${name}`).join('');
  const line = text.slice(start, lineEndOf(text, last.endIndex)).trimEnd();
  if (line.length + added.length <= lineLength) return [{ at: last.endIndex, text: added, form: 'inline' }];
  const isParenthesised = statement.children.some((child) => child.type === '(');
  if (!isParenthesised) return null;
  const indent = /^\s*/.exec(text.slice(start))![0];
  const more = list.map((name) => `,${breaks}${indent || '    '}${name}`).join('');
  return [{ at: last.endIndex, text: more, form: 'inline' }];
}
