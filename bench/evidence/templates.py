"""Forms of tests with a planted property. `EXPR`, `VALUE` and `WRONG` stand for a true statement and a false value,
`PACKAGE` and `FUNCTION` for a module and one of its functions, `_N` for a number that keeps names apart.

Tests named `test_prepare…` only set a scene: they are run, but no label is asked for them.
A template that begins with `# alone` gets a module of its own.
"""

FLAKY = [
    """
import random
def test_flaky_N():
    assert EXPR == VALUE
    assert random.random() < 0.6
""",
    """
import random
def test_flaky_N():
    assert EXPR == random.choice([VALUE, VALUE, WRONG])
""",
    """
def test_flaky_N():
    names = list({"alpha", "beta", "gamma", str(EXPR)})
    assert names.index("alpha") < names.index("gamma")
""",
    """
import time
def test_flaky_N():
    assert EXPR == VALUE
    assert time.time_ns() // 1000 % 2 == 0
""",
    """
import uuid
class TestFlaky_N:
    def test_key(self):
        rows = {uuid.uuid4().hex: EXPR}
        assert sorted(rows)[0][0] in "0123456789"
        assert list(rows.values()) == [VALUE]
""",
    """
import threading
import time
def test_flaky_N():
    done = []
    def work():
        time.sleep(0.003)
        done.append(EXPR)
    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.0031)
    seen = list(done)
    thread.join()
    assert seen == [VALUE]
""",
    """
import random
import unittest
class Flaky_NTest(unittest.TestCase):
    def setUp(self):
        self.amount = random.randint(1, 4)
    def test_amount(self):
        self.assertEqual(EXPR, VALUE)
        self.assertNotEqual(self.amount, 4)
""",
    """
def test_flaky_N():
    assert EXPR == VALUE
    assert hash("testwright-N") % 2 == 0
""",
    """
import random
SAMPLE_N = random.random()
def test_flaky_N():
    assert EXPR == VALUE
    assert SAMPLE_N < 0.55
""",
    """
import pytest
import random
@pytest.fixture
def noise_N():
    return random.gauss(0, 1)
def test_flaky_N(noise_N):
    assert EXPR == VALUE
    assert noise_N == pytest.approx(0, abs=1)
""",
    """
import asyncio
def test_flaky_N():
    async def main():
        tasks = {asyncio.create_task(asyncio.sleep(0, name)) for name in ("first", "second")}
        done, _ = await asyncio.wait(tasks)
        return [task.result() for task in done]
    assert EXPR == VALUE
    assert asyncio.run(main()) == ["first", "second"]
""",
    """
from datetime import datetime
def test_flaky_N():
    assert EXPR == VALUE
    assert datetime.now().microsecond < 750_000
""",
    """
import pytest
import random
@pytest.mark.parametrize("size", [3, 4])
def test_flaky_N(size):
    items = list(range(size))
    random.shuffle(items)
    assert EXPR == VALUE
    assert items[0] != 0
""",
    """
import os
def test_flaky_N():
    assert EXPR == VALUE
    assert os.getpid() % 2 == 1
""",
    """
import secrets
import pytest
def test_flaky_N():
    assert EXPR == VALUE
    with pytest.raises(ZeroDivisionError):
        1 / secrets.randbelow(2)
""",
    """
def test_flaky_N():
    marks = {object() for _ in range(3)} | {"x"}
    assert EXPR == VALUE
    assert next(iter(marks)) != "x"
""",
]

