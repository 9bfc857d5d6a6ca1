import { beforeAll, describe, expect, test } from '@jest/globals';
import { buildContext, type Context } from '../../../src/core/context/build-context.ts';
import { rankNames } from '../../../src/core/context/rank-names.ts';
import { rankTests } from '../../../src/core/context/rank-tests.ts';
import { renderName } from '../../../src/core/context/render-name.ts';
import { createIndexer } from '../../../src/core/index/index-texts.ts';
import type { ProjectIndex } from '../../../src/core/index/project-index.ts';
import { readFileRecord } from '../../../src/core/index/read-file.ts';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';

let parser: PythonParser;

beforeAll(async () => {
  parser = await loadPythonParser();
});

const FILES: Record<string, string> = {
  'shop/pricing.py': 'def total(order):\n    return order.net\n',
  'shop/models.py': `class Order:
    def __init__(self, net):
        self.net = net

    @classmethod
    def paid(cls, net, *, by="card", note: str | None = None):
        return cls(net)
`,
  'shop/mail.py': 'async def send(to, **more):\n    return to\n',
  'tests/base.py': 'class ShopCase:\n    def login(self, name):\n        return name\n',
  'tests/test_pricing.py': `from shop.models import Order
from shop.pricing import total


def make_order():
    return Order.paid(3)


def test_total():
    assert total(make_order()) == 3
`,
  'tests/test_mail.py': `from shop.mail import send
from tests.base import ShopCase


class TestMail(ShopCase):
    def helper(self):
        return send("a")

    def test_send(self):
        self.login("a")
        self.helper()
        send("b")

    def test_again(self):
        self.login("b")
        send("c")
`,
};

function indexOf(files: Record<string, string>): ProjectIndex {
  return createIndexer(parser, Object.keys(files))(new Map(Object.entries(files)));
}

function namesFor(files: Record<string, string>): string[] {
  const index = indexOf(files);
  const tests = rankTests(index, [{ path: 'shop/pricing.py', qualname: 'total' }], () => false);
  return rankNames(index, tests).map(({ ref, isNear }) => `${isNear ? 'near ' : ''}${ref.qualname}`);
}

describe('names that tests use', () => {
  test('are by turns those of near tests and those that tests use most, helpers and methods of base classes among them', () => {
    expect(namesFor(FILES)).toEqual([
      'near total',
      'ShopCase.login',
      'near make_order',
      'send',
      'TestMail.helper',
    ]);
  });

  test('are no tests, and none where there is no test', () => {
    const files = {
      ...FILES,
      'tests/test_more.py': 'def test_a():\n    pass\n\n\ndef test_b():\n    test_a()\n',
    };
    expect(namesFor(files)).not.toContain('test_a');
    expect(namesFor({ 'shop/pricing.py': FILES['shop/pricing.py']! })).toEqual([]);
  });

  test('are shown in one line each, with the parameters as far as there is room', () => {
    const line = (source: string, name: string): string => {
      const symbol = readFileRecord(parser, source).symbols.find(({ qualname }) => qualname === name)!;
      return renderName(symbol, symbol.owner === null ? 0 : 1);
    };
    const models = FILES['shop/models.py']!;
    expect(line(models, 'Order')).toBe('class Order:');
    expect(line(models, 'Order.paid')).toBe('    def paid(cls, net, *, by, note): ...');
    expect(line('async def send(to, *rest, deep=True, **more):\n    pass\n', 'send')).toBe(
      'async def send(to, *rest, deep, **more): ...',
    );
    expect(line('class A(Base[int], meta.B, metaclass=C):\n    pass\n', 'A')).toBe(
      'class A(Base[int], meta.B):',
    );
    const many = Array.from({ length: 30 }, (_, place) => `parameter_${place}`).join(', ');
    expect(line(`def f(${many}):\n    pass\n`, 'f')).toBe(
      'def f(parameter_0, parameter_1, parameter_2, parameter_3, …): ...',
    );
  });
});

describe('the context', () => {
  function build(texts: Record<string, string>, tokenBudget: number): Context {
    return buildContext({
      index: indexOf(FILES),
      targets: [{ id: 'shop/pricing.py::total', path: 'shop/pricing.py', qualname: 'total' }],
      changeSet: { files: [] },
      texts: new Map(Object.entries(texts)),
      tokenBudget,
    });
  }

  test('names what is in files whose text was not read, from the index alone', () => {
    const { pieces, render } = build({ 'shop/pricing.py': FILES['shop/pricing.py']! }, 1_000);
    expect(pieces.map(({ path, form, reason }) => [path, form, reason])).toEqual([
      ['tests/test_pricing.py', 'names', 'used by tests close to a target'],
      ['tests/test_mail.py', 'names', 'often used by tests of the project'],
      ['shop/mail.py', 'names', 'often used by tests of the project'],
      ['tests/base.py', 'names', 'often used by tests of the project'],
      ['shop/pricing.py', 'whole', 'holds a target'],
    ]);
    expect(render()).toContain(
      '### FILE: tests/base.py ### (names)\nclass ShopCase:\n    def login(self, name): ...\n',
    );
  });

  test('stays within its budget at every size, whatever forms one file has', () => {
    for (let budget = 20; budget < 400; budget += 7) {
      const { pieces, render } = build(FILES, budget);
      expect(pieces.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(budget);
      expect(render().length).toBeLessThanOrEqual(budget * 3);
    }
  });
});
