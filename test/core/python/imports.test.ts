import { beforeAll, describe, expect, test } from '@jest/globals';
import { buildProjectIndex } from '../../../src/core/index/project-index.ts';
import { resolveImported } from '../../../src/core/index/resolve-name.ts';
import { findImports } from '../../../src/core/python/imports.ts';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';

let parser: PythonParser;

beforeAll(async () => {
  parser = await loadPythonParser();
});

test('imports are found wherever they stand, with level, name and alias', () => {
  const text = `
import a.b, c as d
from x.y import (
    one,
    two as deux,  # why
)
from . import sib
from ..up import *
def f():
    from .. . deep import late
if TYPE_CHECKING:
    from typing import Any
`;
  const found = parser
    .withTree(text, findImports)
    .map((i) => `${i.level} ${i.module}:${i.name} as ${i.alias}`);
  expect(found).toEqual([
    '0 a.b:null as a.b',
    '0 c:null as d',
    '0 x.y:one as one',
    '0 x.y:two as deux',
    '1 :sib as sib',
    '2 up:* as *',
    '3 deep:late as late',
    '0 typing:Any as Any',
  ]);
});

describe('an import leads to the project file', () => {
  const paths = [
    'src/shop/__init__.py',
    'src/shop/pricing.py',
    'src/shop/core/__init__.py',
    'src/shop/core/tax.py',
    'src/shop/core/models/__init__.py',
    'src/shop/core/models/order.py',
    'config/settings.py',
    'conftest.py',
  ];
  const cases: [string, string, string | null][] = [
    ['import shop.core.tax', 'src/shop/pricing.py', 'src/shop/core/tax.py'],
    ['from shop.core import tax', 'src/shop/pricing.py', 'src/shop/core/tax.py'],
    ['from shop.core import Rate', 'src/shop/pricing.py', 'src/shop/core/__init__.py'],
    ['from shop.core.models import Order', 'src/shop/pricing.py', 'src/shop/core/models/__init__.py'],
    ['from .core.tax import rate', 'src/shop/pricing.py', 'src/shop/core/tax.py'],
    // A name that no module has is something in the package itself.
    ['from . import tax', 'src/shop/core/models/order.py', 'src/shop/core/models/__init__.py'],
    ['from .. import tax', 'src/shop/core/models/order.py', 'src/shop/core/tax.py'],
    ['from ..tax import *', 'src/shop/core/models/order.py', 'src/shop/core/tax.py'],
    ['from ........tax import x', 'src/shop/core/models/order.py', null],
    ['from . import order', 'src/shop/core/models/__init__.py', 'src/shop/core/models/order.py'],
    ['from .order import Order', 'src/shop/core/models/__init__.py', 'src/shop/core/models/order.py'],
    ['import config.settings', 'src/shop/pricing.py', 'config/settings.py'],
    ['from shop import pricing', 'tests/test_pricing.py', 'src/shop/pricing.py'],
    ['import django.db', 'src/shop/pricing.py', null],
    ['import os', 'src/shop/pricing.py', null],
  ];
  const index = buildProjectIndex(paths, new Map());
  for (const [statement, from, expected] of cases) {
    test(`${statement} in ${from} → ${expected}`, () => {
      const [imported] = parser.withTree(statement, findImports);
      expect(resolveImported(index, from, imported!)?.path ?? null).toBe(expected);
    });
  }
});
