import { beforeAll, describe, expect, test } from '@jest/globals';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import { findPolicyProblem } from '../../../src/core/suggestions/code-policy.ts';
import { importedNames, isImport } from '../../../src/core/suggestions/imports.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';

let parser: PythonParser;

beforeAll(async () => {
  parser = await loadPythonParser();
});

/** Judges code; import statements at its top count as the suggestion's imports. */
function check(name: string, code: string, expected: string | null): void {
  test(name, () => {
    const found = parser.withTree(code, (root) => {
      expect(root.hasError).toBe(false);
      const imports = root.namedChildren.filter(isImport).flatMap(importedNames);
      const body = root.namedChildren.filter((node) => !isImport(node));
      const start = body[0]?.startIndex ?? code.length;
      return parser.withTree(code.slice(start), (inner) => findPolicyProblem(inner, imports));
    });
    expect(found?.code ?? null).toBe(expected);
    if (found) expect(found.reason.length).toBeGreaterThan(10);
  });
}

/** A test whose body also holds `line`. */
function inTest(line: string, imports = ''): string {
  return `${imports}\ndef test_x(tmp_path, monkeypatch):\n    ${line}\n    assert f() == 1\n`;
}

describe('ordinary tests are allowed', () => {
  check('a function with an assertion', 'def test_x():\n    assert f(1) == 2\n', null);
  check(
    'pytest.raises',
    'import pytest\ndef test_x():\n    with pytest.raises(ValueError):\n        f(1)\n',
    null,
  );
  check(
    'unittest',
    'import unittest\nclass PriceCase(unittest.TestCase):\n    def test_x(self):\n        self.assertEqual(f(1), 2)\n',
    null,
  );
  check(
    'a mock assertion',
    'def test_x(mocker):\n    m = mocker.patch("a.b")\n    f()\n    m.assert_called_once_with(1)\n',
    null,
  );
  check(
    'a helper that asserts',
    'def check(a, b):\n    assert f(a) == b\n\ndef test_x():\n    check(1, 2)\n',
    null,
  );
  check(
    'constants, fixtures and marks',
    'import pytest\nfrom decimal import Decimal\nCASES = [(1, Decimal("2"))]\n@pytest.fixture\ndef cart():\n    return 1\n@pytest.mark.parametrize("a, b", CASES)\ndef test_x(a, b, cart):\n    assert f(a) == b\n',
    null,
  );
  check('a file below tmp_path', inTest('(tmp_path / "a.txt").write_text("x")'), null);
  check(
    'a file by a name from tmp_path',
    'def test_x(tmp_path):\n    path = tmp_path / "a"\n    with open(path, "w") as file:\n        file.write("x")\n    assert f(path) == 1\n',
    null,
  );
  check(
    'a file by a name that got the folder by other names, whatever their order',
    'def test_x(tmp_path):\n    for _ in f():\n        a.write_text("x")\n        a = b\n        b = c / "c"\n        c = tmp_path\n    assert f(a) == 1\n',
    null,
  );
  check('reading a file', inTest('open("data.txt").read()'), null);
  check('monkeypatch.setenv', inTest('monkeypatch.setenv("A", "b")'), null);
  check(
    'patch.dict on os.environ',
    'import os\nfrom unittest.mock import patch\ndef test_x():\n    with patch.dict(os.environ, {"A": "b"}):\n        assert f() == 1\n',
    null,
  );
  check('replacing time.sleep', inTest('monkeypatch.setattr(time, "sleep", None)', 'import time'), null);
  check('an attribute that is called code', inTest('order.code.upper()'), null);
  check('a variable that is called input', inTest('input = 3'), null);
  check('datetime.time', inTest('at = time(1, 2)', 'from datetime import time'), null);
  check('http.HTTPStatus', inTest('s = HTTPStatus.OK', 'from http import HTTPStatus'), null);
  check('urllib.parse', inTest('quote("a")', 'from urllib.parse import quote'), null);
  check(
    'an exception class of requests',
    inTest('e = Timeout()', 'from requests.exceptions import Timeout'),
    null,
  );
  check(
    'monkeypatching a module that project code imported',
    inTest('monkeypatch.setattr(jobs.subprocess, "run", fake)'),
    null,
  );
  for (const line of [
    'monkeypatch.setattr(jobs.os, "remove", fake)',
    'monkeypatch.setitem(jobs.os.environ, "A", "b")',
    'with patch.dict(jobs.os.environ, {"A": "b"}): pass',
    'a = jobs.os.path.join("a", "b")',
    'a = agent.os.family.lower()',
    'a = jobs.os.remove.called',
    'a = order.time.isoformat()',
    'a = text.replace("a", "b")',
  ]) {
    check(`borrowed names that do nothing: ${line}`, inTest(line), null);
  }
  for (const statement of [
    'from shop.jobs import time',
    'from django.contrib.sites import models as site',
    'from shop import http',
    'from os import path',
    'from subprocess import CalledProcessError',
    'from requests import Timeout',
  ]) {
    check(statement, inTest('pass', statement), null);
  }
  check(
    'an autouse fixture of a class',
    'import pytest\nclass TestX:\n    @pytest.fixture(autouse=True)\n    def setup(self):\n        self.a = 1\n    def test_x(self):\n        assert f(self.a) == 1\n',
    null,
  );
});

