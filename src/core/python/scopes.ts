import type { SyntaxNode } from './parser.ts';

/**
 * Names that the statements of one scope bind, without those of functions, classes and comprehensions inside it: what
 * Python's compiler would call its local names. `global` names of functions inside are bound in the module, too.
 */
export function boundNames(scope: SyntaxNode): Set<string> {
  return new Set(scope.namedChildren.flatMap((statement) => [...namesBoundBy(statement)]));
}

/** Names that one statement binds in the scope it stands in. */
export function namesBoundBy(statement: SyntaxNode): Set<string> {
  const names = new Set<string>();
  collectBound(statement, names);
  return names;
}

/**
 * Names that a module looks up outside of its functions' own variables: what it binds itself, builtins, and what is
 * not defined at all. The tree must not nest deeper than `MAX_SYNTAX_DEPTH`.
 */
export function globalNames(root: SyntaxNode): Set<string> {
  const found = new Set<string>();
  for (const child of root.namedChildren) findGlobals(child, [], found);
  return found;
}

/** Names that an assignment's or a loop's left side binds; attributes and items bind none. */
export function targetNames(target: SyntaxNode | null): string[] {
  if (!target) return [];
  if (target.type === 'identifier') return [target.text];
  return TARGET_LISTS.has(target.type) ? target.namedChildren.flatMap(targetNames) : [];
}

const TARGET_LISTS = new Set([
  'pattern_list',
  'tuple_pattern',
  'list_pattern',
  'list_splat_pattern',
  'as_pattern_target',
  'expression_list',
  'tuple',
  'list',
]);

const COMPREHENSIONS = new Set([
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
]);

function collectBound(node: SyntaxNode, names: Set<string>): void {
  for (const name of bindingsOf(node)) names.add(name);
  if (node.type === 'lambda' || COMPREHENSIONS.has(node.type)) return;
  if (node.type === 'function_definition' || node.type === 'class_definition') {
    collectGlobalStatements(node, names);
    return;
  }
  for (const child of node.namedChildren) collectBound(child, names);
}

/** What this node itself binds in its scope. */
function bindingsOf(node: SyntaxNode): string[] {
  switch (node.type) {
    case 'function_definition':
    case 'class_definition':
    case 'named_expression':
      return [node.childForFieldName('name')?.text ?? ''];
    case 'assignment':
    case 'augmented_assignment':
    case 'for_statement':
      return targetNames(node.childForFieldName('left'));
    case 'as_pattern':
      return targetNames(node.childForFieldName('alias'));
    case 'delete_statement':
      return node.namedChildren.flatMap(targetNames);
    case 'import_statement':
    case 'import_from_statement':
    case 'future_import_statement':
      return node.childrenForFieldName('name').map(importedName);
    case 'case_pattern':
      return /^[^\W\d]\w*$/u.test(node.text) ? [node.text] : [];
    default:
      return [];
  }
}

function importedName(node: SyntaxNode): string {
  const alias = node.type === 'aliased_import' ? node.childForFieldName('alias') : null;
  return alias ? alias.text : node.text.split('.')[0]!.trim();
}

function collectGlobalStatements(node: SyntaxNode, names: Set<string>): void {
  for (const child of node.namedChildren) {
    if (child.type === 'global_statement') for (const name of child.namedChildren) names.add(name.text);
    else collectGlobalStatements(child, names);
  }
}

/** `scopes` are the names of the functions around, innermost last. */
function findGlobals(node: SyntaxNode, scopes: readonly ReadonlySet<string>[], found: Set<string>): void {
  if (node.type === 'identifier') {
    if (!scopes.some((scope) => scope.has(node.text)) && isReference(node)) found.add(node.text);
  } else if (node.type === 'function_definition') inFunction(node, scopes, found);
  else if (node.type === 'class_definition') inClass(node, scopes, found);
  else inScope(node.namedChildren, new Set(ownNames(node)), scopes, found);
}

/** What an expression binds for itself: a lambda's parameters, a comprehension's variables. */
function ownNames(node: SyntaxNode): string[] {
  if (node.type === 'lambda') {
    const parameters = node.childForFieldName('parameters');
    return parameters ? parameterNames(parameters) : [];
  }
  if (!COMPREHENSIONS.has(node.type)) return [];
  return node.namedChildren
    .filter((child) => child.type === 'for_in_clause')
    .flatMap((clause) => targetNames(clause.childForFieldName('left')));
}

function inFunction(node: SyntaxNode, scopes: readonly ReadonlySet<string>[], found: Set<string>): void {
  const body = node.childForFieldName('body');
  const parameters = node.childForFieldName('parameters');
  // Defaults and annotations are evaluated outside; parameter names are bound inside.
  for (const parameter of parameters?.namedChildren ?? []) {
    for (const part of ['value', 'type']) {
      const outer = parameter.childForFieldName(part);
      if (outer) findGlobals(outer, scopes, found);
    }
  }
  const returns = node.childForFieldName('return_type');
  if (returns) findGlobals(returns, scopes, found);
  if (!body) return;
  const own = boundNames(body);
  const declared = new Set<string>();
  collectGlobalStatements(body, declared);
  for (const name of declared) own.delete(name);
  for (const name of parameters ? parameterNames(parameters) : []) own.add(name);
  inScope(body.namedChildren, own, scopes, found);
}

/** Names of a class's body are seen there and not in its methods. */
function inClass(node: SyntaxNode, scopes: readonly ReadonlySet<string>[], found: Set<string>): void {
  const bases = node.childForFieldName('superclasses');
  if (bases) findGlobals(bases, scopes, found);
  const body = node.childForFieldName('body');
  if (!body) return;
  const own = boundNames(body);
  for (const statement of body.namedChildren) {
    const definition =
      statement.type === 'decorated_definition' ? statement.childForFieldName('definition')! : statement;
    if (definition.type !== 'function_definition') {
      findGlobals(statement, [...scopes, own], found);
      continue;
    }
    for (const child of statement.namedChildren) {
      if (child.type === 'decorator') findGlobals(child, [...scopes, own], found);
    }
    findGlobals(definition, scopes, found);
  }
}

function inScope(
  nodes: readonly SyntaxNode[],
  own: ReadonlySet<string>,
  scopes: readonly ReadonlySet<string>[],
  found: Set<string>,
): void {
  const inner = own.size > 0 ? [...scopes, own] : scopes;
  for (const node of nodes) findGlobals(node, inner, found);
}

/** Names that a parameter list binds. */
export function parameterNames(parameters: SyntaxNode): string[] {
  return parameters.namedChildren.flatMap((parameter) => {
    const node = parameter.childForFieldName('name') ?? parameter.namedChildren[0] ?? parameter;
    if (parameter.type === 'identifier') return [parameter.text];
    if (node.type === 'identifier') return [node.text];
    return node.namedChildren.filter((child) => child.type === 'identifier').map((child) => child.text);
  });
}

/** False for names after a dot, of keywords, and of imported modules. */
function isReference(node: SyntaxNode): boolean {
  const parent = node.parent;
  if (parent?.type === 'attribute') return node.equals(parent.childForFieldName('object')!);
  if (parent?.type === 'keyword_argument') return !node.equals(parent.childForFieldName('name')!);
  return parent?.type !== 'dotted_name' || !/import/.test(parent.parent?.type ?? '');
}
