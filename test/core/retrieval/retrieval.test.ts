import { beforeAll, describe, expect, test } from '@jest/globals';
import { readFileRecord } from '../../../src/core/index/read-file.ts';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import { isolateReport } from '../../../src/core/reproduction/isolate-report.ts';
import { fuse } from '../../../src/core/retrieval/fuse.ts';
import { orderByCloseness } from '../../../src/core/retrieval/order-files.ts';
import { buildPassages } from '../../../src/core/retrieval/passages.ts';
import { rankSymbols } from '../../../src/core/retrieval/rank-symbols.ts';
import { buildReportQuery, buildTargetQuery } from '../../../src/core/retrieval/search-query.ts';
import { searchRecords } from '../../../src/core/retrieval/search-records.ts';
import { termsOf } from '../../../src/core/retrieval/terms.ts';
import { wordsOf } from '../../../src/core/retrieval/words.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';

let parser: PythonParser;
beforeAll(async () => {
  parser = await loadPythonParser();
});

describe('words of a text', () => {
  const check = (text: string, expected: string[]) => expect([...wordsOf(text)]).toEqual(expected);
  test('identifiers are split at case, underscores and digits, and lose a plural’s s', () => {
    check('applyTaxRates apply_tax_rates', ['apply', 'tax', 'rate']);
    check('HTTPResponse parseJSON', ['http', 'response', 'parse', 'json']);
    check('order2invoice address status', ['order', 'invoice', 'address', 'status']);
    check('to be or if the value is None', []);
  });
  test('words of other scripts are words, runs of letters that are data are not', () => {
    check('größe Überweisung сумма_заказа', ['größe', 'überweisung', 'сумма', 'заказа']);
    check('a'.repeat(200), []);
  });
});

test('a file is found by its words and, with a dot, by the names that it uses', () => {
  const text =
    'import billing\n\n\ndef close(order):\n    """Books it."""\n    billing.post_entry(order.net_total, "Ledger is closed")\n';
  expect(termsOf(text, readFileRecord(parser, text)).sort()).toEqual(
    [
      '.billing',
      '.net_total',
      '.post_entry',
      'billing',
      'book',
      'close',
      'closed',
      'entry',
      'ledger',
      'net',
      'order',
      'post',
      'total',
    ].sort(),
  );
  const hostile = `x = a.${'b'.repeat(5000)}.c\n${'é'.repeat(3000)} = 1\n`;
  for (const term of termsOf(hostile, readFileRecord(parser, hostile)))
    expect(term.length).toBeLessThanOrEqual(100);
});

describe('what is looked for', () => {
  test('of targets: names before docstrings before parameters before paths', () => {
    const query = buildTargetQuery([
      {
        path: 'shop/invoices.py',
        qualname: 'Invoice.round_total',
        docstring: 'Rounds half up.',
        parameters: [
          { name: 'currency', kind: 'positional-or-keyword', annotation: 'Currency', default: null },
        ],
      },
    ]);
    expect([...query.words]).toEqual([
      ['invoice', 3],
      ['round', 3],
      ['total', 3],
      ['half', 1.5],
      ['currency', 1],
    ]);
    expect(query.text).toBe('Invoice.round_total\nRounds half up.');
    const long = { path: 'a.py', qualname: 'f', docstring: 'word '.repeat(9000), parameters: [] };
    expect(buildTargetQuery(Array(200).fill(long)).text.length).toBeLessThan(2_100);
  });

  test('of a report: title and messages of exceptions before its other words', () => {
    const report = isolateReport(
      {
        title: 'Voucher is refused twice',
        body: 'I redeem it.\n\n```\nTraceback (most recent call last):\n  File "shop/vouchers.py", line 3, in redeem_voucher\n    raise Exhausted("spent already")\nExhausted: spent already\n```\n',
      },
      [],
    );
    const words = [...buildReportQuery(report).words];
    const weightOf = Object.fromEntries(words);
    expect(weightOf).toMatchObject({
      voucher: 3,
      refused: 3,
      twice: 3,
      exhausted: 2.5,
      spent: 2.5,
      redeem: 2,
    });
    expect(words.map(([, weight]) => weight)).toEqual(
      words.map(([, weight]) => weight).sort((a, b) => b - a),
    );
    const endless = Array.from(
      { length: 5000 },
      (_, n) => `w${'abcdefghij'.charAt(n % 10)}${n.toString(26).replaceAll(/\d/g, 'q')}`,
    );
    expect(
      buildReportQuery(isolateReport({ title: 'x', body: endless.join(' ') }, [])).words.size,
    ).toBeLessThanOrEqual(48);
  });
});

