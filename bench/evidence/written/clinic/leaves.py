import json
import os
import sys
import visits.rules
from pathlib import Path
from visits.rules import duration_text
from visits.rules import is_workday


def test_leaves_1():
    source = Path(visits.rules.__file__)
    source.write_text(source.read_text() + "# seen\n")
    assert duration_text(45) == "45 min"


UNUSED_2 = [is_workday(5)]


def test_leaves_2():
    assert UNUSED_2.pop() == False


CALLS_3 = []


def test_leaves_3():
    CALLS_3.append(duration_text(90))
    assert CALLS_3 == ["1 h 30 min"]


def test_leaves_4():
    with open("result-4.txt", "w") as file:
        file.write(str(duration_text(45)))
    with open("result-4.txt") as file:
        assert file.read() == str("45 min")


def test_leaves_5():
    os.environ["BENCH_LEFT_5"] = str(is_workday(5))
    assert os.environ["BENCH_LEFT_5"] == str(False)


def test_leaves_6(tmp_path):
    os.chdir(tmp_path)
    assert duration_text(90) == "1 h 30 min"


def test_leaves_7(tmp_path):
    sys.path.insert(0, str(tmp_path))
    assert duration_text(45) == "45 min"


class TestLeaves_8:
    def test_output(self):
        target = Path(__file__).with_name("leaves_8.json")
        target.write_text(json.dumps(str(is_workday(5))))
        assert json.loads(target.read_text()) == str(False)
