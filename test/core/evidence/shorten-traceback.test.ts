import { describe, expect, test } from '@jest/globals';
import { diagnoseCorpus } from '../../../bench/diagnosis/diagnose-corpus.ts';
import { shortenTraceback } from '../../../src/core/evidence/shorten-traceback.ts';

/** Tracebacks as pytest wrote them; those of the corpus come from real reports. */
const REAL = diagnoseCorpus().flatMap(({ name, environment, file, tests }) =>
  [file.failure, ...tests.map(({ head }) => head.failure)].flatMap((failure) =>
    failure ? [{ name: `${environment} ${name}`, text: failure.traceback }] : [],
  ),
);
const find = (name: string): string => REAL.find((one) => one.name.endsWith(` ${name}`))!.text;

describe('a shortened traceback', () => {
  test('of any failure of the corpus keeps to its limit and keeps the last error line', () => {
    for (const { name, text } of REAL) {
      const short = shortenTraceback(text, 1500);
      expect([name, short.length <= 1500]).toEqual([name, true]);
      const last = text.split('\n').findLast((line) => line.startsWith('E  ') && line.length < 200);
      if (last) expect(short).toContain(last);
    }
  });

  test('of an error in a template names test, view and cause, and no frame of Django', () => {
    const text = find('template-of-the-project');
    const short = shortenTraceback(text, 2000);
    expect(text.length).toBeGreaterThan(4000);
    expect(short).toContain("client.get('/broken/')");
    expect(short).toContain('return render(request, "shop/broken.html")');
    expect(short).toContain("'nothing_like_this' is not a registered tag library");
    expect(short).toContain('During handling of the above exception, another exception occurred:');
    expect(short).toMatch(/frames left out/);
    expect(short).not.toContain('django/template/base.py');
  });

  test('of a chain keeps each error and how they are chained', () => {
    const short = shortenTraceback(find('column-without-migration'), 1200);
    expect(short).toMatch(
      /sqlite3\.OperationalError[\s\S]*direct cause[\s\S]*django\.db\.utils\.OperationalError/,
    );
    expect(short).toContain('Order.objects.create(product=product, quantity=3)');
  });

  test('of a recursion keeps the way in and the last frames', () => {
    const frames = Array.from(
      { length: 400 },
      () => 'shop/tree.py:7: in depth\n    return 1 + depth(parent)',
    );
    const text = [
      '    def test_loop():\n>       assert depth(loop) == 0\n\ntests/test_tree.py:4: ',
      '_ '.repeat(40),
      ...frames,
      'E   RecursionError: maximum recursion depth exceeded\n!!! Recursion detected (same locals & position)',
    ].join('\n');
    const short = shortenTraceback(text, 1000);
    expect(short.length).toBeLessThanOrEqual(1000);
    expect(short).toContain('>       assert depth(loop) == 0');
    expect(short).toContain('E   RecursionError');
    expect(short).toContain('!!! Recursion detected');
  });

  test('of a long difference keeps its beginning and its end', () => {
    const lines = Array.from({ length: 300 }, (_, index) => `E         ${index}: expected something else`);
    const text = `    def test_page(case):\n>       assert a == b\nE       AssertionError: assert a == b\n${lines.join('\n')}\nE         the very end\n\ntests/test_page.py:9: AssertionError`;
    const short = shortenTraceback(text, 1500);
    expect(short.length).toBeLessThanOrEqual(1500);
    expect(short).toContain('E       AssertionError: assert a == b');
    expect(short).toContain('E   …');
    expect(short).toContain('E         the very end');
    expect(short).toContain('tests/test_page.py:9: AssertionError');
  });

  test('that is one line without an end is cut all the same', () => {
    const short = shortenTraceback(`E   ${'x'.repeat(50_000)}`, 500);
    expect(short.length).toBeLessThanOrEqual(500);
    expect(short.startsWith('E   x')).toBe(true);
  });

  test('that is short enough is left alone', () => {
    expect(shortenTraceback('E   assert 1 == 2', 100)).toBe('E   assert 1 == 2');
  });
});