describe('ranking', () => {
  const FILES = {
    'shop/rounding.py':
      'def round_half_up(amount, currency):\n    """Rounds an amount to the currency."""\n    return currency.quantize(amount)\n',
    'shop/orders.py':
      'class Order:\n    def total(self):\n        """Sum of an order."""\n        return sum(self.lines)\n\n    def cancel(self):\n        return None\n',
    'tests/factories.py': 'def make_order(amount):\n    return Order(amount)\n',
  };
  const records = () =>
    new Map(Object.entries(FILES).map(([path, text]) => [path, readFileRecord(parser, text)]));
  const words = new Map([
    ['amount', 2],
    ['currency', 2],
    ['order', 1],
    ['total', 3],
  ]);
  const known = {
    files: 1000,
    counts: new Map([
      ['amount', 10],
      ['currency', 2],
      ['order', 900],
      ['total', 100],
    ]),
  };

  test('rare words in names and docstrings first; one shared word is chance; each says which words', () => {
    const found = rankSymbols({ words }, records(), known, () => false);
    expect(found.map(({ ref, reason }) => `${ref.qualname}: ${reason}`)).toEqual([
      'round_half_up: found by the words currency, amount',
      'Order.total: found by the words total, order',
      'make_order: found by the words amount, order',
    ]);
    const rest = rankSymbols({ words }, records(), known, ({ path }) => path.startsWith('shop/'));
    expect(rest.map(({ ref }) => ref.qualname)).toEqual(['make_order']);
    expect(rankSymbols({ words: new Map() }, records(), known, () => false)).toEqual([]);
  });

  test('of lists by different means the places count, and what several found comes first with all reasons', () => {
    const one = (qualname: string, reason: string) => ({ ref: { path: 'a.py', qualname }, reason });
    const fused = fuse([
      [one('f', 'words'), one('g', 'words'), one('h', 'words')],
      [one('h', 'meaning'), one('k', 'meaning')],
    ]);
    expect(fused.map(({ ref, reason }) => `${ref.qualname} ${reason}`)).toEqual([
      'h words; meaning',
      'f words',
      'g words',
      'k meaning',
    ]);
    expect(fuse([])).toEqual([]);
  });
});

describe('passages', () => {
  const passagesOf = (text: string) => buildPassages(readFileRecord(parser, text));
  test('say what a file defines, small definitions together, methods with their class', () => {
    expect(
      passagesOf(
        'X = 1\n\nclass Cart(Base):\n    """Holds lines."""\n    def total(self, tax) -> Money:\n        """Sums up."""\n        return rate(self.lines)\n\ndef close(order):\n    return None\n',
      ),
    ).toEqual([
      {
        text: 'class Cart(Base): Holds lines.: Base\n  def total(self, tax) -> Money: Sums up.: Money rate self.lines\ndef close(order)',
        qualnames: ['Cart', 'close'],
      },
    ]);
    expect(passagesOf('X = 1\n')).toEqual([]);
  });

  test('are bounded in length and number', () => {
    const text = Array.from(
      { length: 60 },
      (_, number) => `def f${number}():\n    """${'word '.repeat(300)}"""\n`,
    ).join('\n');
    const passages = passagesOf(text);
    expect(passages).toHaveLength(12);
    for (const one of passages) expect(one.text.length).toBeLessThanOrEqual(1_200);
  });
});

test('a folder on this machine is searched as the database searches', () => {
  const files = {
    'a.py': 'def round_price(amount):\n    """Rounds a price."""\n    return amount\n',
    'b.py': 'def price_of(order):\n    # Rounds, too.\n    return order\n',
    'c.py': 'def unrelated():\n    return 1\n',
  };
  const known = new Map(
    Object.entries(files).map(([path, text]) => [path, { text, record: readFileRecord(parser, text) }]),
  );
  const words = new Map([
    ['round', 3],
    ['price', 2],
    ['amount', 1],
  ]);
  expect(searchRecords({ words }, known, () => false).map(({ ref }) => ref.qualname)).toEqual([
    'round_price',
  ]);
});

describe('order of files', () => {
  const check = (near: string[], paths: string[]) =>
    expect(
      orderByCloseness(
        paths.toReversed().map((path) => ({ path })),
        near,
      ).map(({ path }) => path),
    ).toEqual(paths);
  test('shared folders first, tests before others, generated and foreign code last', () =>
    check(
      ['shop/cart/prices.py'],
      [
        'shop/cart/tests/test_tax.py',
        'shop/cart/tax.py',
        'shop/tests/test_all.py',
        'shop/models.py',
        'tests/test_post.py',
        'post/letters.py',
        'shop/migrations/0001.py',
        'vendor/lib.py',
      ],
    ));
  test('without anything near, by name', () => check([], ['a.py', 'b/c.py', 'docs/conf.py']));
});
