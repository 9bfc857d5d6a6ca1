import type { Value } from '../builtin/python-values.ts';
import type { SyntaxNode } from '../python/parser.ts';
import { walk } from '../python/walk.ts';
import { importedNames, isImport } from '../suggestions/imports.ts';
import { definitionOf, definitionsIn } from '../suggestions/syntax.ts';
import type { CallScope } from './bind-call.ts';
import { readWrittenValue } from './literal-values.ts';
import { type Row, readRows } from './parametrize.ts';
import { raisedBy } from './read-assertion.ts';

/** Fixtures that set nothing up which a call of the target would see. */
const HARMLESS_FIXTURES = new Set(['self', 'cls', 'db', 'transactional_db', 'tmp_path', 'subtests']);

/** What changes code while a test runs: then a call says nothing about the code as it stands. */
const REPLACING =
  /\b(patch|monkeypatch|mock|Mock|MagicMock|mocker|override_settings|freeze_time|freezegun|setattr|setUp|setUpClass|setup_method|fixture)\b/;

/** One test, for one case of its table: its statements, and what its names stand for. */
export interface TestCase {
  /** `test_x`, `TestY::test_x`. */
  test: string;
  /** pytest's id of the case, where there are several and it is known. */
  rowId: string | null;
  /** Nothing in the test or around it can change what the code under test does. */
  isPlain: boolean;
  statements: SyntaxNode[];
  /** Names that are given one expression in the test. */
  assignments: ReadonlyMap<string, SyntaxNode>;
  scope: CallScope;
}

/** The tests of a module, once for each case; the nodes live as long as the tree that they were found in. */
export function findTestCases(root: SyntaxNode, file: { path: string; text: string }): TestCase[] {
  // The last import of a name is the one that counts.
  const imports = root.namedChildren.filter(isImport).flatMap(importedNames).toReversed();
  const around = { path: file.path, imports, isReplacing: REPLACING.test(file.text) };
  return definitionsIn(root).flatMap((definition) => {
    if (definition.node.type === 'function_definition') return readTest(around, definition.outer, '');
    const body = definition.node.childForFieldName('body')!;
    return definitionsIn(body).flatMap((method) => readTest(around, method.outer, `${definition.name}::`));
  });
}

type Around = Pick<CallScope, 'path' | 'imports'> & { isReplacing: boolean };

function readTest(around: Around, decorated: SyntaxNode, prefix: string): TestCase[] {
  const definition = definitionOf(decorated)!;
  if (!definition.name.startsWith('test')) return [];
  const body = definition.node.childForFieldName('body')!;
  const { columns, rows } = readRows(decorated);
  const assignments = readAssignments(body, columns);
  const fixtures = (definition.node.childForFieldName('parameters')?.namedChildren ?? [])
    .map((parameter) => /^\w+/.exec(parameter.text)?.[0] ?? '')
    .filter((name) => !columns.includes(name) && !HARMLESS_FIXTURES.has(name));
  const decorators = definition.decorators.filter((text) => !/parametrize|django_db/.test(text));
  const isPlain =
    !around.isReplacing &&
    fixtures.length === 0 &&
    decorators.length === 0 &&
    body.namedChildren.every(isPlainStatement);
  return rows.map((row) => ({
    test: `${prefix}${definition.name}`,
    rowId: rows.length > 1 ? row.id : null,
    isPlain,
    statements: body.namedChildren,
    assignments,
    scope: scopeOf(around, assignments, row),
  }));
}

/** Names that are given one expression in the test, and nothing else anywhere in it. */
function readAssignments(body: SyntaxNode, columns: readonly string[]): Map<string, SyntaxNode> {
  const found = new Map<string, SyntaxNode>();
  const spoilt = new Set<string>(columns);
  walk(body, (cursor) => {
    const node = cursor.currentNode;
    if (node.type === 'assignment') {
      const left = node.childForFieldName('left')!;
      const right = node.childForFieldName('right');
      const isTop = node.parent?.parent?.id === body.id;
      if (left.type === 'identifier' && right && isTop && !found.has(left.text)) found.set(left.text, right);
      else for (const name of left.descendantsOfType('identifier')) spoilt.add(name.text);
    }
    if (
      /^(augmented_assignment|for_statement|named_expression|delete_statement|as_pattern_target)$/.test(
        node.type,
      )
    ) {
      const left = node.childForFieldName('left') ?? node.childForFieldName('name') ?? node;
      for (const name of left.descendantsOfType('identifier')) spoilt.add(name.text);
      if (left.type === 'identifier') spoilt.add(left.text);
    }
    return undefined;
  });
  for (const name of spoilt) found.delete(name);
  return found;
}

function scopeOf(
  { path, imports }: Around,
  assignments: ReadonlyMap<string, SyntaxNode>,
  row: Row,
): CallScope {
  const resolve = (name: string): Value | null => {
    const known = row.values.get(name);
    if (known) return known;
    const given = assignments.get(name);
    // What is named after another name is followed once: chains of names are not worth a cycle.
    return given ? readWrittenValue(given, (inner) => row.values.get(inner) ?? null) : null;
  };
  return {
    path,
    imports,
    resolve,
    makerOf: (name) => assignments.get(name) ?? null,
  };
}

/** Assertions, names for values and expected exceptions; anything else may prepare the ground for the call. */
function isPlainStatement(statement: SyntaxNode): boolean {
  if (statement.type === 'comment' || statement.type === 'assert_statement') return true;
  if (statement.type === 'with_statement') return raisedBy(statement) !== null;
  const inner = statement.type === 'expression_statement' ? statement.namedChild(0) : null;
  if (inner?.type === 'string') return true;
  if (inner?.type === 'assignment') return inner.childForFieldName('left')?.type === 'identifier';
  return inner?.type === 'call' && /^self\.assert\w+$/.test(inner.childForFieldName('function')!.text);
}
