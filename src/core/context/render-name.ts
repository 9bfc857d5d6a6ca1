import type { IndexedSymbol } from '../index/file-record.ts';

/** Longer lists of parameters end with `…`. */
const MAX_PARAMETERS = 60;

/**
 * One line that names a definition: `class Cart(Base):`, `def total(self, *, vat): ...`; parameters without annotations and
 * values. From the index alone.
 * @param depth how many classes stand around it
 */
export function renderName(symbol: IndexedSymbol, depth: number): string {
  const indent = '    '.repeat(depth);
  if (symbol.kind === 'variable') return `${indent}${symbol.name} = ...`;
  if (symbol.kind === 'class') {
    const bases = symbol.bases.join(', ').replace(/\s+/g, ' ');
    return `${indent}class ${symbol.name}${bases && bases.length <= MAX_PARAMETERS ? `(${bases})` : ''}:`;
  }
  return `${indent}${symbol.isAsync ? 'async ' : ''}def ${symbol.name}(${parametersOf(symbol)}): ...`;
}

function parametersOf({ parameters }: IndexedSymbol): string {
  let shown = '';
  let isKeywordOnly = false;
  for (const { name, kind } of parameters) {
    const star = kind === 'var-positional' ? '*' : kind === 'var-keyword' ? '**' : '';
    const bare = kind === 'keyword-only' && !isKeywordOnly ? '*, ' : '';
    isKeywordOnly ||= kind === 'keyword-only' || kind === 'var-positional';
    const next = `${shown === '' ? '' : ', '}${bare}${star}${name}`;
    if (shown.length + next.length > MAX_PARAMETERS) return `${shown}, …`;
    shown += next;
  }
  return shown;
}
