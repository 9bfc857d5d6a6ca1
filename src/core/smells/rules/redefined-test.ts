import { firstLine } from '../../python/walk.ts';
import { walk } from '../../suggestions/syntax.ts';
import type { SmellRule } from '../smell.ts';
import { siblingsOf } from '../test-module.ts';

/** Two tests of one name: Python keeps the last, so the first never runs. */
export const redefinedTest: SmellRule = {
  id: 'redefined-test',
  title: 'Another test of this name never runs',
  sees: 'two tests with the same name in one class or module',
  leaves: 'definitions under `if` or `try`, and a name that is used between the two',
  severity: 1,
  find(test, module) {
    const alike = siblingsOf(test, module).filter(({ name }) => name === test.name);
    const index = alike.findIndex(({ node }) => node.id === test.node.id);
    const earlier = alike[index - 1];
    if (!earlier) return null;
    const scope = test.owner ?? module.root;
    let isUsed = false;
    walk(scope, (node) => {
      if (node.startIndex >= test.outer.startIndex) return false;
      const isName = node.type === 'identifier' && node.text === test.name;
      if (isName && node.startIndex > earlier.outer.endIndex) isUsed = true;
      return true;
    });
    if (isUsed) return null;
    const line = firstLine(test.node);
    return {
      firstLine: line,
      lastLine: line,
      message: `\`${test.name}\` is defined at line ${firstLine(earlier.node)} already, and only the last one of a name is run. Rename one of the two.`,
      replacement: null,
    };
  },
};
