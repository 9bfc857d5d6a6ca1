import type { PythonParser, SyntaxNode } from '../python/parser.ts';
import { boundNames } from '../python/scopes.ts';
import { type ImportedName, renderImport } from './imports.ts';
import { type MergePart, mergeIntoModule } from './merge-into-module.ts';
import {
  commonMarks,
  findModuleObstacle,
  findSizeObstacle,
  isAutouse,
  type Obstacle,
} from './module-obstacles.ts';
import { classesIn, closeness, singleClassName } from './place-tests.ts';
import { renameInCode } from './rename.ts';
import { bodyOf, type Definition, definitionOf, definitionsIn } from './syntax.ts';
import { findTests, isTestClass } from './test-names.ts';

/** Code whose names are free in a module, or why the module cannot take it. */
export type Fit = { ok: true; code: string; testNames: string[] } | { ok: false; obstacle: Obstacle };

/**
 * Makes a suggestion fit into an existing module beside those placed there before: a class of the same target and base
 * takes the name of the module's class and so gives its methods to it; tests whose names are taken are numbered. The
 * merge is tried with all of them, so that what fits here can be rendered later, whichever of them are left.
 */
export function fitIntoModule(
  parser: PythonParser,
  module: { text: string; lineLength: number },
  wanted: { targetId: string; imports: readonly ImportedName[]; code: string },
  placed: readonly MergePart[],
): Fit {
  const tooLarge = findSizeObstacle(module.text);
  if (tooLarge) return { ok: false, obstacle: tooLarge };
  const named = parser.withTree(module.text, (root): Fit => {
    const obstacle = findModuleObstacle(root, module.text, parser.withTree(wanted.code, commonMarks));
    if (obstacle) return { ok: false, obstacle };
    const code = giveFreeNames(parser, root, wanted, placed);
    return { ok: true, code, testNames: testNamesOf(parser, code) };
  });
  if (!named.ok) return named;
  const part = {
    targetId: wanted.targetId,
    imports: wanted.imports.map(renderImport),
    code: named.code,
    testNames: named.testNames,
  };
  const merged = mergeIntoModule(parser, module, [...placed, part]);
  return merged.ok ? named : merged;
}

function giveFreeNames(
  parser: PythonParser,
  root: SyntaxNode,
  { targetId, code }: { targetId: string; code: string },
  placed: readonly MergePart[],
): string {
  const home = parser.withTree(code, (own) => chooseHome(root, own, targetId));
  const neighbours = placed.map((part) => part.code);
  const taken = new Set(boundNames(root));
  for (const other of neighbours) for (const name of parser.withTree(other, boundNames)) taken.add(name);
  if (!home) return numberNames(parser, code, parser.withTree(code, topTestNames), taken);
  const [from, to] = [singleClassName(parser, code)!, home.name];
  const joined = from === to ? code : renameInCode(parser, code, from, to);
  const methods = new Set(boundNames(bodyOf(home.node)));
  for (const other of neighbours) {
    if (singleClassName(parser, other) !== to) continue;
    for (const name of testNamesOf(parser, other)) methods.add(name.slice(name.indexOf('::') + 2));
  }
  const own = testNamesOf(parser, joined).map((name) => name.slice(name.indexOf('::') + 2));
  return numberNames(parser, joined, own, methods);
}

/** `test_a` becomes `test_a_2`, `TestA` becomes `TestA2` where the name is taken. */
function numberNames(
  parser: PythonParser,
  code: string,
  names: readonly string[],
  taken: ReadonlySet<string>,
): string {
  const used = new Set([...taken, ...(code.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [])]);
  let result = code;
  for (const from of names) {
    if (!taken.has(from)) continue;
    let number = 2;
    const numbered = (): string => (/^[A-Z]/.test(from) ? `${from}${number}` : `${from}_${number}`);
    while (used.has(numbered())) number++;
    used.add(numbered());
    result = renameInCode(parser, result, from, numbered());
  }
  return result;
}

function topTestNames(root: SyntaxNode): string[] {
  return definitionsIn(root)
    .filter(({ name, node }) =>
      node.type === 'class_definition' ? isTestClass(node) : name.startsWith('test'),
    )
    .map(({ name }) => name);
}

function testNamesOf(parser: PythonParser, code: string): string[] {
  return parser.withTree(code, (root) => findTests(root).map(({ testName }) => testName));
}

/**
 * The module's class that the suggestion's methods may join. Set-up of the suggestion's own stays in a class of its own;
 * set-up of the module's class would act on the methods, which is right only where the suggestion named that class.
 */
function chooseHome(root: SyntaxNode, own: SyntaxNode, targetId: string): Definition | null {
  const statements = own.namedChildren.filter((node) => node.type !== 'comment');
  const [mine] = classesIn(own);
  if (!mine || statements.length !== 1 || !holdsTestsOnly(mine)) return null;
  const classes = classesIn(root);
  const names = new Map<string, number>();
  for (const { name } of definitionsIn(root)) names.set(name, (names.get(name) ?? 0) + 1);
  const alike = classes.filter(
    (one) =>
      names.get(one.name) === 1 &&
      isTestClass(one.node) &&
      basesOf(one) === basesOf(mine) &&
      one.decorators.toSorted().join('\n') === mine.decorators.toSorted().join('\n'),
  );
  const same = alike.find(({ name }) => name === mine.name);
  if (same) return same;
  return (
    alike.findLast(
      (one) =>
        closeness(one, targetId) > 0 &&
        !hasSetUp(one) &&
        !classes.some(({ name }) => basesOf(one).split(/\W+/).includes(name)),
    ) ?? null
  );
}

function basesOf({ node }: Definition): string {
  return (node.childForFieldName('superclasses')?.namedChildren ?? []).map((base) => base.text).join(', ');
}

function holdsTestsOnly({ node }: Definition): boolean {
  return bodyOf(node).namedChildren.every((statement) => {
    if (statement.type === 'comment' || isDocstring(statement)) return true;
    const method = definitionOf(statement);
    return method?.node.type === 'function_definition' && method.name.startsWith('test');
  });
}

function hasSetUp({ node }: Definition): boolean {
  const body = bodyOf(node);
  const isQuiet = (statement: SyntaxNode): boolean =>
    statement.type === 'comment' || isDocstring(statement) || /definition$/.test(statement.type);
  return (
    !body.namedChildren.every(isQuiet) ||
    definitionsIn(body).some((one) => /^(set_?up|tear_?down)|^run$/i.test(one.name) || isAutouse(one))
  );
}

function isDocstring(statement: SyntaxNode): boolean {
  return statement.type === 'expression_statement' && statement.namedChildren[0]?.type === 'string';
}
