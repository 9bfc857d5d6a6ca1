import { describe, expect, test } from '@jest/globals';
import { maskText } from '../../../src/core/index/mask-text.ts';
import { readReferences } from '../../../src/core/index/read-references.ts';

function read(text: string): { uses: string[]; calls: string[]; locals: Record<string, string> } {
  const { uses, calls, locals } = readReferences(text, maskText(text), [[0, text.length]]);
  return { uses, calls, locals: Object.fromEntries(locals()) };
}

describe('what a text reads', () => {
  const cases: [text: string, uses: string, calls: string][] = [
    ['Cart(3).total(4)', 'Cart.total', 'Cart.total'],
    ['Cart(make(1, size=two)).lines.first()', 'Cart.lines.first make two', 'Cart.lines.first make'],
    ['super().save(x)', 'super.save x', 'super.save'],
    ['", ".join(names).strip()', '.join.strip names', '.join.strip'],
    ['items[0].price', 'items .price', ''],
    ['f"{cart.total!r}" rb"x" r\'y\'', 'cart.total r', ''],
    ['x = 1e5 + 0xff + 1.5.real', '', ''],
    ['return(a) or not(b)', 'a b', ''],
    ['a . b (c)', 'a.b c', 'a.b'],
    ['from .base import Base', '.base Base', ''],
    ['def f(x=1):\n  def g(): return h()\n  return g', 'h g', 'h'],
  ];
  for (const [text, uses, calls] of cases)
    test(text, () => {
      const found = read(text);
      expect([found.uses.join(' '), found.calls.join(' ')]).toEqual([uses, calls]);
    });
});

describe('what local names are bound to', () => {
  const cases: [text: string, locals: Record<string, string>][] = [
    ['x = Cart(3)', { x: 'Cart' }],
    ['x = Cart(3).total(f(1))', { x: 'Cart.total' }],
    ['x = await load()\nx = other()', { x: 'load' }],
    ['x = None\nx = Cart()', { x: 'Cart' }],
    ['x = Cart', { x: '' }],
    ['self.x = x', { 'self.x': 'x' }],
    ['self.x = None', { 'self.x': '' }],
    ['self.x: "Cart" = make()', { 'self.x': '"Cart"' }],
    ['x: dict[str,  Cart]', { x: 'dict[str, Cart]' }],
    ['with Cart(open(1)) as cart, b: pass', { cart: 'Cart' }],
    ['with a as b, c() as d: import e.f, g as h, i', { b: '', d: 'c', e: '', g: '', h: '', i: '' }],
    ['for a, b in c: pass', { a: '', b: '' }],
    ['if (n := f()): pass', { n: '' }],
    // Arguments are no locals, however many lines they take.
    ['call(\n    name=1,\n    other=f()\n)', {}],
    ['x = {\n    key: value,\n}', { x: '' }],
    ['__proto__ = Cart()', { ['__proto__']: 'Cart' }],
  ];
  for (const [text, locals] of cases) test(text, () => expect(read(text).locals).toEqual(locals));
});
