import type { FileRecord, IndexedSymbol } from '../index/file-record.ts';

/** Part of a file as an embedding sees it: what it defines, in words. */
export interface Passage {
  text: string;
  /** Its functions and classes; methods count with their class. */
  qualnames: string[];
}

/** Characters of one passage, about 300 tokens, and passages of one file. */
const MAX_PASSAGE = 1_200;
const MAX_PASSAGES = 12;
const MAX_USES = 12;

/**
 * A file in passages of a few definitions: signatures, first lines of docstrings, and names that the bodies use. They follow from
 * the record alone, so a vector may be kept by the blob's SHA; the path is not in them, for it does not follow.
 */
export function buildPassages(record: FileRecord): Passage[] {
  const passages: Passage[] = [];
  const outer = record.symbols.filter(({ kind, owner }) => kind !== 'variable' && owner === null);
  for (const symbol of outer) {
    const members = record.symbols.filter(
      ({ kind, owner }) => kind === 'function' && owner === symbol.qualname,
    );
    const text = [describe(symbol), ...members.map((one) => `  ${describe(one)}`)]
      .join('\n')
      .slice(0, MAX_PASSAGE);
    const last = passages.at(-1);
    if (last && last.text.length + text.length < MAX_PASSAGE) {
      last.text += `\n${text}`;
      last.qualnames.push(symbol.qualname);
    } else if (passages.length < MAX_PASSAGES) passages.push({ text, qualnames: [symbol.qualname] });
    else break;
  }
  return passages;
}

function describe({ kind, name, bases, parameters, annotation, summary, uses }: IndexedSymbol): string {
  const head =
    kind === 'class'
      ? `class ${name}(${bases.join(', ')})`
      : `def ${name}(${parameters.map((one) => one.name).join(', ')})${annotation ? ` -> ${annotation}` : ''}`;
  return [head, summary, uses.slice(0, MAX_USES).join(' ')].filter(Boolean).join(': ');
}
