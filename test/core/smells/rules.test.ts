import { beforeAll, describe, expect, test } from '@jest/globals';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import { findSmells } from '../../../src/core/smells/find-smells.ts';
import { SMELL_RULES } from '../../../src/core/smells/rules.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';

let parser: PythonParser;
beforeAll(async () => {
  parser = await loadPythonParser();
});

const found: string[] = [];

/** Exactly this rule sees something at this line; `replacement` is what it proposes in place of its lines. */
function sees(rule: string, line: number, code: string, replacement: string[] | null = null): void {
  found.push(rule);
  test(`${rule}: ${code.trim().split('\n').at(-1)!.trim().slice(0, 60)}`, () => {
    const { smells } = findSmells(parser, { path: 'tests/test_x.py', text: code });
    expect(smells.map((one) => [one.rule.id, one.firstLine, one.replacement])).toEqual([
      [rule, line, replacement],
    ]);
    if (replacement === null) return;
    const [{ firstLine, lastLine }] = smells as [(typeof smells)[number]];
    const mended = code
      .split('\n')
      .toSpliced(firstLine - 1, lastLine - firstLine + 1, ...replacement)
      .join('\n');
    expect(parser.withTree(mended, (root) => root.hasError)).toBe(false);
    expect(findSmells(parser, { path: 'tests/test_x.py', text: mended }).smells).toEqual([]);
  });
}

/** No rule says anything. */
function leaves(what: string, code: string, path = 'tests/test_x.py'): void {
  test(`left alone: ${what}`, () => {
    const { smells, tests } = findSmells(parser, { path, text: code });
    expect(smells.map((one) => `${one.rule.id}: ${one.message}`)).toEqual([]);
    expect(tests).toBeGreaterThanOrEqual(path === 'tests/test_x.py' ? 1 : 0);
  });
}

