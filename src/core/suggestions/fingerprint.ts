import type { SyntaxNode } from '../python/parser.ts';
import { supportName } from './structure-policy.ts';
import { bodyOf, walk } from './syntax.ts';
import { findTests, type TestDefinition } from './test-names.ts';

/**
 * One text per test of a module, equal for two tests that do the same: the name of the test, comments, docstrings,
 * layout, quotes and the names of local variables do not count; literals, fixtures, decorators and the module's own
 * helpers that the test uses do.
 */
export function testFingerprints(root: SyntaxNode): string[] {
  const support = new SupportIndex(root);
  return findTests(root).map((test) => fingerprintTest(test, support));
}

/** More definitions than these behind one test are not looked at; a suggestion has no room for as many. */
const MAX_USED = 400;

/** The module-level definitions that are no tests, each read once however many tests use it. */
class SupportIndex {
  readonly #statements = new Map<string, SyntaxNode>();
  readonly #uses = new Map<string, string[]>();
  readonly #digests = new Map<string, string>();

  constructor(root: SyntaxNode) {
    for (const statement of root.namedChildren) {
      const name = supportName(statement);
      if (name) this.#statements.set(name, statement);
    }
  }

  /** Names of the definitions that the node needs, also by way of others, sorted. */
  usedBy(node: SyntaxNode): string[] {
    const used = new Set<string>();
    const open = this.#namesIn(node);
    for (let name = open.pop(); name !== undefined && used.size < MAX_USED; name = open.pop()) {
      if (used.has(name)) continue;
      used.add(name);
      open.push(...this.#usesOf(name));
    }
    return [...used].sort();
  }

  /** Short, and equal for definitions that do the same. */
  digest(name: string): string {
    let known = this.#digests.get(name);
    if (known === undefined) {
      const tokens: string[] = [];
      appendTokens(this.#statements.get(name)!, new Map(), tokens);
      known = digestText(tokens.join(' '));
      this.#digests.set(name, known);
    }
    return known;
  }

  #usesOf(name: string): string[] {
    const known = this.#uses.get(name) ?? this.#namesIn(this.#statements.get(name)!);
    this.#uses.set(name, known);
    return known;
  }

  #namesIn(node: SyntaxNode): string[] {
    const names = new Set<string>();
    walk(node, (part) => {
      if (part.type === 'identifier' && this.#statements.has(part.text)) names.add(part.text);
    });
    return [...names];
  }
}

function fingerprintTest(test: TestDefinition, support: SupportIndex): string {
  const locals = localNames(bodyOf(test.node));
  const tokens: string[] = [];
  for (const decorator of test.outer.namedChildren) {
    if (decorator.type === 'decorator') appendTokens(decorator, locals, tokens);
  }
  const parameters = test.node.childForFieldName('parameters');
  if (parameters) appendTokens(parameters, locals, tokens);
  appendTokens(bodyOf(test.node), locals, tokens);
  for (const name of support.usedBy(test.outer)) tokens.push(support.digest(name));
  return tokens.join(' ');
}

/**
 * Length and two hashes of 32 bits (FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/), which begin differently. Two
 * texts of one digest would only make a suggestion look known.
 */
function digestText(text: string): string {
  let first = 0x811c9dc5;
  let second = 0x2f0b4a27;
  for (let index = 0; index < text.length; index++) {
    first = Math.imul(first ^ text.charCodeAt(index), 0x01000193);
    second = Math.imul(second ^ text.charCodeAt(index), 0x5bd1e995);
  }
  return `${text.length}:${first >>> 0}:${second >>> 0}`;
}

function appendTokens(node: SyntaxNode, locals: ReadonlyMap<string, string>, tokens: string[]): void {
  if (node.type === 'comment' || node.type === 'line_continuation' || isStringStatement(node)) return;
  if (node.type === 'string') {
    tokens.push(normalString(node, locals));
    return;
  }
  if (node.childCount === 0) {
    const isName = node.type === 'identifier' && !isAttributeName(node) && !isKeywordName(node);
    const token = (isName && locals.get(node.text)) || node.text;
    // A comma before a closing bracket is layout, except that `(x,)` is not `(x)`.
    if (/^[)\]}]$/.test(token) && tokens.at(-1) === ',' && node.parent?.type !== 'tuple') tokens.pop();
    if (token) tokens.push(token);
    return;
  }
  const isBlock = node.type === 'block';
  if (isBlock) tokens.push('{');
  for (const child of node.children) {
    const before = tokens.length;
    appendTokens(child, locals, tokens);
    if (isBlock && tokens.length > before) tokens.push(';');
  }
  if (isBlock) tokens.push('}');
}

/** Names that the body itself binds, numbered in the order of first binding. */
function localNames(body: SyntaxNode): Map<string, string> {
  const names = new Map<string, string>();
  const bind = (target: SyntaxNode | null): void => {
    if (!target) return;
    if (target.type === 'identifier' && !names.has(target.text)) names.set(target.text, `local${names.size}`);
    if (/^(pattern_list|tuple_pattern|list_pattern|as_pattern_target)$/.test(target.type)) {
      target.namedChildren.forEach(bind);
    }
  };
  walk(body, (node) => {
    if (node.type === 'assignment' || node.type === 'for_statement' || node.type === 'for_in_clause') {
      bind(node.childForFieldName('left'));
    }
    if (node.type === 'as_pattern') bind(node.childForFieldName('alias'));
    if (node.type === 'named_expression') bind(node.childForFieldName('name'));
  });
  return names;
}

function normalString(node: SyntaxNode, locals: ReadonlyMap<string, string>): string {
  if (node.namedChildren.some((child) => child.type === 'interpolation')) {
    const tokens: string[] = [];
    for (const child of node.namedChildren) {
      if (child.type === 'interpolation') appendTokens(child, locals, tokens);
      else if (child.type === 'string_content') tokens.push(child.text);
    }
    return `f"${tokens.join(' ')}"`;
  }
  const match = /^([A-Za-z]*)("""|'''|"|')([\s\S]*)\2$/.exec(node.text);
  return match ? `${match[1]!.toLowerCase()}"${match[3]!.replaceAll(/\\(['"])/g, '$1')}"` : node.text;
}

function isStringStatement(node: SyntaxNode): boolean {
  return (
    node.type === 'expression_statement' &&
    node.namedChildCount === 1 &&
    node.namedChild(0)!.type === 'string'
  );
}

function isAttributeName(node: SyntaxNode): boolean {
  return node.parent?.type === 'attribute' && node.equals(node.parent.childForFieldName('attribute')!);
}

function isKeywordName(node: SyntaxNode): boolean {
  return node.parent?.type === 'keyword_argument' && node.equals(node.parent.childForFieldName('name')!);
}
