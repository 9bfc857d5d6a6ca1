import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { printContext, UnknownTarget } from '../../src/cli/print-context.ts';

let repository: string;

beforeAll(() => {
  repository = mkdtempSync(join(tmpdir(), 'testwright-context-'));
  const files: Record<string, string> = {
    'pyproject.toml': '[project]\nrequires-python = ">=3.11"\ndependencies = ["django>=5.2"]\n',
    'shop/__init__.py': '',
    'shop/cart.py':
      'from .tax import rate_for\n\n\nclass Cart:\n    def __init__(self, net):\n        self.net = net\n\n    def total(self, country):\n        return self.net * rate_for(country)\n',
    'shop/tax.py': 'raise SystemExit("never imported")\n\n\ndef rate_for(country):\n    return 2\n',
    'shop/latin.py': '',
    'tests/test_cart.py':
      'from shop.cart import Cart\n\n\ndef test_total():\n    assert Cart(3).total("DE") == 6\n',
    'node_modules/thing/setup.py': 'def total(): ...\n',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(repository, path)), { recursive: true });
    writeFileSync(join(repository, path), text);
  }
  writeFileSync(join(repository, 'shop/latin.py'), Buffer.from([0xe9, 0x0a]));
  symlinkSync('/etc/hostname', join(repository, 'shop/outside.py'));
});

afterAll(() => rmSync(repository, { recursive: true }));

const print = (target: string, tokenBudget = 8_000): Promise<string> =>
  printContext({ repository, target, tokenBudget });

test('shows what a model would see for a target of a folder, with forms, reasons, token counts and what is missing', async () => {
  const text = await print('shop/cart.py::Cart.total');
  const [first, ...rows] = text.slice(0, text.indexOf('What the model sees')).split('\n');
  expect(first).toMatch(/^Context of about \d+ tokens, of 8000 allowed:$/);
  expect(rows.map((row) => row.trim()).filter(Boolean)).toEqual([
    expect.stringMatching(
      /^\d+ {2}whole {3}tests\/test_cart\.py: an existing test as an example of style: uses Cart\.total$/,
    ),
    expect.stringMatching(/^\d+ {2}lines {3}shop\/tax\.py: used by a target$/),
    'rate_for (whole): used by a target',
    expect.stringMatching(/^\d+ {2}whole {3}shop\/cart\.py: holds a target$/),
    'Nothing was left out.',
    'Not read:',
    'shop/latin.py: not utf 8',
  ]);
  expect(text).toContain('Versions: Python >=3.11 (pyproject.toml:2); django >=5.2 (pyproject.toml:3).');
  expect(text).toContain(
    '### FILE: shop/tax.py ### (parts, other function bodies left out)\ndef rate_for(country):\n    return 2\n',
  );
  expect(text).not.toContain('never imported');
});

test('names what did not fit, and what a target that is not there could be', async () => {
  expect(await print('shop/cart.py::Cart.total', 60)).toMatch(
    /\nLeft out:\n(.*\n)*? {2}shop\/tax\.py: did not fit in the 60 tokens of context\n/,
  );
  await expect(print('shop/cart.py::Basket')).rejects.toThrow(
    new UnknownTarget('shop/cart.py defines no Basket; it has Cart, Cart.__init__, Cart.total'),
  );
  await expect(print('shop/outside.py::f')).rejects.toThrow(UnknownTarget);
});