describe('what rules see', () => {
  sees(
    'assertion-never-called',
    4,
    'def test_a():\n    m = Mock()\n    f(m)\n    m.assert_called_once  # told\n',
    ['    m.assert_called_once()  # told'],
  );
  sees('assertion-never-called', 4, 'def test_a():\n    m = Mock()\n    f(m)\n    m.assert_called_with\n');
  sees(
    'assertion-never-called',
    4,
    'def test_a():\n    m = Mock()\n    f(m)\n    assert m.called_once_with(1)\n',
    ['    m.assert_called_once_with(1)'],
  );
  sees(
    'assertion-never-called',
    4,
    '@patch("a.b")\ndef test_a(tell):\n    f()\n    tell.called_once_with(\n        1,\n    )\n',
    ['    tell.assert_called_once_with(', '        1,', '    )'],
  );
  sees('comparison-without-assert', 3, 'def test_a():\n    r = f()\n    r == 5\n', ['    assert r == 5']);
  sees(
    'comparison-without-assert',
    4,
    'async def test_a():\n    r = await f()\n    for _ in r:\n        await r.read() == b""\n',
    ['        assert await r.read() == b""'],
  );
  sees('constant-assertion', 2, 'def test_a():\n    assert (f() == 1, "one")\n', [
    '    assert f() == 1, "one"',
  ]);
  sees('constant-assertion', 2, 'def test_a():\n    assert (f() == 1, g() == 2)\n');
  sees('constant-assertion', 3, 'def test_a():\n    f()\n    assert True\n');
  sees('constant-assertion', 2, 'def test_a():\n    assert f() or True\n');
  sees(
    'constant-assertion',
    4,
    'class TestA(TestCase):\n    def test_a(self):\n        f()\n        self.assertEqual(1, 1)\n',
  );
  sees(
    'assert-true-with-two-values',
    3,
    'class TestA(TestCase):\n    def test_a(self):\n        self.assertTrue(f(), 5)\n',
    ['        self.assertEqual(f(), 5)'],
  );
  sees(
    'assertion-never-reached',
    4,
    'def test_a():\n    with pytest.raises(ValueError) as error:\n        f()\n        assert "x" in str(error.value)\n',
    ['    assert "x" in str(error.value)'],
  );
  sees(
    'assertion-never-reached',
    5,
    'class TestA(TestCase):\n    def test_a(self):\n        with self.assertRaises(ValueError) as caught:\n            f()\n            self.assertEqual(caught.exception.code, 1)\n            g()\n',
  );
  sees('redefined-test', 5, 'def test_a():\n    assert f() == 1\n\n\ndef test_a():\n    assert f() == 2\n');
  sees(
    'swallowed-assertion',
    4,
    'def test_a():\n    try:\n        assert f() == 1\n    except Exception:\n        pass\n',
  );
  sees('no-assertion', 1, 'def test_total():\n    total(2, 3)\n');
  sees(
    'no-assertion',
    3,
    '@pytest.mark.django_db\n@pytest.mark.parametrize("n", [1, 2])\ndef test_total(client, n):\n    client.get(f"/total/{n}")\n',
  );
  sees('no-assertion', 1, 'def test_total():\n    """Totals."""\n    ...\n');
  sees(
    'conditional-assertion',
    3,
    'def test_a():\n    order = find()\n    if order:\n        assert order.total == 3\n',
  );
  sees(
    'tests-only-mocks',
    1,
    'def test_a():\n    cart = Mock()\n    cart.total.return_value = 3\n    assert cart.total() == 3\n',
  );
  sees(
    'patches-what-it-tests',
    4,
    'from shop import prices\n@patch("shop.prices.total", return_value=3)\ndef test_a(total):\n    result = prices.total(1)\n    assert result == 3\n',
  );
  sees(
    'patches-what-it-tests',
    4,
    'from shop import prices\ndef test_a():\n    with patch.object(prices, "total") as total:\n        assert prices.total(1) == total.return_value\n',
  );
  sees(
    'order-dependence',
    4,
    'CART = None\ndef test_make():\n    global CART\n    CART = make()\n    assert CART\ndef test_use():\n    assert CART.total == 0\n',
  );
  sees(
    'order-dependence',
    3,
    'class TestA(TestCase):\n    def test_1_make(self):\n        TestA.cart = make()\n        assert self.cart\n    def test_2_use(self):\n        assert self.cart.total == 0\n',
  );
  sees(
    'network',
    3,
    'import requests\ndef test_a():\n    r = requests.get("https://api.shop.com/v1")\n    assert r.ok\n',
  );
  sees('sleep', 4, 'from time import sleep\ndef test_a():\n    start()\n    sleep(2)\n    assert done()\n');
  sees(
    'sleep',
    4,
    'import asyncio\nasync def test_a():\n    start()\n    await asyncio.sleep(0.5)\n    assert done()\n',
  );

  test('each rule is seen here', () => {
    expect([...new Set(found)].sort()).toEqual(SMELL_RULES.map(({ id }) => id).sort());
  });
});