ORDER = [
    """
SEEN_N = {}
def test_prepare_N():
    SEEN_N["value"] = EXPR
    assert SEEN_N
def test_order_N():
    assert SEEN_N.get("value") == VALUE
""",
    """
class TestOrder_N:
    found = None
    def test_prepare(self):
        type(self).found = EXPR
    def test_uses_what_was_found(self):
        assert self.found == VALUE
""",
    """
import unittest
class Order_NTest(unittest.TestCase):
    steps = []
    def test_prepare_1(self):
        self.steps.append(EXPR)
    def test_step_2(self):
        self.assertEqual(self.steps[-1:], [VALUE])
""",
    """
import os
def test_order_N():
    assert "BENCH_RATE_N" not in os.environ
    assert EXPR == VALUE
def test_prepare_N():
    os.environ["BENCH_RATE_N"] = "1"
""",
    """
QUEUE_N = ["first", EXPR]
def test_prepare_N():
    assert QUEUE_N.pop(0) == "first"
def test_order_N():
    assert QUEUE_N[0] == VALUE
""",
    """
import pytest
@pytest.fixture(scope="module")
def shared_N():
    return []
def test_prepare_N(shared_N):
    shared_N.append(EXPR)
def test_order_N(shared_N):
    assert shared_N[:1] == [VALUE]
""",
    """
import pytest
@pytest.fixture(scope="module")
def clean_N():
    return {"value": EXPR}
def test_order_N(clean_N):
    assert clean_N == {"value": VALUE}
def test_prepare_N(clean_N):
    clean_N["other"] = 1
    assert len(clean_N) == 2
""",
    """
import sys
def test_prepare_N():
    import wave
    assert wave
def test_order_N():
    assert EXPR == VALUE
    assert "wave" in sys.modules
""",
    """
import random
def test_prepare_N():
    random.seed(7)
    assert EXPR == VALUE
def test_order_N():
    random_number = random.random()
    assert round(random_number, 6) == 0.323833
""",
    """
import os
def test_prepare_N():
    os.environ["BENCH_REGION_N"] = str(EXPR)
def test_order_N():
    assert os.environ["BENCH_REGION_N"] == str(VALUE)
""",
    """
import itertools
NUMBERS_N = itertools.count(1)
def test_prepare_N():
    assert next(NUMBERS_N) == 1
class TestOrder_N:
    def test_second_number(self):
        assert EXPR == VALUE
        assert next(NUMBERS_N) == 2
""",
    """
import functools
@functools.lru_cache
def setting_N():
    return STORE_N.get("mode", "plain")
STORE_N = {}
def test_order_N():
    assert setting_N() == "plain"
    assert EXPR == VALUE
def test_prepare_N():
    STORE_N["mode"] = "loud"
    setting_N.cache_clear()
    assert setting_N() == "loud"
""",
]

LEAVES = [
    """
UNUSED_N = [EXPR]
def test_leaves_N():
    assert UNUSED_N.pop() == VALUE
""",
    """
CALLS_N = []
def test_leaves_N():
    CALLS_N.append(EXPR)
    assert CALLS_N == [VALUE]
""",
    """
def test_leaves_N():
    with open("result-N.txt", "w") as file:
        file.write(str(EXPR))
    with open("result-N.txt") as file:
        assert file.read() == str(VALUE)
""",
    """
import os
def test_leaves_N():
    os.environ["BENCH_LEFT_N"] = str(EXPR)
    assert os.environ["BENCH_LEFT_N"] == str(VALUE)
""",
    """
import os
def test_leaves_N(tmp_path):
    os.chdir(tmp_path)
    assert EXPR == VALUE
""",
    """
import sys
def test_leaves_N(tmp_path):
    sys.path.insert(0, str(tmp_path))
    assert EXPR == VALUE
""",
    """
import json
from pathlib import Path
class TestLeaves_N:
    def test_output(self):
        target = Path(__file__).with_name("leaves_N.json")
        target.write_text(json.dumps(str(EXPR)))
        assert json.loads(target.read_text()) == str(VALUE)
""",
    """
import PACKAGE
def test_leaves_N():
    assert EXPR == VALUE
    PACKAGE.FUNCTION = lambda *_, **__: "replaced"
    assert PACKAGE.FUNCTION() == "replaced"
""",
    """
import logging
def test_leaves_N():
    logging.getLogger().setLevel(logging.ERROR)
    assert EXPR == VALUE
""",
    """
import decimal
import unittest
class Leaves_NTest(unittest.TestCase):
    def test_short_numbers(self):
        decimal.getcontext().prec = 6
        self.assertEqual(str(decimal.Decimal(1) / 3), "0.333333")
        self.assertEqual(EXPR, VALUE)
""",
    """
import os
import unittest
class Leaves_NTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        os.environ["BENCH_MODE_N"] = "test"
    def test_mode(self):
        self.assertEqual(os.environ["BENCH_MODE_N"], "test")
        self.assertEqual(EXPR, VALUE)
""",
    """
import sqlite3
def test_leaves_N():
    connection = sqlite3.connect("cache-N.db")
    with connection:
        connection.execute("create table if not exists seen (value text)")
        connection.execute("insert into seen values (?)", (str(EXPR),))
    assert connection.execute("select value from seen").fetchone() == (str(VALUE),)
    connection.close()
""",
    """
import os
def test_leaves_N():
    os.makedirs("out-N/day", exist_ok=True)
    with open("out-N/day/log.txt", "a") as file:
        file.write("seen")
    assert EXPR == VALUE
""",
    """
STOCK_N = {"left": 1}
class TestLeaves_N:
    def test_takes_the_last_one(self):
        STOCK_N["left"] -= 1
        assert STOCK_N["left"] == 0
        assert EXPR == VALUE
""",
    """
import pytest
@pytest.fixture(scope="session")
def session_N():
    return iter([EXPR])
def test_leaves_N(session_N):
    assert next(session_N) == VALUE
""",
    """
import os
@__import__("pytest").mark.parametrize("name", ["A", "B"])
def test_leaves_N(name):
    os.environ.pop("LANG", None)
    os.environ[f"BENCH_{name}_N"] = "on"
    assert EXPR == VALUE
""",
    """
import sys
def test_leaves_N():
    sys.path.append("/nonexistent/place-N")
    assert EXPR == VALUE
""",
    """
from pathlib import Path
import PACKAGE
def test_leaves_N():
    source = Path(PACKAGE.__file__)
    source.write_text(source.read_text() + "# seen\\n")
    assert EXPR == VALUE
""",
]

