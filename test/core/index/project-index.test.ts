import { beforeAll, describe, expect, test } from '@jest/globals';
import { findUsers } from '../../../src/core/index/callers.ts';
import { createIndexer } from '../../../src/core/index/index-texts.ts';
import { idOf, type ProjectIndex, symbolAt } from '../../../src/core/index/project-index.ts';
import { readFileRecord } from '../../../src/core/index/read-file.ts';
import { findBases, resolveName, resolveUses } from '../../../src/core/index/resolve-name.ts';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';

let parser: PythonParser;

beforeAll(async () => {
  parser = await loadPythonParser();
});

function indexOf(files: Record<string, string>): ProjectIndex {
  return createIndexer(parser, Object.keys(files))(new Map(Object.entries(files)));
}

const PROJECT: Record<string, string> = {
  'src/shop/__init__.py': 'from .cart import Cart as Basket\nfrom .prices import *\nfrom . import tax\n',
  'src/shop/cart.py': `from __future__ import annotations
from typing import TYPE_CHECKING, Optional

from shop import tax as rates
from .base import Base

if TYPE_CHECKING:
    from .orders import Order


class Cart(Base):
    """What a customer wants."""

    LIMIT = 10

    def __init__(self, order: Optional["Order"]):
        self.order = order
        self.calc = make_calculator()

    def total(self, other: "Cart"):
        # Order.never
        text = "rates.never" f"{rates.rate_for(self.LIMIT)!r:>{self.width}}"
        other.add(1)
        super().add(text)
        self.calc.run()
        return self.order.amount()


def make_calculator() -> "Calculator":
    from .calc import Calculator
    return Calculator()
`,
  'src/shop/base.py': 'class Base:\n    width = 3\n    def add(self, one): ...\n',
  'src/shop/orders.py': 'class Order:\n    def amount(self): ...\n',
  'src/shop/calc.py': 'class Calculator:\n    def run(self): ...\n',
  'src/shop/prices.py': '__all__ = ["price_of"]\ndef price_of(one): ...\ndef hidden(): ...\n',
  'src/shop/tax/__init__.py': 'from .rates import rate_for\n',
  'src/shop/tax/rates.py': 'def rate_for(country): ...\n',
  'src/shop/plugins/extra.py': 'from ..cart import Cart\nclass Extra(Cart): ...\n',
  'pyproject.toml': '',
  'tests/helpers.py': 'def make_cart():\n    return Basket()\n',
  'tests/test_cart.py': `import shop
import shop.plugins.extra as more
from helpers import make_cart
from shop import Basket, price_of, tax


def test_total():
    cart = Basket(None)
    assert cart.total(make_cart()) == price_of(tax.rate_for("DE"))
    more.Extra(None).total(cart)


def test_limit():
    assert shop.Basket.LIMIT == shop.plugins.extra.Extra.LIMIT
    assert unknown.total(1)
`,
};

describe('a name of a file leads to the definition that Python would find:', () => {
  const cases: [string, string, string, string | null][] = [
    ['a re-export under another name', 'tests/test_cart.py', 'Basket', 'src/shop/cart.py::Cart'],
    ['a star import', 'tests/test_cart.py', 'price_of', 'src/shop/prices.py::price_of'],
    ['a name that __all__ leaves out', 'src/shop/__init__.py', 'hidden', null],
    [
      'a package that its parent imports',
      'tests/test_cart.py',
      'tax.rate_for',
      'src/shop/tax/rates.py::rate_for',
    ],
    ['an attribute of a package', 'tests/test_cart.py', 'shop.Basket.total', 'src/shop/cart.py::Cart.total'],
    [
      'a namespace package',
      'tests/test_cart.py',
      'shop.plugins.extra.Extra',
      'src/shop/plugins/extra.py::Extra',
    ],
    ['a module under another name', 'tests/test_cart.py', 'more.Extra.add', 'src/shop/base.py::Base.add'],
    ['a helper beside the test', 'tests/test_cart.py', 'make_cart', 'tests/helpers.py::make_cart'],
    ['an import for types alone', 'src/shop/cart.py', 'Order.amount', 'src/shop/orders.py::Order.amount'],
    ['a builtin', 'src/shop/cart.py', 'len', null],
    ["other people's package", 'src/shop/cart.py', 'Optional', null],
  ];
  for (const [what, path, name, expected] of cases) {
    test(what, () => {
      const found = resolveName(indexOf(PROJECT), path, name, null);
      expect(found && idOf(found)).toBe(expected);
    });
  }
});

test('a submodule of a package comes before one of its name behind a star import', () => {
  const index = indexOf({
    'gis/__init__.py': 'from db import *\n',
    'gis/functions.py': 'def area(one): ...\n',
    'db/__init__.py': '__all__ = names\n',
    'db/functions.py': 'def lower(one): ...\n',
    'test_gis.py': 'from gis import functions\n',
  });
  const meant = resolveName(index, 'test_gis.py', 'functions.area', null);
  expect(meant && idOf(meant)).toBe('gis/functions.py::area');
});

