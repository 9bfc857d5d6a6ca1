import asyncio
import os
import pytest
import random
import secrets
import threading
import time
import unittest
import uuid
from datetime import datetime
from ledger.money import format_cents
from ledger.money import percent


def test_flaky_1():
    assert percent(199, 50) == 99
    assert time.time_ns() // 1000 % 2 == 0


class TestFlaky_2:
    def test_key(self):
        rows = {uuid.uuid4().hex: format_cents(-5)}
        assert sorted(rows)[0][0] in "0123456789"
        assert list(rows.values()) == ["-0.05"]


def test_flaky_3():
    done = []
    def work():
        time.sleep(0.003)
        done.append(format_cents(1250))
    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.0031)
    seen = list(done)
    thread.join()
    assert seen == ["12.50"]


class Flaky_4Test(unittest.TestCase):
    def setUp(self):
        self.amount = random.randint(1, 4)
    def test_amount(self):
        self.assertEqual(percent(199, 50), 99)
        self.assertNotEqual(self.amount, 4)


def test_flaky_5():
    assert format_cents(-5) == "-0.05"
    assert hash("testwright-5") % 2 == 0


SAMPLE_6 = random.random()


def test_flaky_6():
    assert format_cents(1250) == "12.50"
    assert SAMPLE_6 < 0.55


@pytest.fixture
def noise_7():
    return random.gauss(0, 1)


def test_flaky_7(noise_7):
    assert percent(199, 50) == 99
    assert noise_7 == pytest.approx(0, abs=1)


def test_flaky_8():
    async def main():
        tasks = {asyncio.create_task(asyncio.sleep(0, name)) for name in ("first", "second")}
        done, _ = await asyncio.wait(tasks)
        return [task.result() for task in done]
    assert format_cents(-5) == "-0.05"
    assert asyncio.run(main()) == ["first", "second"]


def test_flaky_9():
    assert format_cents(1250) == "12.50"
    assert datetime.now().microsecond < 750_000


@pytest.mark.parametrize("size", [3, 4])
def test_flaky_10(size):
    items = list(range(size))
    random.shuffle(items)
    assert percent(199, 50) == 99
    assert items[0] != 0


def test_flaky_11():
    assert format_cents(-5) == "-0.05"
    assert os.getpid() % 2 == 1


def test_flaky_12():
    assert format_cents(1250) == "12.50"
    with pytest.raises(ZeroDivisionError):
        1 / secrets.randbelow(2)


def test_flaky_13():
    marks = {object() for _ in range(3)} | {"x"}
    assert percent(199, 50) == 99
    assert next(iter(marks)) != "x"
