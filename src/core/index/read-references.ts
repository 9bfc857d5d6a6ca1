import { isDigit, isNameStart, isQuote, nameEnd, skipBlanks } from './characters.ts';

/** Names that a piece of text reads, and what it binds its local names to. */
export interface References {
  uses: string[];
  calls: string[];
  /** With what they are built by or annotated with, `''` for unknown. */
  locals: () => Map<string, string>;
}

/** From and to, exclusive. */
export type Span = readonly [from: number, to: number];

/** https://docs.python.org/3/reference/lexical_analysis.html#keywords: a name is none of these. */
const KEYWORDS = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from ' +
    'global if import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);
/** They say nothing when nothing follows. */
const NOT_READ = new Set(['self', 'cls', 'super', 'print']);
const MAX_KEYWORD = 8;

/** Text with more names than this is generated; the first ones are kept. */
const MAX_USES = 400;

const [TAB, NEWLINE, SPACE, OPENING, CLOSING, COMMA, DOT, COLON, EQUALS] = [
  9, 10, 32, 40, 41, 44, 46, 58, 61,
];

/** One place where a name is read; `Cart(3).total(4)` is one place of `Cart.total`. */
interface Place {
  name: string;
  isCalled: boolean;
  /** The line ends behind it. */
  isLast: boolean;
}

/**
 * The names in these parts of a text. Goes through the characters once, because of all that is read of a file this is the most.
 * @param masked the text with blanks for strings and comments (`maskText`)
 */
export function readReferences(text: string, masked: string, spans: readonly Span[]): References {
  const scanner = new Scanner(text, masked);
  for (const [from, to] of spans) scanner.scan(from, to);
  return scanner.result();
}

class Scanner {
  private readonly places: Place[] = [];
  private readonly assignments: { name: string; place: Place | null }[] = [];
  private readonly annotations: { name: string; type: string }[] = [];
  /** Names that `for`, `as`, `import`, `:=` and inner definitions bind. */
  private readonly bound: string[] = [];
  /** The definition whose text this is has a name of its own, which is no use of it. */
  private isNamed = false;
  /** Where the value begins that is assigned to the last name of `assignments`. */
  private valueAt = -1;

  private readonly text: string;
  private readonly masked: string;

  constructor(text: string, masked: string) {
    this.text = text;
    this.masked = masked;
  }

  scan(from: number, to: number): void {
    const { masked } = this;
    /** What each open bracket calls. */
    const open: (Place | null)[] = [];
    /** The place that ends right here. */
    let last: Place | null = null;
    this.readTarget(from, to);
    let index = from;
    while (index < to) {
      const code = masked.charCodeAt(index);
      if (code === SPACE || code === TAB) {
        index++;
        continue;
      }
      if (isNameStart(code)) {
        const end = nameEnd(masked, index, to);
        const name = masked.slice(index, end);
        last = null;
        if (end - index <= MAX_KEYWORD && KEYWORDS.has(name)) index = this.readKeyword(name, end, to);
        // Otherwise the prefix of a string.
        else if (end - index > 2 || !isQuote(masked.charCodeAt(end))) {
          const stop = this.attributeEnd(end, to);
          last = this.addPlace(stop === end ? name : this.written(index, stop), index, stop, to);
          index = stop;
        } else index = end;
        continue;
      }
      index++;
      if (code === OPENING) {
        open.push(last);
        last = null;
      } else if (code === CLOSING) {
        const called = open.pop() ?? null;
        last = null;
        if (called === null) continue;
        const stop = this.attributeEnd(index, to);
        if (stop > index) {
          called.name += this.written(index, stop);
          this.look(called, stop, to);
          last = called;
          index = stop;
        } else this.readAs(called, index, to);
      } else if (code === NEWLINE) {
        last = null;
        if (open.length === 0) this.readTarget(index, to);
      } else if (code === DOT) {
        const stop = this.attributeEnd(index - 1, to);
        last = stop > index ? this.addPlace(this.written(index - 1, stop), index - 1, stop, to) : null;
        index = Math.max(index, stop);
      } else {
        last = null;
        if (isDigit(code)) index = this.numberEnd(index, to);
        else if (code === 91 || code === 123) open.push(null);
        else if (code === 93 || code === 125) open.pop();
      }
    }
  }

  result(): References {
    const isCalled = new Map<string, boolean>();
    for (const place of this.places) {
      const known = isCalled.get(place.name);
      if (known === undefined && (NOT_READ.has(place.name) || isCalled.size >= MAX_USES)) continue;
      if (known !== true) isCalled.set(place.name, place.isCalled);
    }
    const uses = [...isCalled.keys()];
    return { uses, calls: uses.filter((name) => isCalled.get(name)), locals: () => this.locals() };
  }

  private locals(): Map<string, string> {
    const locals = new Map<string, string>();
    for (const { name, place } of this.assignments) {
      // `x = Cart(…)`, and `self.x = x` for what a parameter says.
      const isKnown = place !== null && (place.isCalled || (place.isLast && name.startsWith('self.')));
      if (!locals.get(name)) locals.set(name, isKnown ? place.name : '');
    }
    for (const { name, type } of this.annotations) locals.set(name, type);
    for (const name of this.bound) if (!locals.has(name)) locals.set(name, '');
    return locals;
  }

