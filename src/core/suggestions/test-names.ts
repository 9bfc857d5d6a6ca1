import type { SyntaxNode } from '../python/parser.ts';
import { bodyOf, type Definition, definitionsIn } from './syntax.ts';

/** A test function or method. */
export interface TestDefinition extends Definition {
  /** As pytest names it without path and parameters: `test_x` or `TestY::test_x`. */
  testName: string;
}

/**
 * The tests that a module defines, in source order, by pytest's default naming and unittest's: functions that begin
 * with `test`, and such methods of classes that begin with `Test` or inherit from a `…TestCase`.
 */
export function findTests(root: SyntaxNode): TestDefinition[] {
  return definitionsIn(root).flatMap((definition) => {
    if (definition.node.type === 'function_definition') {
      return definition.name.startsWith('test') ? [{ ...definition, testName: definition.name }] : [];
    }
    return isTestClass(definition.node)
      ? definitionsIn(bodyOf(definition.node))
          .filter((inner) => inner.node.type === 'function_definition' && inner.name.startsWith('test'))
          .map((inner) => ({ ...inner, testName: `${definition.name}::${inner.name}` }))
      : [];
  });
}

/** Whether pytest collects tests from the class. */
export function isTestClass(node: SyntaxNode): boolean {
  if (node.childForFieldName('name')?.text.startsWith('Test')) return true;
  const bases = node.childForFieldName('superclasses')?.namedChildren ?? [];
  return bases.some((base) => /TestCase$/.test(base.text));
}
