import { beforeAll, describe, expect, test } from '@jest/globals';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import { buildReportTests } from '../../../src/core/reproduction/build-report-tests.ts';
import { checkFlip } from '../../../src/core/reproduction/check-flip.ts';
import { isolateReport } from '../../../src/core/reproduction/isolate-report.ts';
import type { Suspect } from '../../../src/core/reproduction/suspect-lines.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';
import { readTarget } from '../../support/target.ts';

let parser: PythonParser;
let SUSPECT: Suspect;
beforeAll(async () => {
  parser = await loadPythonParser();
  SUSPECT = { ...readTarget(parser, 'def total(n):\n    return n\n', 'shop/prices.py'), bodyLines: [2] };
});

/** Bodies of the passing and the flipped version; null when the report holds nothing to run. */
function check(
  body: string,
  expected: { passing: string; flipped: string } | null,
  imports?: string[],
): void {
  const report = isolateReport({ title: 'Wrong', body });
  const [built] = buildReportTests(parser, report, { suspects: [SUSPECT], issueNumber: 7 });
  if (!expected) {
    expect(built).toBeUndefined();
    return;
  }
  const strip = (code: string): string =>
    code.replace('def test_issue_7():\n', '').replace(/^ {4}/gm, '').trim();
  expect({ passing: strip(built!.passing.code), flipped: strip(built!.flipped.code) }).toEqual(expected);
  expect(built!.passing).toMatchObject({
    target_id: SUSPECT.id,
    imports: imports ?? ['from shop.prices import total'],
  });
  // What is built by rule passes the same check as what a model writes.
  expect(checkFlip(parser, built!.passing, built!.flipped)).toMatchObject({ ok: true });
}

const FENCE = '```';
const TRACEBACK =
  'Traceback (most recent call last):\n  File "x.py", line 3, in <module>\n    total([])\n  File "shop/prices.py", line 2, in total\n    max(a)\nValueError: empty';

const OF_A_LIBRARY =
  'Traceback (most recent call last):\n  File "x.py", line 3, in <module>\n    total([])\n  File "shop/prices.py", line 2, in total\n    return a / b\n           ~~^~~\ndecimal.InvalidOperation: none';

