import type { PythonParser, SyntaxNode } from '../python/parser.ts';

/** Statements that end the way of a call: what they depend on decides whether a later gap is reached. */
const EXITS = new Set(['return_statement', 'raise_statement', 'break_statement', 'continue_statement']);

/**
 * The source of a target with the lines of its gaps numbered and what is covered left out: `...` stands for covered
 * statements. What leads to a gap stays: signature and decorators, the docstring's first line, the heads of the
 * statements around it and of those that may leave before it, and the assignments that these read.
 * @param firstLine number of the source's first line in its file, 1-based
 * @param lines numbers of the lines that no test executes, or that a branch not taken starts from
 */
export function elideCovered(
  parser: PythonParser,
  source: string,
  { firstLine, lines }: { firstLine: number; lines: readonly number[] },
): string {
  // A method's source is indented; parsed as it stands, it would be an error.
  const opening = /^[ \t]/.test(source) ? 'class _:\n' : '';
  const offset = opening ? 1 : 0;
  const wanted = new Set(lines.map((line) => line - firstLine + offset));
  const rows = source.replace(/\r?\n$/, '').split(/\r?\n/);
  const { kept, shortened } = parser.withTree(`${opening}${source}`, (root) => {
    const reading = new Reading(wanted);
    reading.readBlock(root.namedChildren);
    reading.keepAssignments(root);
    return reading;
  });
  const width = String(firstLine + rows.length - 1).length;
  const shown: string[] = [];
  let isLeftOut = false;
  rows.forEach((text, index) => {
    const row = index + offset;
    const line = shortened.get(row) ?? text;
    if (kept.has(row)) {
      const margin = wanted.has(row)
        ? `${String(firstLine + index).padStart(width)}: `
        : ' '.repeat(width + 2);
      shown.push(`${margin}${line}`.trimEnd());
      isLeftOut = false;
    } else if (!isLeftOut && line.trim() !== '') {
      shown.push(`${' '.repeat(width + 2)}${/^\s*/.exec(text)![0]}...`);
      isLeftOut = true;
    }
  });
  return shown.join('\n');
}

/** Which rows are shown. */
class Reading {
  readonly kept = new Set<number>();
  /** Rows that are shown in another form: a docstring's first line. */
  readonly shortened = new Map<number, string>();
  readonly #wanted: ReadonlySet<number>;

  constructor(wanted: ReadonlySet<number>) {
    this.#wanted = wanted;
  }

  readBlock(statements: readonly SyntaxNode[]): void {
    for (const statement of statements) this.#read(statement);
  }

  /** Assignments of names that the shown lines read, and of the names that those read in turn. */
  keepAssignments(root: SyntaxNode): void {
    const assignments = findAssignments(root);
    for (let before = -1; before !== this.kept.size; ) {
      before = this.kept.size;
      const read = this.#namesShown(root);
      for (const { node, names } of assignments) if (names.some((name) => read.has(name))) this.#keep(node);
    }
  }

  #read(statement: SyntaxNode): void {
    if (statement.type === 'decorated_definition') {
      const definition = statement.childForFieldName('definition')!;
      if (!this.#isWanted(statement)) return;
      for (let row = statement.startPosition.row; row < definition.startPosition.row; row++)
        this.kept.add(row);
      this.#read(definition);
      return;
    }
    const blocks = blocksOf(statement);
    if (blocks.length === 0) {
      if (this.#isWanted(statement) || EXITS.has(statement.type)) this.#keep(statement);
      return;
    }
    if (!this.#isWanted(statement) && !(isControl(statement) && leaves(statement))) return;
    this.#keepHeads(statement, blocks);
    for (const block of blocks) {
      if (/definition$/.test(statement.type)) this.#keepDocstring(block);
      this.readBlock(block.namedChildren);
    }
  }

  #isWanted(node: SyntaxNode): boolean {
    for (let row = node.startPosition.row; row <= node.endPosition.row; row++)
      if (this.#wanted.has(row)) return true;
    return false;
  }

  #keep(node: SyntaxNode): void {
    for (let row = node.startPosition.row; row <= node.endPosition.row; row++) this.kept.add(row);
  }

  /** The lines of a compound statement that belong to none of its blocks: its head, `else:`, `except …:`. */
  #keepHeads(statement: SyntaxNode, blocks: readonly SyntaxNode[]): void {
    const inside = (row: number): boolean =>
      blocks.some(
        (block) =>
          row >= block.startPosition.row &&
          row <= block.endPosition.row &&
          !(row === block.startPosition.row && startsOnHeadLine(block)),
      );
    for (let row = statement.startPosition.row; row <= statement.endPosition.row; row++) {
      if (!inside(row)) this.kept.add(row);
    }
  }

  #keepDocstring(block: SyntaxNode): void {
    const first = block.namedChildren.find((node) => node.type !== 'comment');
    const string = first?.type === 'expression_statement' ? first.namedChild(0) : null;
    if (string?.type !== 'string' || this.kept.has(string.startPosition.row)) return;
    const { row } = string.startPosition;
    this.kept.add(row);
    if (string.endPosition.row > row) {
      const [line = ''] = string.text.split(/\r?\n/);
      this.shortened.set(row, `${' '.repeat(string.startPosition.column)}${line.trimEnd()}"""`);
      // The rest of the docstring is no code that was left out.
      for (let rest = row + 1; rest <= string.endPosition.row; rest++) this.shortened.set(rest, '');
    }
  }

  #namesShown(root: SyntaxNode): Set<string> {
    const names = new Set<string>();
    const visit = (node: SyntaxNode): void => {
      if (node.type === 'identifier' && this.kept.has(node.startPosition.row)) names.add(node.text);
      for (const child of node.namedChildren) visit(child);
    };
    visit(root);
    return names;
  }
}

/** The blocks of a compound statement and of its clauses, in order. */
function blocksOf(statement: SyntaxNode): SyntaxNode[] {
  return statement.namedChildren.flatMap((child) => {
    if (child.type === 'block') return [child];
    return /_clause$/.test(child.type) ? blocksOf(child) : [];
  });
}

function isControl(node: SyntaxNode): boolean {
  return !/definition$/.test(node.type);
}

/** Whether a statement may leave the function or loop that it stands in. */
function leaves(node: SyntaxNode): boolean {
  if (EXITS.has(node.type)) return true;
  return node.namedChildren.some((child) => isControl(child) && leaves(child));
}

/** `if a: return b` on one line. */
function startsOnHeadLine(block: SyntaxNode): boolean {
  return block.parent !== null && block.parent.startPosition.row === block.startPosition.row;
}

function findAssignments(root: SyntaxNode): { node: SyntaxNode; names: string[] }[] {
  const found: { node: SyntaxNode; names: string[] }[] = [];
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'assignment' || node.type === 'augmented_assignment') {
      const left = node.childForFieldName('left')?.text ?? '';
      found.push({ node, names: left.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [] });
    }
    for (const child of node.namedChildren) visit(child);
  };
  visit(root);
  return found;
}