  private addPlace(name: string, from: number, stop: number, to: number): Place | null {
    const place = { name, isCalled: false, isLast: false };
    const next = this.look(place, stop, to);
    // `name=` binds: an assignment, or the keyword of an argument.
    if (next === EQUALS && !place.name.includes('.')) return null;
    if (from === this.valueAt) this.assignments.at(-1)!.place = place;
    this.places.push(place);
    return place;
  }

  /** Looks what follows a place; answers 0 for a comparison. */
  private look(place: Place, stop: number, to: number): number {
    const after = skipBlanks(this.masked, stop, to);
    const next = after < to ? this.masked.charCodeAt(after) : NEWLINE;
    place.isCalled = next === OPENING;
    place.isLast = next === NEWLINE;
    const isDouble = this.masked.charCodeAt(after + 1) === EQUALS;
    if (next === COLON && isDouble) this.bound.push(place.name);
    return next === EQUALS && isDouble ? 0 : next;
  }

  private readKeyword(name: string, end: number, to: number): number {
    if (name === 'for' || name === 'as' || name === 'import') this.bindNames(name, end, to);
    if (name !== 'def' && name !== 'class') return end;
    const from = skipBlanks(this.masked, end, to);
    const stop = nameEnd(this.masked, from, to);
    if (this.isNamed) this.bound.push(this.masked.slice(from, stop));
    this.isNamed = true;
    return stop;
  }

  /** `for a, b in`, `as a`, `import a.x, b as c`: there c is bound by its `as`. */
  private bindNames(keyword: string, from: number, to: number): void {
    const { masked } = this;
    let index = from;
    do {
      const start = skipBlanks(masked, index, to);
      if (start >= to || !isNameStart(masked.charCodeAt(start))) return;
      const end = nameEnd(masked, start, to);
      this.bound.push(masked.slice(start, end));
      if (keyword === 'as') return;
      index = skipBlanks(masked, keyword === 'import' ? this.attributeEnd(end, to) : end, to);
      if (keyword === 'import' && masked.startsWith('as ', index))
        index = skipBlanks(masked, nameEnd(masked, skipBlanks(masked, index + 3, to), to), to);
    } while (masked.charCodeAt(index++) === COMMA);
  }

  /** `with Cart(3) as cart`: behind the closing parenthesis. */
  private readAs(called: Place, from: number, to: number): void {
    const start = skipBlanks(this.masked, from, to);
    if (!this.masked.startsWith('as ', start)) return;
    const name = skipBlanks(this.masked, start + 3, to);
    const end = nameEnd(this.masked, name, to);
    if (end > name) this.assignments.push({ name: this.masked.slice(name, end), place: called });
  }

  /** At the beginning of a line: the name that it assigns, or says the type of. */
  private readTarget(from: number, to: number): void {
    const { masked } = this;
    const start = skipBlanks(masked, from, to);
    if (start >= to || !isNameStart(masked.charCodeAt(start))) return;
    let end = nameEnd(masked, start, to);
    if (end - start === 4 && masked.startsWith('self.', start)) end = nameEnd(masked, end + 1, to);
    let index = skipBlanks(masked, end, to);
    const next = masked.charCodeAt(index);
    if ((next !== EQUALS && next !== COLON) || masked.charCodeAt(index + 1) === EQUALS) return;
    const name = masked.slice(start, end);
    if (KEYWORDS.has(name)) return;
    if (next === COLON) {
      const typeAt = index + 1;
      do index++;
      while (index < to && masked.charCodeAt(index) !== EQUALS && masked.charCodeAt(index) !== NEWLINE);
      const blanks = masked.slice(typeAt, index);
      const type = this.text.slice(typeAt, typeAt + blanks.trimEnd().length).trim();
      if (type !== '') this.annotations.push({ name, type: type.replaceAll(/[ \t]+/g, ' ') });
      if (masked.charCodeAt(index) !== EQUALS || index >= to) return;
    }
    index = skipBlanks(masked, index + 1, to);
    if (masked.startsWith('await ', index)) index = skipBlanks(masked, index + 6, to);
    this.assignments.push({ name, place: null });
    this.valueAt = index;
  }

  private written(from: number, stop: number): string {
    const name = this.masked.slice(from, stop);
    return name.includes(' ') || name.includes('\t') ? name.replaceAll(/[ \t]/g, '') : name;
  }

  /** Where `.name.name` ends that begins here; the same index when there is none. */
  private attributeEnd(from: number, to: number): number {
    const { masked } = this;
    let end = from;
    for (;;) {
      const dot = skipBlanks(masked, end, to);
      if (dot >= to || masked.charCodeAt(dot) !== DOT) return end;
      const start = skipBlanks(masked, dot + 1, to);
      if (start >= to || !isNameStart(masked.charCodeAt(start))) return end;
      end = nameEnd(masked, start, to);
    }
  }

  private numberEnd(from: number, to: number): number {
    let end = nameEnd(this.masked, from, to);
    while (end < to && this.masked.charCodeAt(end) === DOT) end = nameEnd(this.masked, end + 1, to);
    return end;
  }
}
