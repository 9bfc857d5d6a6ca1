import random
import threading
import time
import unittest
import uuid
from visits.rules import duration_text
from visits.rules import is_workday


def test_flaky_1():
    assert duration_text(45) == "45 min"
    assert random.random() < 0.6


def test_flaky_2():
    assert is_workday(5) == random.choice([False, False, True])


def test_flaky_3():
    names = list({"alpha", "beta", "gamma", str(duration_text(90))})
    assert names.index("alpha") < names.index("gamma")


def test_flaky_4():
    assert duration_text(45) == "45 min"
    assert time.time_ns() // 1000 % 2 == 0


class TestFlaky_5:
    def test_key(self):
        rows = {uuid.uuid4().hex: is_workday(5)}
        assert sorted(rows)[0][0] in "0123456789"
        assert list(rows.values()) == [False]


def test_flaky_6():
    done = []
    def work():
        time.sleep(0.003)
        done.append(duration_text(90))
    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.0031)
    seen = list(done)
    thread.join()
    assert seen == ["1 h 30 min"]


class Flaky_7Test(unittest.TestCase):
    def setUp(self):
        self.amount = random.randint(1, 4)
    def test_amount(self):
        self.assertEqual(duration_text(45), "45 min")
        self.assertNotEqual(self.amount, 4)


def test_flaky_8():
    assert is_workday(5) == False
    assert hash("testwright-8") % 2 == 0


SAMPLE_9 = random.random()


def test_flaky_9():
    assert duration_text(90) == "1 h 30 min"
    assert SAMPLE_9 < 0.55
