import random
import threading
import time
import unittest
import uuid
from humanize import apnumber
from humanize import intcomma
from humanize import naturalsize
from humanize import ordinal


class TestFlaky_1:
    def test_key(self):
        rows = {uuid.uuid4().hex: ordinal(3)}
        assert sorted(rows)[0][0] in "0123456789"
        assert list(rows.values()) == ["3rd"]


def test_flaky_2():
    done = []
    def work():
        time.sleep(0.003)
        done.append(naturalsize(1000))
    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.0031)
    seen = list(done)
    thread.join()
    assert seen == ["1.0 kB"]


class Flaky_3Test(unittest.TestCase):
    def setUp(self):
        self.amount = random.randint(1, 4)
    def test_amount(self):
        self.assertEqual(apnumber(5), "five")
        self.assertNotEqual(self.amount, 4)


def test_flaky_4():
    assert intcomma(12345) == "12,345"
    assert hash("testwright-4") % 2 == 0