describe('a report with code that can be run becomes a test by rule', () => {
  test('a doctest with its result, and the value that is expected', () =>
    check(
      `${FENCE}\n>>> from shop.prices import total\n>>> n = 2\n>>> total(n)\n5\n${FENCE}\nExpected: \`4\``,
      {
        passing: 'n = 2\nresult = total(n)\nassert result == 5',
        flipped: 'n = 2\nresult = total(n)\nassert result == 4',
      },
    ));
  test('values that are no literals bring their imports, once', () =>
    check(
      `${FENCE}python\nfrom datetime import date\ntotal(date(2025, 1, 1))\n${FENCE}\nExpected: \`[date(2025, 1, 1), Decimal("2")]\`\nActual: \`[date(2025, 1, 1)]\``,
      {
        passing: 'result = total(date(2025, 1, 1))\nassert result == [date(2025, 1, 1)]',
        flipped: 'result = total(date(2025, 1, 1))\nassert result == [date(2025, 1, 1), Decimal("2")]',
      },
      ['from datetime import date', 'from shop.prices import total', 'from decimal import Decimal'],
    ));
  test('a value of another kind is not what the whole result should be', () =>
    check(`${FENCE}\n>>> total(2)\n[3, 3]\n${FENCE}\nExpected: one of them is \`4\``, {
      passing: 'result = total(2)\nassert result == [3, 3]',
      flipped: 'result = total(2)\nassert result != [3, 3]',
    }));
  test('without an expected value: the wrong one must not hold', () =>
    check(`${FENCE}py\n>>> total(2)\n5\n${FENCE}\nThe result should be even.`, {
      passing: 'result = total(2)\nassert result == 5',
      flipped: 'result = total(2)\nassert result != 5',
    }));
  test('a snippet, with both values in the text', () =>
    check(`${FENCE}python\nprint(total(2))\n${FENCE}\n\nExpected: 4\nActual: None`, {
      passing: 'result = total(2)\nassert result is None',
      flipped: 'result = total(2)\nassert result == 4',
    }));
  test('a snippet that ends in the traceback’s exception', () =>
    check(
      `${FENCE}python\ntotal([])\n${FENCE}\n${FENCE}\n${TRACEBACK}\n${FENCE}`,
      { passing: 'with pytest.raises(ValueError):\n    total([])', flipped: 'total([])' },
      ['from shop.prices import total', 'import pytest'],
    ));
  test('the call in the traceback itself', () =>
    check(TRACEBACK, { passing: 'with pytest.raises(ValueError):\n    total([])', flipped: 'total([])' }, [
      'from shop.prices import total',
      'import pytest',
    ]));
  test('an assertion that should hold', () =>
    check(`${FENCE}python\nassert total(2) == 4\n${FENCE}`, {
      passing: 'assert not (total(2) == 4)',
      flipped: 'assert total(2) == 4',
    }));
  test('printed text, with what should have been printed', () =>
    check(
      `## What did you do?\n${FENCE}python3\nn = 2\nwords = total(n)\nprint(words)\n${FENCE}\n## What did you expect to happen?\nOutput to be:\n\`2 hours\`\n## What actually happened?\nOutput was:\n\`2 hour\``,
      {
        passing: 'n = 2\nwords = total(n)\nassert str(words).strip() == "2 hour"',
        flipped: 'n = 2\nwords = total(n)\nassert str(words).strip() == "2 hours"',
      },
    ));
  test('what a block below the code is said to show, and nothing that is only mentioned', () =>
    check(
      `${FENCE}py\nimport shop.prices\nprint(shop.prices.total(2))\n${FENCE}\nOutput:\n${FENCE}\ntwo\nthree\n${FENCE}\nIt should use \`round_half_up\`.`,
      {
        passing: 'result = shop.prices.total(2)\nassert str(result).strip() == "two\\nthree"',
        flipped: 'result = shop.prices.total(2)\nassert str(result).strip() != "two\\nthree"',
      },
      ['import shop.prices'],
    ));
  test('output that is marked in the code, and what its comment expects', () =>
    check(
      `${FENCE}python\nprint(total(1))\n>> 1 cent\nprint(total(2))\n>> 2 cent # !! expected "2 cents"\n${FENCE}`,
      {
        passing: 'print(total(1))\nresult = total(2)\nassert str(result).strip() == "2 cent"',
        flipped: 'print(total(1))\nresult = total(2)\nassert str(result).strip() == "2 cents"',
      },
    ));
  test('a comment behind the code says what came of it', () =>
    check(`${FENCE}\ntotal(2)  # returns 5\n${FENCE}\nExpected: 4`, {
      passing: 'result = total(2)\nassert result == 5',
      flipped: 'result = total(2)\nassert result == 4',
    }));
  test('a session without a fence, indented', () =>
    check('My code:\n\n    >>> total(2)\n    5\n\nExpected: 4', {
      passing: 'result = total(2)\nassert result == 5',
      flipped: 'result = total(2)\nassert result == 4',
    }));
  test('an IPython session', () =>
    check(`${FENCE}\nIn [1]: n = 2\n\nIn [2]: total(n)\nOut[2]: 5\n${FENCE}\nExpected: 4`, {
      passing: 'n = 2\nresult = total(n)\nassert result == 5',
      flipped: 'n = 2\nresult = total(n)\nassert result == 4',
    }));
  test('a session that ends in the last line of a traceback', () =>
    check(
      `${FENCE}\n>>> import shop\n>>> n = 2\n>>> shop.total(n)\nshop.errors.EmptyCart: ignored\nshop.errors.CartError: nothing\n${FENCE}`,
      {
        passing: 'n = 2\nwith pytest.raises(CartError):\n    shop.total(n)',
        flipped: 'n = 2\nshop.total(n)',
      },
      ['import shop', 'import pytest', 'from shop.errors import CartError'],
    ));
  test('an exception of the project that is not called an error, by its module', () =>
    check(
      `${FENCE} python\n        n = 2\n        res = shop.total(n)\n${FENCE}\ncauses\n${FENCE}\nshop.CartConflict: can't add 'key'\n${FENCE}`,
      {
        passing: 'n = 2\nwith pytest.raises(CartConflict):\n    shop.total(n)',
        flipped: 'n = 2\nshop.total(n)',
      },
      ['import shop', 'import pytest', 'from shop import CartConflict'],
    ));
  test('code in a shell, and a package that the snippet does not import', () =>
    check(
      `${FENCE}\n$ python -c 'n = 2; print(shop.total(n))'\n${TRACEBACK}\n${FENCE}`,
      {
        passing: 'n = 2\nwith pytest.raises(ValueError):\n    shop.total(n)',
        flipped: 'n = 2\nshop.total(n)',
      },
      ['import shop', 'import pytest'],
    ));
  test.each([
    ['words only', 'Totals are wrong. Expected: 4. Actual: 5.'],
    ['another language', `${FENCE}bash\ntotal 2\n${FENCE}`],
    ['code of something else', `${FENCE}python\nother(2)\n${FENCE}\nExpected: 4\nActual: 5`],
    ['a value that is no literal', `${FENCE}\n>>> total(2)\n<Total object at 0x1>\n${FENCE}`],
    ['a call with unknown arguments', TRACEBACK.replace('total([])', 'total(cart)')],
  ])('not %s', (_what, body) => check(body, null));
  test('an exception of a library is imported from where the traceback has it', () =>
    check(
      OF_A_LIBRARY,
      { passing: 'with pytest.raises(InvalidOperation):\n    total([])', flipped: 'total([])' },
      ['from shop.prices import total', 'import pytest', 'from decimal import InvalidOperation'],
    ));
});
