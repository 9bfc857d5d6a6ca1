import type { IndexedSymbol } from '../index/file-record.ts';
import { renderName } from './render-name.ts';

/**
 * How much of a definition is shown. `outline`: of a class its own lines and the signatures of its methods; `name`: one line with its
 * parameters' names, for which the text of the file need not be known.
 */
export type Form = 'whole' | 'outline' | 'signature' | 'name';

/** Values of names that are longer than this many lines are cut. */
const MAX_VALUE_LINES = 12;
/** Members of a class that an outline shows. */
const MAX_MEMBERS = 40;
const MAX_SUMMARY = 120;

/**
 * Parts of one file that grow definition by definition. What is added counts once: the head of a class that two of its
 * methods need, or a method that the outline of its class has shown already.
 */
export class Excerpt {
  readonly #lines: readonly string[];
  readonly #symbols: ReadonlyMap<string, IndexedSymbol>;
  /** 0-based numbers of the lines shown. */
  readonly #shown = new Set<number>();
  /** Lines that stand for a definition, by the number of its first line. */
  readonly #names = new Map<number, string>();
  /** Placeholders for bodies, by the line after which they stand. */
  readonly #notes = new Map<number, string>();
  #size = 0;
  #hasBody = false;

  constructor(text: string, symbols: ReadonlyMap<string, IndexedSymbol>) {
    this.#lines = text.split('\n');
    this.#symbols = symbols;
  }

  /** Characters of what is shown so far, without what `render` puts between the parts. */
  get size(): number {
    return this.#size;
  }

  /** Whether the whole body of some definition is shown. */
  get hasBody(): boolean {
    return this.#hasBody;
  }

  /** Whether no line of the file itself is shown. */
  get isNames(): boolean {
    return this.#shown.size === 0;
  }

