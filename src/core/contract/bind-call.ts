import { isCallOf } from '../builtin/find-examples.ts';
import type { ResolveName } from '../builtin/literals.ts';
import { renderValue, type Value } from '../builtin/python-values.ts';
import type { PythonParser, SyntaxNode } from '../python/parser.ts';
import type { Parameter, Target } from '../python/target.ts';
import type { ImportedName } from '../suggestions/imports.ts';
import { boundName } from '../suggestions/imports.ts';
import { equalValues, readWrittenValue } from './literal-values.ts';

/** A call of a target whose arguments are all written down. */
export interface BoundCall {
  /** For a method, how the object was made, e.g. `Cart(5)`; empty for anything that needs no object. */
  receiver: string;
  /** By parameter; defaults that are literals are filled in. */
  arguments: ReadonlyMap<string, Value>;
  /** As a reader would type it: `line_total(3, 2)`. */
  text: string;
  isAwaited: boolean;
}

/** Where calls stand: the file, its imports, and how an object got its name. */
export interface CallScope {
  path: string;
  imports: readonly ImportedName[];
  resolve: ResolveName;
  /** What made the object of this name, `Cart(5)`; null when that is not certain. */
  makerOf: (name: string) => SyntaxNode | null;
}

/** The call that a node is (behind `await` and parentheses), bound to the target's parameters; null for any other. */
export function bindCall(
  parser: PythonParser,
  target: Target,
  given: SyntaxNode,
  scope: CallScope,
): BoundCall | null {
  let node = given;
  let isAwaited = false;
  while (node.type === 'await' || node.type === 'parenthesized_expression') {
    isAwaited ||= node.type === 'await';
    if (node.namedChildCount !== 1) return null;
    node = node.namedChild(0)!;
  }
  if (node.type !== 'call' || target.kind === 'class' || target.kind === 'property') return null;
  const callee = node.childForFieldName('function')!;
  const receiver = receiverOf(target, callee, scope);
  if (receiver === null) return null;
  const bound = bindArguments(parser, target, node, scope.resolve);
  return bound && { receiver, ...bound, isAwaited };
}

/** Whether two calls give the same arguments to an object made in the same way. */
export function isSameCall(a: BoundCall, b: BoundCall): boolean {
  if (a.receiver !== b.receiver || a.arguments.size !== b.arguments.size) return false;
  return [...a.arguments].every(([name, value]) => {
    const other = b.arguments.get(name);
    return other !== undefined && isSameArgument(value, other);
  });
}

/** Equal and of one kind: `f(1)` and `f(True)` may differ. */
function isSameArgument(a: Value, b: Value): boolean {
  return a.kind === b.kind && equalValues(a, b) === true;
}

function receiverOf(target: Target, callee: SyntaxNode, scope: CallScope): string | null {
  if (callee.text.split('.').at(-1) !== target.qualname.split('.').at(-1)) return null;
  if (target.kind !== 'method') return isCallOf(target, callee, scope.path, scope.imports) ? '' : null;
  if (callee.type !== 'attribute') return null;
  const object = callee.childForFieldName('object')!;
  const maker = object.type === 'identifier' ? scope.makerOf(object.text) : object;
  if (maker?.type !== 'call') return null;
  const made = maker.childForFieldName('function')!;
  const isImported =
    scope.imports.some((item) => boundName(item) === made.text) || scope.path === target.path;
  if (!isImported || made.text !== target.className) return null;
  const values = maker
    .childForFieldName('arguments')!
    .namedChildren.map((argument) =>
      readWrittenValue(
        argument.type === 'keyword_argument' ? argument.childForFieldName('value')! : argument,
        scope.resolve,
      ),
    );
  if (!values.every((value) => value !== null)) return null;
  return `${made.text}(${values.map((value) => renderValue(value).expression).join(', ')})`;
}

function bindArguments(
  parser: PythonParser,
  target: Target,
  call: SyntaxNode,
  resolve: ResolveName,
): Pick<BoundCall, 'arguments' | 'text'> | null {
  const list = call.childForFieldName('arguments')!;
  if (list.type !== 'argument_list') return null;
  const own =
    target.kind === 'method' || target.kind === 'class-method'
      ? target.parameters.slice(1)
      : target.parameters;
  const byPosition = own.filter(({ kind }) => /^positional/.test(kind));
  const values = new Map<string, Value>();
  const texts: string[] = [];
  let position = 0;
  for (const argument of list.namedChildren) {
    if (argument.type === 'comment') continue;
    const isKeyword = argument.type === 'keyword_argument';
    const name = isKeyword ? argument.childForFieldName('name')!.text : nameAt(own, byPosition, position++);
    const value = readWrittenValue(isKeyword ? argument.childForFieldName('value')! : argument, resolve);
    if (name === null || value === null || values.has(name)) return null;
    values.set(name, value);
    const { expression } = renderValue(value);
    texts.push(isKeyword ? `${name}=${expression}` : expression);
  }
  for (const parameter of own) {
    const value = values.has(parameter.name) ? null : readDefault(parser, parameter);
    if (value) values.set(parameter.name, value);
  }
  return { arguments: values, text: `${target.qualname.split('.').at(-1)}(${texts.join(', ')})` };
}

function nameAt(
  own: readonly Parameter[],
  byPosition: readonly Parameter[],
  position: number,
): string | null {
  if (position < byPosition.length) return byPosition[position]!.name;
  const rest = own.find(({ kind }) => kind === 'var-positional');
  return rest ? `*${rest.name}[${position - byPosition.length}]` : null;
}

function readDefault(parser: PythonParser, parameter: Parameter): Value | null {
  if (parameter.default === null) return null;
  return parser.withTree(parameter.default, (root) => {
    const expression = root.namedChildCount === 1 ? root.namedChild(0)!.namedChild(0) : null;
    return expression ? readWrittenValue(expression) : null;
  });
}