describe('imports that reach beyond a test are refused', () => {
  for (const statement of [
    'import subprocess',
    'import socket',
    'import requests',
    'import urllib.request',
    'from urllib import request',
    'import http.client',
    'import ctypes',
    'import importlib',
    'from os import system',
    'from os import environ',
    'import shutil',
    'import pickle',
    'import threading',
    'from time import sleep',
    'from sys import modules',
    ...(
      'subprocess os sys socket shutil builtins importlib ssl socketserver multiprocessing threading _thread pickle ' +
      'shelve dill ctypes pkgutil runpy posix atexit mmap requests httpx urllib Popen environ getenv check_output'
    )
      .split(' ')
      .map((name) => `from shop.jobs import ${name}`),
    'from shop.jobs import os as o',
    'from shop.models import *',
    'from . import helpers',
    'import builtins',
  ]) {
    check(statement, inTest('pass', statement), 'import-not-allowed');
  }
  check('inside a test', inTest('import subprocess'), 'import-not-allowed');
  check('os inside a test', inTest('import os'), 'import-not-allowed');
});

describe('calls that reach beyond a test are refused', () => {
  const cases: [string, string?][] = [
    ['eval("1")'],
    ['exec("1")'],
    ['run = eval'],
    ['compile("1", "", "exec")'],
    ['__import__("os")'],
    ['globals()["x"]()'],
    ['().__class__.__bases__[0].__subclasses__()'],
    ['os.system("ls")', 'import os'],
    ['o.system("ls")', 'import os as o'],
    ['os.environ["A"] = "b"', 'import os'],
    ['os.environ.get("A")', 'import os'],
    ['os.remove("a")', 'import os'],
    ['getattr(os, "sys" + "tem")("ls")', 'import os'],
    ['sys.path.insert(0, "x")', 'import sys'],
    ['sys.modules["a"] = None', 'import sys'],
    ['sys.exit(0)', 'import sys'],
    ['time.sleep(1)', 'import time'],
    ['open("a.txt", "w")'],
    ['open("a.txt", mode="a")'],
    ['open("a.txt", how)'],
    ['Path("a.txt").write_text("x")', 'from pathlib import Path'],
    ['Path("a.txt").open("w")', 'from pathlib import Path'],
    ['Path("a").unlink()', 'from pathlib import Path'],
    ['jobs.subprocess.run(["ls"])'],
    ['jobs.os.environ["HOME"]'],
    ['jobs.os.environ.get("HOME")'],
    ['e = shop.jobs.os.environ'],
    ['jobs.os.getenv("HOME")'],
    ['jobs.os.remove("a")'],
    ['jobs.os.execl("/bin/sh", "sh")'],
    ['jobs.sys.modules["a"] = None'],
    ['jobs.sys.exit(0)'],
    ['jobs.time.sleep(60)'],
    ['jobs.ssl.create_default_context()'],
    ['loop.create_connection()'],
    ['input()'],
    ['breakpoint()'],
  ];
  for (const [line, imports] of cases) check(line, inTest(line, imports), 'call-not-allowed');
});