  /** Characters that showing it in this form would add. */
  cost(symbol: IndexedSymbol, form: Form): number {
    if (form === 'name')
      return this.#openNames(symbol).reduce((sum, one) => sum + renderName(one, depthOf(one)).length + 1, 0);
    const { lines, notes } = this.#parts(symbol, form);
    let size = 0;
    for (const line of lines) {
      if (this.#shown.has(line)) continue;
      // An empty line stands between parts that are not beside each other.
      size += this.#lines[line]!.length + (lines.has(line - 1) ? 1 : 2);
    }
    for (const [line, note] of notes) if (!this.#shown.has(line)) size += note.length + 1;
    return size;
  }

  add(symbol: IndexedSymbol, form: Form): void {
    if (form === 'name') {
      this.#size += this.cost(symbol, form);
      for (const one of this.#openNames(symbol))
        this.#names.set(headLine(one), renderName(one, depthOf(one)));
      return;
    }
    const { lines, notes } = this.#parts(symbol, form);
    this.#size += this.cost(symbol, form);
    for (const [line, note] of notes) if (!this.#shown.has(line)) this.#notes.set(line, note);
    for (const line of lines) this.#shown.add(line);
    this.#hasBody ||= form === 'whole' && symbol.kind === 'function';
  }

  /** Characters that showing these lines, 1-based and inclusive, would add. */
  costOfLines(startLine: number, endLine: number): number {
    let size = 1;
    for (let line = startLine - 1; line < Math.min(endLine, this.#lines.length); line++) {
      if (!this.#shown.has(line)) size += this.#lines[line]!.length + 1;
    }
    return size;
  }

  /** Shows the whole file but the bodies of these definitions. */
  addAllBut(hidden: readonly IndexedSymbol[]): void {
    const bodies = new Set<number>();
    for (const symbol of hidden) {
      const { lines, notes } = this.#parts(symbol, 'signature');
      for (const [line, note] of notes) this.#notes.set(line, note);
      for (let line = symbol.startLine - 1; line < symbol.endLine; line++)
        if (!lines.has(line)) bodies.add(line);
    }
    this.#lines.forEach((text, line) => {
      if (bodies.has(line)) return;
      this.#size += text.length + 1;
      this.#shown.add(line);
    });
    this.#hasBody = true;
  }

  /** Whether every line is shown. */
  get isWhole(): boolean {
    return this.#lines.every((text, line) => text.trim() === '' || this.#shown.has(line));
  }

  /** Shows these lines, 1-based and inclusive. */
  addLines(startLine: number, endLine: number): void {
    this.#size += this.costOfLines(startLine, endLine);
    for (let line = startLine - 1; line < Math.min(endLine, this.#lines.length); line++) {
      this.#shown.add(line);
    }
  }

  /** Everything that is shown, in the order of the file. */
  render(): string {
    const result: string[] = [];
    let last = -1;
    const names = [...this.#names.keys()].filter((line) => !this.#shown.has(line));
    for (const line of [...this.#shown, ...names].sort((a, b) => a - b)) {
      const name = this.#shown.has(line) ? undefined : this.#names.get(line);
      if (name !== undefined) {
        result.push(name);
        continue;
      }
      if (line > last + 1 && last >= 0) result.push('');
      result.push(this.#lines[line]!);
      const note = this.#notes.get(line);
      // A body that was asked for later follows its signature; the placeholder would deny it.
      if (note !== undefined && !this.#shown.has(line + 1)) result.push(note);
      last = line;
    }
    return result.join('\n');
  }

  /** The definition and the classes around it that are not shown yet. */
  #openNames(symbol: IndexedSymbol): IndexedSymbol[] {
    const open: IndexedSymbol[] = [];
    for (let one: IndexedSymbol | undefined = symbol; one; ) {
      if (!this.#shown.has(headLine(one)) && !this.#names.has(headLine(one))) open.push(one);
      one = one.owner === null ? undefined : this.#symbols.get(one.owner);
    }
    return open;
  }

  #parts(symbol: IndexedSymbol, form: Form): { lines: Set<number>; notes: Map<number, string> } {
    const lines = new Set<number>();
    const notes = new Map<number, string>();
    for (let owner = symbol.owner; owner !== null; ) {
      const around = this.#symbols.get(owner);
      if (!around) break;
      this.#head(around, lines);
      owner = around.owner;
    }
    if (symbol.kind === 'variable') this.#value(symbol, lines, notes);
    else if (form === 'whole') this.#range(symbol.startLine, symbol.endLine, lines);
    else {
      this.#signature(symbol, lines, notes);
      if (form === 'outline' && symbol.kind === 'class') this.#members(symbol, lines, notes);
    }
    return { lines, notes };
  }

  #members(symbol: IndexedSymbol, lines: Set<number>, notes: Map<number, string>): void {
    const members = [...this.#symbols.values()].filter(({ owner }) => owner === symbol.qualname);
    const rank = ({ name, kind }: IndexedSymbol): number =>
      kind === 'variable' || name === '__init__' || name === 'Meta' ? 0 : name.startsWith('_') ? 2 : 1;
    for (const member of members.toSorted((a, b) => rank(a) - rank(b)).slice(0, MAX_MEMBERS)) {
      if (member.kind === 'variable') this.#value(member, lines, notes);
      else if (member.name === 'Meta') this.#range(member.startLine, member.endLine, lines);
      else this.#signature(member, lines, notes);
    }
    // The placeholder of the class itself stands for what follows its head.
    notes.delete(symbol.bodyLine - 2);
  }

  #signature(symbol: IndexedSymbol, lines: Set<number>, notes: Map<number, string>): void {
    const last = this.#head(symbol, lines);
    if (symbol.bodyLine > symbol.endLine || last >= symbol.endLine - 1) return;
    const indent = /^\s*/.exec(this.#lines[symbol.bodyLine - 1] ?? '')![0];
    const summary = symbol.summary && symbol.summary.length <= MAX_SUMMARY ? `"""${symbol.summary}"""` : '';
    notes.set(last, summary ? `${indent}${summary}\n${indent}...` : `${indent}...`);
  }

  /** Decorators and the statement up to its colon; returns its last line. */
  #head(symbol: IndexedSymbol, lines: Set<number>): number {
    const last = Math.max(symbol.startLine, symbol.bodyLine - 1);
    this.#range(symbol.startLine, last, lines);
    return last - 1;
  }

  #value(symbol: IndexedSymbol, lines: Set<number>, notes: Map<number, string>): void {
    const last = Math.min(symbol.endLine, symbol.startLine + MAX_VALUE_LINES - 1);
    this.#range(symbol.startLine, last, lines);
    if (last < symbol.endLine) notes.set(last - 1, '    ...');
  }

  #range(startLine: number, endLine: number, lines: Set<number>): void {
    for (let line = startLine - 1; line < Math.min(endLine, this.#lines.length); line++) lines.add(line);
  }
}

/** 0-based number of the line under which a definition stands. */
function headLine({ startLine }: IndexedSymbol): number {
  return startLine - 1;
}

function depthOf({ qualname }: IndexedSymbol): number {
  return qualname.split('.').length - 1;
}