describe('what looks like a smell and is none', () => {
  leaves(
    'a helper of the module asserts',
    'def look(x):\n    assert x\ndef via(x):\n    look(x)\ndef test_a():\n    via(f())\n',
  );
  leaves(
    'a method of a base class may assert',
    'class TestA(Base):\n    def test_a(self):\n        self.run_it(1)\n',
  );
  leaves('an imported helper may assert', 'from tests.helpers import run\ndef test_a():\n    run(1)\n');
  leaves(
    'a fixture that is called may assert',
    'def test_a(roundtrip, data_regression):\n    data_regression(f())\n',
  );
  leaves('a benchmark', 'def test_a(benchmark):\n    @benchmark\n    def run():\n        f()\n');
  leaves(
    'the name says that not raising is the point',
    'def test_total_does_not_raise():\n    total(1, 2)\n',
  );
  leaves('the docstring says it', 'def test_total():\n    """No error for zero."""\n    total(0, 0)\n');
  leaves(
    'the counterpart of a test with raises',
    'def test_fine():\n    total(1)\ndef test_wrong():\n    with pytest.raises(ValueError):\n        total(-1)\n',
  );
  leaves(
    'an inherited test is switched off',
    'class TestA(SharedTests, TestCase):\n    def test_shared(self):\n        pass\n',
  );
  leaves('an unconditional skip', 'def test_total():\n    pytest.skip("later")\n');
  leaves(
    'a mark that nobody knows may check',
    '@check_figures_equal()\ndef test_total(fig_test, fig_ref):\n    plot(fig_test)\n',
  );
  leaves(
    'Django and mock assertions',
    'class TestA(TestCase):\n    def test_a(self):\n        with self.assertNumQueries(2):\n            f()\n    def test_b(self):\n        self.assertContains(self.client.get("/"), "x")\n',
  );
  leaves('numpy', 'def test_a():\n    np.testing.assert_allclose(f(), 1)\n');
  leaves(
    'assert False marks a place',
    'def test_a():\n    for x in f():\n        if x > 3:\n            assert False\n    assert g() == 1\n',
  );
  leaves(
    'an object equals itself',
    'class TestA(TestCase):\n    def test_eq(self):\n        p = P()\n        self.assertEqual(p, p)\n        assert p == p\n        self.assertTrue(p <= p)\n',
  );
  leaves(
    'tuples are compared',
    'class TestA(TestCase):\n    def test_a(self):\n        self.assertEqual((a.x, a.y), (1, 2))\n',
  );
  leaves(
    'a comparison that is to raise',
    'def test_a():\n    with pytest.raises(TypeError):\n        a < b\n',
  );
  leaves(
    'a message in assertTrue',
    'class TestA(TestCase):\n    def test_a(self):\n        self.assertTrue(f(), "f")\n        self.assertTrue(a == b, (a, b))\n',
  );
  leaves(
    'an assertion that may be what raises',
    'def test_a():\n    with pytest.raises(AttributeError):\n        x = f()\n        assert x.missing\n',
  );
  leaves(
    'the handler remembers',
    'def test_a():\n    errors = []\n    try:\n        assert f()\n    except Exception as e:\n        errors.append(e)\n    assert not errors\n',
  );
  leaves(
    'overloads by the platform',
    'def test_a():\n    r = f()\n    if sys.platform == "win32":\n        assert r == 1\n',
  );
  leaves(
    'a guard that fails',
    'def test_a():\n    r = run()\n    if r.code != 0:\n        pytest.fail(r.text)\n',
  );
  leaves(
    'mocks handed to real code',
    'from shop import pay\ndef test_a():\n    card = Mock()\n    pay(card)\n    card.charge.assert_called_once_with(3)\n',
  );
  leaves(
    'a patched clock that is read',
    'from shop import clock, order\n@patch("time.time", return_value=1)\ndef test_a(t):\n    import time\n    assert order() == time.time()\n',
  );
  leaves(
    'the original imported before the patch',
    'from shop.prices import total\n@patch("shop.prices.total")\ndef test_a(mocked):\n    assert total(1) == 1\n',
  );
  leaves(
    'state that a fixture sets',
    'CART = None\n@pytest.fixture(autouse=True)\ndef fresh():\n    global CART\n    CART = None\ndef test_a():\n    global CART\n    CART = make()\n    assert CART\ndef test_b():\n    assert CART is None\n',
  );
  leaves(
    'waiting for a condition',
    'import time\ndef test_a():\n    while not done():\n        time.sleep(0.2)\n    assert ok()\n',
  );
  leaves(
    'something slow that is played',
    'import time\ndef test_a():\n    def slow():\n        time.sleep(5)\n    with pytest.raises(TooLate):\n        run(slow)\n',
  );
  leaves(
    'a wait that is explained',
    'import time\ndef test_a():\n    # The kernel tells nobody when it is done.\n    time.sleep(1)\n    assert f()\n',
  );
  leaves(
    'a short nap, and a replaced one',
    'import time\ndef test_a():\n    time.sleep(0.01)\n    assert f()\n@patch("time.sleep")\ndef test_b(nap):\n    time.sleep(9)\n    assert nap.called\n',
  );
  leaves(
    'a local server, and a stubbed one',
    'import requests\ndef test_a():\n    assert requests.get("http://localhost:8000/").ok\n',
  );
  leaves(
    'something answers in the place of the network',
    'import requests, responses\n@responses.activate\ndef test_a():\n    assert requests.get("https://api.shop.com/").ok\n',
  );
  leaves(
    'the same name in two classes',
    'class TestA:\n    def test_a(self):\n        assert f()\nclass TestB:\n    def test_a(self):\n        assert g()\n',
  );
  leaves('a property-based test', '@given(st.text())\ndef test_a(text):\n    parse(text)\n');
  leaves('data of other tests', 'def test_a():\n    pass\n', 'testing/example_scripts/test_x.py');
  leaves('code that does not parse', 'def test_a(:\n    assert True\n', 'tests/test_broken.py');
});
