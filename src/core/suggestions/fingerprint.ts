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
  const support = new Map<string, SyntaxNode>();
  for (const statement of root.namedChildren) {
    const name = supportName(statement);
    if (name) support.set(name, statement);
  }
  return findTests(root).map((test) => fingerprintTest(test, support));
}

function fingerprintTest(test: TestDefinition, support: ReadonlyMap<string, SyntaxNode>): string {
  const locals = localNames(bodyOf(test.node));
  const tokens: string[] = [];
  for (const decorator of test.outer.namedChildren) {
    if (decorator.type === 'decorator') appendTokens(decorator, locals, tokens);
  }
  const parameters = test.node.childForFieldName('parameters');
  if (parameters) appendTokens(parameters, locals, tokens);
  appendTokens(bodyOf(test.node), locals, tokens);
  const used = new Set<string>();
  const open = [test.outer];
  for (let node = open.pop(); node; node = open.pop()) {
    walk(node, (part) => {
      const statement =
        part.type === 'identifier' && !used.has(part.text) ? support.get(part.text) : undefined;
      if (!statement) return;
      used.add(part.text);
      open.push(statement);
    });
  }
  for (const name of [...used].sort()) appendTokens(support.get(name)!, new Map(), tokens);
  return tokens.join(' ');
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