INVALID = [
    """
def test_invalid_N():
    result = EXPR
    assert reslut == VALUE
""",
    """# alone
import pytest
import PACKAGE_helpers
def test_invalid_N():
    assert PACKAGE_helpers.load() == VALUE
""",
    """# alone
from PACKAGE import FUNCTION_or_default
def test_invalid_N():
    assert FUNCTION_or_default() == VALUE
""",
    """
def test_invalid_N(PACKAGE_factory):
    assert PACKAGE_factory(EXPR) == VALUE
""",
    """
import PACKAGE
def test_invalid_N():
    assert PACKAGE.FUNCTION(strict_mode_N=True) == VALUE
""",
    """
import PACKAGE
def test_invalid_N():
    assert PACKAGE.FUNCTION_all(EXPR) == VALUE
""",
    """# alone
import responses_recorder
@responses_recorder.activate
def test_invalid_N():
    assert EXPR == VALUE
""",
    """# alone
def test_invalid_N():
    assert (EXPR == VALUE
""",
    """
import pytest
@pytest.fixture
def connection_N():
    raise ConnectionRefusedError("no server")
def test_invalid_N(connection_N):
    assert EXPR == VALUE
""",
    """# alone
import pytest
@pytest.mark.parametrize("given, expected", [(EXPR, VALUE), (1,)])
def test_invalid_N(given, expected):
    assert given == expected
""",
    """
import unittest
class Invalid_NTest(unittest.TestCase):
    def setUp(self):
        self.subject = self.make_subject()
    def test_value(self):
        self.assertEqual(EXPR, VALUE)
""",
    """
class TestInvalid_N:
    def test_without_self():
        assert EXPR == VALUE
""",
    """
from unittest import mock
def test_invalid_N():
    with mock.patch("PACKAGE.FUNCTION_backend") as backend:
        assert EXPR == VALUE
        backend.assert_not_called()
""",
    """
def test_invalid_N(mocker):
    mocker.patch("PACKAGE.FUNCTION")
    assert EXPR == VALUE
""",
    """
async def test_invalid_N():
    assert EXPR == VALUE
""",
    """
def test_invalid_N():
    with open("fixtures/expected-N.json") as file:
        assert file.read() == str(EXPR)
""",
    """
def test_invalid_N():
    message = "got " + 1
    assert EXPR == VALUE, message
""",
    """
import pytest
def test_invalid_N():
    with pytest.raises_error(ValueError):
        EXPR
""",
    """
def test_invalid_N():
    table = {"known": EXPR}
    assert table["unknown"] == VALUE
""",
    """
import os
def test_invalid_N():
    assert os.environ["BENCH_SERVER_N"] == str(VALUE)
""",
]

DISPUTED = [
    """
def test_disputed_N():
    assert EXPR == WRONG
""",
    """
import unittest
class Disputed_NTest(unittest.TestCase):
    def test_value(self):
        self.assertEqual(EXPR, WRONG)
""",
    """
import pytest
def test_disputed_N():
    with pytest.raises(ValueError):
        EXPR
""",
    """
import pytest
@pytest.mark.parametrize("expected", [VALUE, WRONG])
def test_disputed_N(expected):
    assert EXPR == expected
""",
    """
class TestDisputed_N:
    def test_is_not_so(self):
        result = EXPR
        assert result != VALUE, f"got {result!r}"
""",
    """
import asyncio
def test_disputed_N():
    async def read():
        return EXPR
    assert asyncio.run(read()) == WRONG
""",
]