test('a method uses what its self, parameters, super and f-strings lead to, and nothing from strings and comments', () => {
  const index = indexOf(PROJECT);
  const path = 'src/shop/cart.py';
  const uses = resolveUses(index, path, symbolAt(index, { path, qualname: 'Cart.total' })!);
  expect(uses.map(idOf).sort()).toEqual([
    'src/shop/base.py::Base.add',
    'src/shop/base.py::Base.width',
    'src/shop/calc.py::Calculator.run',
    'src/shop/cart.py::Cart.LIMIT',
    'src/shop/orders.py::Order.amount',
    'src/shop/tax/rates.py::rate_for',
  ]);
});

test('users of a method are sure where its object is known, and likely where only its name is the same', () => {
  const users = findUsers(indexOf(PROJECT), { path: 'src/shop/cart.py', qualname: 'Cart.total' });
  expect(users.map(({ ref, sure }) => [idOf(ref), sure])).toEqual([
    ['tests/test_cart.py::test_total', true],
    ['tests/test_cart.py::test_limit', false],
  ]);
});

test('bases are found through files, nearest first, and a circle of them ends', () => {
  const index = indexOf({
    ...PROJECT,
    'a.py': 'from b import B\nclass A(B): ...\n',
    'b.py': 'from a import A\nclass B(A): ...\n',
  });
  const bases = (path: string, qualname: string): string[] => findBases(index, { path, qualname }).map(idOf);
  expect(bases('src/shop/plugins/extra.py', 'Extra')).toEqual([
    'src/shop/cart.py::Cart',
    'src/shop/base.py::Base',
  ]);
  expect(bases('a.py', 'A')).toEqual(['b.py::B']);
});

test('a record holds signature, decorators, docstring, bases, values and lines', () => {
  const record = readFileRecord(
    parser,
    `import os

@cache
async def load(path: str, *, depth=1) -> dict:
    """Reads it.

    More.
    """
    return os.stat(path)

class Form(Base[int], metaclass=Meta):
    size: int = 3
    class Meta:
        model = Cart
    @property
    def name(self): return self.size

try:
    from fast import run
except ImportError:
    def run(): ...

def broken(:
`,
  );
  expect(record.problems).toEqual(['does not parse at line 23']);
  expect(record.imports.map(({ module, name, line }) => [module, name, line])).toEqual([
    ['os', null, 1],
    ['fast', 'run', 19],
  ]);
  const shown = record.symbols.map((one) => [
    one.kind,
    one.qualname,
    one.startLine,
    one.bodyLine,
    one.endLine,
  ]);
  expect(shown.slice(0, 7)).toEqual([
    ['function', 'load', 3, 5, 9],
    ['class', 'Form', 11, 12, 16],
    ['variable', 'Form.size', 12, 12, 12],
    ['class', 'Form.Meta', 13, 14, 14],
    ['variable', 'Form.Meta.model', 14, 14, 14],
    ['function', 'Form.name', 15, 16, 16],
    ['function', 'run', 21, 21, 21],
  ]);
  expect(record.symbols[0]).toMatchObject({
    decorators: ['cache'],
    annotation: 'dict',
    summary: 'Reads it.',
    isAsync: true,
    uses: ['cache', 'str', 'dict', 'os.stat', 'path'].filter((name) => name !== 'path'),
    parameters: [
      { name: 'path', annotation: 'str' },
      { name: 'depth', default: '1', kind: 'keyword-only' },
    ],
  });
  expect(record.symbols[1]!.bases).toEqual(['Base[int]']);
  expect(record.symbols[2]).toMatchObject({ annotation: 'int', value: '3' });
});

test('after a change of some files, users are those of the texts as they are now', () => {
  const indexTexts = createIndexer(parser, ['a.py', 'b.py', 'c.py']);
  const target = { path: 'a.py', qualname: 'price' };
  const usersIn = (texts: Record<string, string>): string[] =>
    findUsers(indexTexts(new Map(Object.entries(texts))), target).map(({ ref }) => idOf(ref));
  const a = 'def price(): ...\n';
  const b = 'from a import price\ndef one(): return price()\n';
  expect(usersIn({ 'a.py': a, 'b.py': b, 'c.py': '' })).toEqual(['b.py::one']);
  const c = 'from a import price\ndef two(): return price()\n';
  expect(usersIn({ 'a.py': a, 'b.py': b, 'c.py': c })).toEqual(['b.py::one', 'c.py::two']);
  expect(usersIn({ 'a.py': a, 'b.py': '', 'c.py': c })).toEqual(['c.py::two']);
  expect(usersIn({ 'a.py': a, 'b.py': b, 'c.py': c })).toEqual(['b.py::one', 'c.py::two']);
  expect(usersIn({ 'a.py': a, 'c.py': c })).toEqual(['c.py::two']);
});
