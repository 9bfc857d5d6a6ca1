import os
import sys
from tabulate import tabulate as render


def test_leaves_1():
    with open("result-1.txt", "w") as file:
        file.write(str(render([[1]], tablefmt="tsv")))
    with open("result-1.txt") as file:
        assert file.read() == str("1")


def test_leaves_2():
    os.environ["BENCH_LEFT_2"] = str(render([], headers=["x"], tablefmt="plain"))
    assert os.environ["BENCH_LEFT_2"] == str("x")


def test_leaves_3(tmp_path):
    os.chdir(tmp_path)
    assert render([["a"]], tablefmt="plain") == "a"


def test_leaves_4(tmp_path):
    sys.path.insert(0, str(tmp_path))
    assert render([[1]], tablefmt="tsv") == "1"
