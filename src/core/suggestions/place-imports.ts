import type { SyntaxNode } from '../python/parser.ts';
import {
  compareSections,
  type ImportSection,
  NAME_ORDERS,
  orderOf,
  placeIn,
  rootOf,
  STATEMENT_ORDERS,
  sectionOf,
} from './import-order.ts';
import { bindingOf, type ImportedName, importedNames, renderImport } from './imports.ts';
import { blankLinesAfter, type Insertion, lineBreakAt, lineEndOf, lineStartOf } from './insertions.ts';
import { joinImport, renderName } from './join-import.ts';
import { topImports } from './name-conflicts.ts';
import { definitionOf } from './syntax.ts';

/** An import statement of the module. */
interface Statement {
  node: SyntaxNode;
  first: ImportedName;
  section: ImportSection;
  /** Number of its group: statements on neighbouring lines. */
  group: number;
}

/** A statement to write: all new names of one module. */
interface Wanted {
  first: ImportedName;
  text: string;
  section: ImportSection;
}

/**
 * Where the imports go that the module lacks: into an existing `from` statement of the same module, else as a statement
 * of its own among those of the same package, else of the same section, else in a group of its own between the
 * sections. `projectRoots` are the known top-level packages of the project.
 */
export function placeImports(
  root: SyntaxNode,
  text: string,
  items: readonly ImportedName[],
  { lineLength, projectRoots }: { lineLength: number; projectRoots: ReadonlySet<string> },
): Insertion[] {
  const nodes = topImports(root);
  const statements = groupStatements(nodes, projectRoots, text);
  const missing = items.filter((item) => !isThere(item, nodes)).sort(byText);
  const insertions: Insertion[] = [];
  const wanted: Wanted[] = [];
  for (const [module, list] of Map.groupBy(missing, ({ module, name }) => (name === null ? null : module))) {
    if (module === null) {
      for (const item of list) {
        wanted.push({ first: item, text: renderImport(item), section: sectionOf(item.module, projectRoots) });
      }
      continue;
    }
    const home = nodes.find((node) => isJoinable(node, module));
    const joined = home ? joinImport(text, home, list, lineLength) : null;
    if (joined) insertions.push(...joined);
    else {
      const breaks = lineBreakAt(text, home?.startIndex ?? 0);
      wanted.push({
        first: list[0]!,
        text: renderStatement(module, list, lineLength, breaks),
        section: sectionOf(module, projectRoots),
      });
    }
  }
  return [...insertions, ...placeStatements(root, text, statements, wanted)];
}

function isThere(item: ImportedName, nodes: readonly SyntaxNode[]): boolean {
  return nodes.flatMap(importedNames).some(
    (known) =>
      renderImport(known) === renderImport(item) ||
      // `import a.b` binds `a`, too.
      (item.name === null && !item.module.includes('.') && bindingOf(known) === bindingOf(item)),
  );
}

function isJoinable(node: SyntaxNode, module: string): boolean {
  return node.type !== 'import_statement' && importedNames(node)[0]?.module === module;
}

function renderStatement(
  module: string,
  items: readonly ImportedName[],
  lineLength: number,
  breaks: string,
): string {
  const names = items.map(renderName).sort(NAME_ORDERS[0]);
  const line = `from ${module} import ${names.join(', ')}`;
  if (line.length <= lineLength || names.length === 1) return line;
  return `from ${module} import (${breaks}${names.map((name) => `    ${name},${breaks}`).join('')})`;
}

function groupStatements(
  nodes: readonly SyntaxNode[],
  projectRoots: ReadonlySet<string>,
  text: string,
): Statement[] {
  let group = 0;
  return nodes.flatMap((node, index) => {
    const before = nodes[index - 1];
    if (before && text.slice(lineEndOf(text, before.endIndex), node.startIndex).trim() !== '') group += 1;
    else if (before && node.startPosition.row > before.endPosition.row + 1) group += 1;
    const first = importedNames(node)[0];
    return first ? [{ node, first, section: sectionOf(first.module, projectRoots), group }] : [];
  });
}

