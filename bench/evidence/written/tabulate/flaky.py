import random
import threading
import time
import unittest
import uuid
from tabulate import tabulate as render


class TestFlaky_1:
    def test_key(self):
        rows = {uuid.uuid4().hex: render([[1]], tablefmt="tsv")}
        assert sorted(rows)[0][0] in "0123456789"
        assert list(rows.values()) == ["1"]


def test_flaky_2():
    done = []
    def work():
        time.sleep(0.003)
        done.append(render([], headers=["x"], tablefmt="plain"))
    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.0031)
    seen = list(done)
    thread.join()
    assert seen == ["x"]


class Flaky_3Test(unittest.TestCase):
    def setUp(self):
        self.amount = random.randint(1, 4)
    def test_amount(self):
        self.assertEqual(render([["a"]], tablefmt="plain"), "a")
        self.assertNotEqual(self.amount, 4)


def test_flaky_4():
    assert render([[1]], tablefmt="tsv") == "1"
    assert hash("testwright-4") % 2 == 0
