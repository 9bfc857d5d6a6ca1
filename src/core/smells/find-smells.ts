import type { PythonParser } from '../python/parser.ts';
import { nestsTooDeep } from '../suggestions/syntax-depth.ts';
import { SMELL_RULES } from './rules.ts';
import type { Smell, SmellRule } from './smell.ts';
import { isTestData, readTestModule } from './test-module.ts';

/** A smell with the test that it is in. */
export interface FoundSmell extends Smell {
  rule: SmellRule;
  /** `test_x`, `TestY::test_x`. */
  test: string;
  /** Of the test with its decorators, 1-based and inclusive. */
  testStart: number;
  testEnd: number;
}

/**
 * What the rules say of the tests of a module: at most one smell per test and rule, the first. A text that does not parse,
 * or nests deeper than people write, has none.
 */
export function findSmells(
  parser: PythonParser,
  file: { path: string; text: string },
): { smells: FoundSmell[]; tests: number } {
  if (isTestData(file.path)) return { smells: [], tests: 0 };
  return parser.withTree(file.text, (root) => {
    if (root.hasError || nestsTooDeep(root)) return { smells: [], tests: 0 };
    const module = readTestModule(root, file);
    const smells = module.tests.flatMap((test) => {
      const found = SMELL_RULES.flatMap((rule) => {
        const smell = rule.find(test, module);
        return smell
          ? [{ ...smell, rule, test: test.testName, testStart: test.startLine, testEnd: test.endLine }]
          : [];
      });
      // A test whose assertion checks nothing has none that does; once is enough.
      const isGrave = found.some(({ rule }) => rule.severity === 1);
      return isGrave ? found.filter(({ rule }) => rule.severity === 1) : found;
    });
    return { smells, tests: module.tests.length };
  });
}
