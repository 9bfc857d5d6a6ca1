import { beforeAll, describe, expect, test } from '@jest/globals';
import { elideCovered } from '../../../src/core/context/elide-covered.ts';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';

let parser: PythonParser;
beforeAll(async () => {
  parser = await loadPythonParser();
});

/** `lines` count from the first line of the source, which is line 10 of its file. */
function check(name: string, source: string, lines: number[], expected: string): void {
  test(name, () => {
    const shown = elideCovered(parser, source, { firstLine: 10, lines: lines.map((line) => line + 9) });
    expect(shown).toBe(expected);
  });
}

describe('of a target that is covered in part, there is left', () => {
  check(
    'what leads to the gap',
    `def price(order, rate):
    """What is owed.

    Without tax.
    """
    log(order)
    audit(order)
    total = order.total * rate
    if total > 100:
        notify(order)
        if order.customer:
            raise Overdrawn(order)
    else:
        total += 5
        log(total)
    return total`,
    [12],
    `    def price(order, rate):
        """What is owed."""
        ...
        total = order.total * rate
        if total > 100:
            ...
            if order.customer:
21:             raise Overdrawn(order)
        else:
            total += 5
            ...
        return total`,
  );

  check(
    'a method with its decorator, and ways out before the gap',
    `    @property
    def total(self):
        if not self.items:
            self.warn()
            return 0
        for item in self.items:
            item.check()
        return sum(item.price for item in self.items)`,
    [8],
    `        @property
        def total(self):
            if not self.items:
                ...
                return 0
            ...
17:         return sum(item.price for item in self.items)`,
  );

  check(
    'the clauses of a try statement, without what they do',
    `def read(path):
    try:
        text = open(path)
        count(text)
    except OSError:
        return None
    finally:
        close()
    return text`,
    [6],
    `    def read(path):
        try:
            text = open(path)
            ...
        except OSError:
15:         return None
        finally:
            ...
        return text`,
  );

  check(
    'the head that a branch starts from',
    'def sign(n):\n    x = other()\n    if n < 0:\n        n = -n\n    return n',
    [3],
    '    def sign(n):\n        ...\n12:     if n < 0:\n            n = -n\n        return n',
  );

  check(
    'of a class the methods with gaps',
    `class Cart:
    """Things to buy."""

    def add(self, item):
        self.items.append(item)

    def total(self):
        if not self.items:
            return 0
        return 1`,
    [9],
    `    class Cart:
        """Things to buy."""
        ...
        def total(self):
            if not self.items:
18:             return 0
            return 1`,
  );

  check(
    'everything where everything is a gap',
    'def f():\n    a()\n    b()',
    [2, 3],
    '    def f():\n11:     a()\n12:     b()',
  );
});
