import { findInstalled } from '../../evidence/known-packages.ts';
import type { SyntaxNode } from '../../python/parser.ts';
import { type Definition, definitionsIn } from '../syntax.ts';
import { isTestClass } from '../test-names.ts';
import type { Broken, Mended } from './repair-rule.ts';

/** Base classes without a database; `django.test.TestCase` is the one with it. */
const WITHOUT_DATABASE = /^(?:django\.test\.)?SimpleTestCase$|^(?:unittest\.)?TestCase$/;

/**
 * A test that uses the database says so: functions and plain classes by the mark of pytest-django, where that is
 * installed; classes of unittest by their base class.
 */
export function markDatabase({ parser, suggestion, diagnosis, testName, packages }: Broken): Mended | null {
  if (diagnosis.cause !== 'database-mark' || diagnosis.subject !== 'django_db') return null;
  const name = testName?.split('::')[0] ?? null;
  const hasDjangoTestCase = suggestion.imports.some((one) =>
    /from django\.test import .*\bTestCase\b/.test(one),
  );
  const edit = parser.withTree(suggestion.code, (root) => {
    const definition = definitionsIn(root).find((one) => one.name === name);
    if (!definition) return null;
    const base = basesOf(definition.node).find((node) => WITHOUT_DATABASE.test(node.text));
    if (base && !(hasDjangoTestCase && base.text === 'TestCase')) {
      return { at: base.startIndex, until: base.endIndex, text: 'DjangoTestCase' };
    }
    if (basesOf(definition.node).some((node) => /TestCase$/.test(node.text))) return null;
    return isMarkable(definition)
      ? {
          at: definition.outer.startIndex,
          until: definition.outer.startIndex,
          text: '@pytest.mark.django_db\n',
        }
      : null;
  });
  if (!edit) return null;
  const code = suggestion.code.slice(0, edit.at) + edit.text + suggestion.code.slice(edit.until);
  if (edit.text === 'DjangoTestCase') {
    return {
      imports: [...suggestion.imports, 'from django.test import TestCase as DjangoTestCase'],
      code,
      what: 'inherits from django.test.TestCase, which has a database',
    };
  }
  if (findInstalled(packages, 'pytest-django') === null) return null;
  return {
    imports: [...suggestion.imports, 'import pytest'],
    code,
    what: 'has the mark django_db, as it uses the database',
  };
}

function basesOf(node: SyntaxNode): SyntaxNode[] {
  return node.type === 'class_definition'
    ? (node.childForFieldName('superclasses')?.namedChildren ?? [])
    : [];
}

function isMarkable({ node, name, decorators }: Definition): boolean {
  if (decorators.some((one) => one.includes('django_db'))) return false;
  return node.type === 'class_definition' ? isTestClass(node) : name.startsWith('test');
}
