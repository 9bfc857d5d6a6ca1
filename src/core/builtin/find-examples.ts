import type { PythonParser, SyntaxNode } from '../python/parser.ts';
import type { Parameter, Target } from '../python/target.ts';
import { walk } from '../python/walk.ts';
import { boundName, type ImportedName, importedNames, isImport } from '../suggestions/imports.ts';
import { nestsTooDeep } from '../suggestions/syntax-depth.ts';
import { readLiteral } from './literals.ts';
import { renderValue, type Value } from './python-values.ts';

/** Values that a function is called with somewhere in the project, by parameter; those of one call come first. */
export type Examples = ReadonlyMap<string, readonly Value[]>;

const MAX_EXAMPLES = 6;
/** Rows of one table of cases that are looked at. */
const MAX_ROWS = 4;
/** Larger values say little about a parameter and are no reading for people. */
const MAX_EXPRESSION = 120;

/**
 * Literal arguments of calls in the project's tests, code and docstrings: what a parameter without annotation takes,
 * and inputs that mean something to the code. `texts` are Python files by path.
 */
export function findExamples(
  parser: PythonParser,
  targets: readonly Target[],
  texts: ReadonlyMap<string, string>,
): Map<string, Examples> {
  const found = new Map<string, Map<string, Value[]>>();
  const byName = Map.groupBy(
    targets.filter(({ parameters }) => parameters.length > 0),
    ({ qualname }) => qualname.split('.').at(-1)!,
  );
  const note = (target: Target, values: Map<string, Value>): void => {
    const known = found.get(target.id) ?? new Map<string, Value[]>();
    found.set(target.id, known);
    for (const [name, value] of values) {
      const list = known.get(name) ?? [];
      known.set(name, list);
      const { expression } = renderValue(value);
      if (list.length >= MAX_EXAMPLES || expression.length > MAX_EXPRESSION) continue;
      if (!list.some((other) => renderValue(other).expression === expression)) list.push(value);
    }
  };
  for (const [path, text] of texts) {
    const names = [...byName.keys()].filter((name) => text.includes(`${name}(`));
    if (names.length === 0) continue;
    const sources = [doctestLines(text), text].filter((source) => source !== '');
    for (const source of sources) {
      parser.withTree(source, (root) => {
        if (nestsTooDeep(root)) return;
        const imports = root.namedChildren.filter(isImport).flatMap(importedNames);
        walk(root, (cursor) => {
          if (cursor.nodeType !== 'call') return undefined;
          const node = cursor.currentNode;
          const callee = node.childForFieldName('function')!;
          const name = callee.text.split('.').at(-1)!;
          for (const target of byName.get(name) ?? []) {
            if (!isCallOf(target, callee, path, imports)) continue;
            for (const row of rowsAround(node)) {
              const values = readArguments(target, node, row);
              if (values) note(target, values);
            }
          }
          return undefined;
        });
      });
    }
  }
  return found;
}

/** What a docstring shows as typed at the prompt, as a module of its own. */
function doctestLines(text: string): string {
  return [...text.matchAll(/^[ \t]*>>> ?(.*)$/gm)].map((match) => match[1]!.trim()).join('\n');
}

/** Whether a callee names the target: bare in its own file or where it is imported, else behind its module or class. */
export function isCallOf(
  target: Target,
  callee: SyntaxNode,
  path: string,
  imports: readonly ImportedName[],
): boolean {
  const parts = callee.text.split('.');
  if (!parts.every((part) => /^\w+$/.test(part))) return false;
  const [root] = parts;
  const imported = imports.find((item) => boundName(item) === root);
  const isMember = target.qualname.includes('.');
  if (parts.length === 1) {
    if (isMember) return false;
    if (!imported) return path === target.path;
    return imported.name === root && leadsTo(imported.module, target);
  }
  const owner = parts.at(-2)!;
  if (isMember) return owner === target.className;
  if (imported)
    return leadsTo(imported.name === null ? imported.module : `${imported.module}.${imported.name}`, target);
  return path === target.path && owner === target.module.split('.').at(-1);
}

/** Whether a module is the target's own or a package around it, which may hand the name on. */
function leadsTo(module: string, target: Target): boolean {
  const name = module.replace(/^\.+/, '');
  const isRelative = name !== module;
  if (target.module === name || target.module.startsWith(`${name}.`)) return true;
  return isRelative && (name === '' || target.module.endsWith(`.${name}`));
}

type Row = ReadonlyMap<string, Value>;

/** The cases that `pytest.mark.parametrize` gives to the test around a node; one empty row where there is none. */
function rowsAround(node: SyntaxNode): Row[] {
  let definition: SyntaxNode | null = node;
  while (definition && definition.type !== 'decorated_definition') definition = definition.parent;
  for (const decorator of definition?.namedChildren ?? []) {
    const call = decorator.type === 'decorator' ? decorator.namedChild(0) : null;
    if (call?.type !== 'call' || !/parametrize$/.test(call.childForFieldName('function')!.text)) continue;
    const [names, cases] = call.childForFieldName('arguments')!.namedChildren;
    const columns = names ? columnsOf(names) : [];
    if (columns.length === 0 || (cases?.type !== 'list' && cases?.type !== 'tuple')) continue;
    const rows = cases.namedChildren.slice(0, MAX_ROWS).map((one) => readRow(columns, one));
    if (rows.length > 0) return rows;
  }
  return [new Map()];
}

function columnsOf(names: SyntaxNode): string[] {
  const value = readLiteral(names, () => null);
  if (value?.kind === 'str') return value.value.split(',').map((name) => name.trim());
  if (!value || !('items' in value)) return [];
  return value.items.flatMap((item) => (item.kind === 'str' ? [item.value] : []));
}

/** A case is a value, a tuple of them, or either inside `pytest.param`. */
function readRow(columns: readonly string[], given: SyntaxNode): Row {
  const isParam = given.type === 'call' && /(^|\.)param$/.test(given.childForFieldName('function')!.text);
  const inner = isParam ? given.childForFieldName('arguments')! : given;
  const hasParts = isParam || (columns.length > 1 && /^(tuple|list)$/.test(inner.type));
  const parts = hasParts ? inner.namedChildren.filter(({ type }) => type !== 'comment') : [inner];
  const row = new Map<string, Value>();
  for (const [index, name] of columns.entries()) {
    const value = parts[index] ? readLiteral(parts[index], () => null) : null;
    if (value) row.set(name, value);
  }
  return row;
}

/** Values by parameter; null when arguments are unpacked, because then the places are not known. */
function readArguments(target: Target, call: SyntaxNode, row: Row): Map<string, Value> | null {
  const list = call.childForFieldName('arguments')!;
  if (list.type !== 'argument_list') return null;
  const own = target.kind === 'class-method' ? target.parameters.slice(1) : target.parameters;
  const byPosition = own.filter(({ kind }) => /^positional/.test(kind));
  const values = new Map<string, Value>();
  let position = 0;
  for (const argument of list.namedChildren) {
    if (argument.type === 'comment') continue;
    if (/splat/.test(argument.type)) return null;
    const isKeyword = argument.type === 'keyword_argument';
    const parameter: Parameter | undefined = isKeyword
      ? own.find(({ name }) => name === argument.childForFieldName('name')!.text)
      : byPosition[position++];
    const given = isKeyword ? argument.childForFieldName('value')! : argument;
    const value = readLiteral(given, (name) => row.get(name) ?? null);
    if (parameter && value) values.set(parameter.name, value);
  }
  return values;
}
