import { describe, expect, test } from '@jest/globals';
import { Lines } from '../../../src/core/index/lines.ts';
import { maskText } from '../../../src/core/index/mask-text.ts';
import { buildProjectIndex } from '../../../src/core/index/project-index.ts';
import { readImports } from '../../../src/core/index/read-imports.ts';
import { resolveImported } from '../../../src/core/index/resolve-name.ts';
import type { FoundImport } from '../../../src/core/python/imports.ts';

function importsOf(text: string): FoundImport[] {
  return readImports(maskText(text), new Lines(text));
}

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
from long import a, \\
    b; import c
raise X from error
yield from important
from __future__ import annotations
text = "import nothing"  # import less
`;
  const found = importsOf(text).map((i) => `${i.level} ${i.module}:${i.name} as ${i.alias}`);
  expect(found).toEqual([
    '0 a.b:null as a.b',
    '0 c:null as d',
    '0 x.y:one as one',
    '0 x.y:two as deux',
    '1 :sib as sib',
    '2 up:* as *',
    '3 deep:late as late',
    '0 typing:Any as Any',
    '0 long:a as a',
    '0 long:b as b',
    '0 c:null as c',
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
      const [imported] = importsOf(statement);
      expect(resolveImported(index, from, imported!)?.path ?? null).toBe(expected);
    });
  }
});