function placeStatements(
  root: SyntaxNode,
  text: string,
  statements: readonly Statement[],
  wanted: readonly Wanted[],
): Insertion[] {
  const opened = new Map<number, Wanted[]>();
  const insertions: (Insertion & { section: ImportSection })[] = [];
  const ordered = wanted.toSorted(
    (a, b) => compareSections(a.section, b.section) || STATEMENT_ORDERS[0]!(a.first, b.first),
  );
  for (const one of ordered) {
    const peers = findPeers(statements, one);
    if (peers.length > 0) {
      const list = peers.map(({ first }) => first);
      const place = placeIn(list, one.first, orderOf(list, STATEMENT_ORDERS));
      insertions.push({
        at: besidePeer(text, peers, place),
        text: line(text, one.text, peers[0]!.node),
        form: 'lines',
        section: one.section,
      });
      continue;
    }
    const before = statements.findLast(({ section }) => compareSections(section, one.section) < 0);
    const at = before ? lineEndOf(text, before.node.endIndex) : startOfBlock(root, text, statements);
    opened.set(at, [...(opened.get(at) ?? []), one]);
  }
  for (const [at, list] of opened) {
    insertions.push({ ...openGroup(root, text, at, list), section: list[0]!.section });
  }
  // Where two meet at one place, the sections stay in their order.
  return insertions.sort((a, b) => compareSections(a.section, b.section));
}

/** Statements of the same package with the rest of their group if that is all of one section; else of the same section. */
function findPeers(statements: readonly Statement[], { first, section }: Wanted): Statement[] {
  const same = statements.filter(
    (one) => rootOf(one.first.module) === rootOf(first.module) && one.section === section,
  );
  const kin = same.length > 0 ? same : statements.filter((one) => one.section === section);
  // Later groups of other packages are often the project's own under another name.
  const near = same.length === 0 && section === 'others' ? kin[0] : kin.at(-1);
  const group = statements.filter((one) => one.group === near?.group);
  return group.every((one) => one.section === section)
    ? group
    : kin.filter((one) => one.group === near!.group);
}

function besidePeer(text: string, peers: readonly Statement[], place: number): number {
  if (place > 0) return lineEndOf(text, peers[place - 1]!.node.endIndex);
  const start = lineStartOf(text, peers[0]!.node.startIndex);
  // What is written above the first one is said of it, or of all of them.
  const above = text.slice(lineStartOf(text, Math.max(0, start - 1)), start);
  return above.trim().startsWith('#') ? lineEndOf(text, peers[0]!.node.endIndex) : start;
}

function line(text: string, statement: string, near: SyntaxNode): string {
  return `${statement}${lineBreakAt(text, near.startIndex)}`;
}

/** Before the first import, or, where there is none, before the first statement that is no docstring or comment. */
function startOfBlock(root: SyntaxNode, text: string, statements: readonly Statement[]): number {
  const [first] = statements;
  if (first) return besidePeer(text, [first], 0);
  const { namedChildren } = root;
  const docstring = namedChildren.findIndex((node) => node.type !== 'comment');
  const node = namedChildren[docstring];
  if (node?.type === 'expression_statement' && node.namedChildren[0]?.type === 'string') {
    return lineEndOf(text, node.endIndex);
  }
  return afterHeader(namedChildren, text);
}

/** After the comments that begin the file: its interpreter, encoding and licence. */
function afterHeader(nodes: readonly SyntaxNode[], text: string): number {
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  for (const node of nodes) {
    const gap = text.slice(at, node.startIndex);
    if (node.type !== 'comment' || /\n\s*\n/.test(gap)) break;
    at = lineEndOf(text, node.endIndex);
  }
  return at;
}

/** New sections at one place, with a blank line between them and their neighbours. */
function openGroup(root: SyntaxNode, text: string, at: number, wanted: readonly Wanted[]): Insertion {
  const breaks = lineBreakAt(text, at);
  const sections = [...Map.groupBy(wanted, ({ section }) => section).values()].map((list) =>
    list.map((one) => `${one.text}${breaks}`).join(''),
  );
  const isFirst = !root.namedChildren.some((node) => node.startIndex < at);
  const before = isFirst || /\n\s*\n$/.test(text.slice(0, at)) ? '' : breaks;
  const next = root.namedChildren.find((node) => node.startIndex >= at);
  const wantedAfter = next ? (definitionOf(next) ? 2 : 1) : 0;
  const after = breaks.repeat(Math.max(0, wantedAfter - blankLinesAfter(text, at).count));
  return { at, text: `${before}${sections.join(breaks)}${after}`, form: 'lines' };
}

function byText(a: ImportedName, b: ImportedName): number {
  return renderImport(a) < renderImport(b) ? -1 : 1;
}