describe('statements that act on other tests are refused', () => {
  check('a call at the top level', 'print(1)\ndef test_x():\n    assert f() == 1\n', 'statement-not-allowed');
  check(
    'project code in a constant',
    'CART = Cart()\ndef test_x():\n    assert f() == 1\n',
    'statement-not-allowed',
  );
  check(
    'an if at the top level',
    'if A:\n    B = 1\ndef test_x():\n    assert f() == 1\n',
    'statement-not-allowed',
  );
  check(
    'pytest_plugins',
    'pytest_plugins = ["x"]\ndef test_x():\n    assert f() == 1\n',
    'statement-not-allowed',
  );
  check(
    'a pytest hook',
    'def pytest_configure(config):\n    pass\ndef test_x():\n    assert f() == 1\n',
    'statement-not-allowed',
  );
  check(
    'setup_module',
    'def setup_module():\n    pass\ndef test_x():\n    assert f() == 1\n',
    'statement-not-allowed',
  );
  check(
    'an autouse fixture of the file',
    'import pytest\n@pytest.fixture(autouse=True)\ndef a():\n    pass\ndef test_x():\n    assert f() == 1\n',
    'statement-not-allowed',
  );
  check(
    'an autouse session fixture in a class',
    'import pytest\nclass TestX:\n    @pytest.fixture(autouse=True, scope="session")\n    def a(self):\n        pass\n    def test_x(self):\n        assert f() == 1\n',
    'statement-not-allowed',
  );
  check(
    'an attribute assigned at the top level',
    'settings.DEBUG = True\ndef test_x():\n    assert f() == 1\n',
    'statement-not-allowed',
  );
  check(
    'an attribute of an imported module',
    inTest('pricing.RATE = 2', 'from shop import pricing'),
    'global-state',
  );
  check(
    'an item of an imported table',
    inTest('RATES["a"] = 2', 'from shop.pricing import RATES'),
    'global-state',
  );
  check(
    'an attribute of an object that the test made',
    inTest('cart.total = 2', 'from shop.cart import Cart'),
    null,
  );
});

describe('tests that cannot fail are refused', () => {
  check('no test', 'def helper():\n    assert f() == 1\n', 'no-test');
  check('no assertion', 'def test_x():\n    f(1)\n', 'no-assertion');
  check(
    'one of two without an assertion',
    'def test_x():\n    assert f() == 1\ndef test_y():\n    f(1)\n',
    'no-assertion',
  );
  check('assert True', 'def test_x():\n    f(1)\n    assert True\n', 'constant-assertion');
  check('the same on both sides', 'def test_x():\n    a = f(1)\n    assert a == a\n', 'constant-assertion');
  check('or True', 'def test_x():\n    assert f(1) == 2 or True\n', 'constant-assertion');
  check('a tuple', 'def test_x():\n    assert (f(1) == 2, "m")\n', 'constant-assertion');
  check(
    'self.assertTrue(True)',
    'class TestX(C):\n    def test_x(self):\n        self.assertTrue(True)\n',
    'constant-assertion',
  );
  check(
    'a swallowed assertion',
    'def test_x():\n    try:\n        assert f(1) == 2\n    except Exception:\n        pass\n',
    'swallowed-assertion',
  );
  for (const mark of [
    'pytest.mark.skip',
    'pytest.mark.skipif(True, reason="")',
    'pytest.mark.xfail',
    'unittest.skip("x")',
  ]) {
    check(mark, `@${mark}\ndef test_x():\n    assert f() == 1\n`, 'skip-not-allowed');
  }
  check('pytest.skip()', inTest('pytest.skip("x")'), 'skip-not-allowed');
  check(
    'a case that may fail',
    '@pytest.mark.parametrize("a", [pytest.param(1, marks=pytest.mark.xfail)])\ndef test_x(a):\n    assert f(a) == 1\n',
    'skip-not-allowed',
  );
  check('a repeated call on both sides may differ', 'def test_x():\n    assert f(1) == f(1)\n', null);
});

describe('code that nobody reads is refused', () => {
  check('too many lines', `def test_x():\n${'    a = f()\n'.repeat(500)}    assert a == 1\n`, 'too-large');
  check(
    'too many tests',
    Array.from({ length: 21 }, (_, n) => `def test_${n}():\n    assert f(${n}) == 1\n`).join(''),
    'too-large',
  );
});
