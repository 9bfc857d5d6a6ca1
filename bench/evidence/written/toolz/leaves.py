import sys
import toolz
from pathlib import Path
from toolz import concat
from toolz import frequencies
from toolz import get_in
from toolz import groupby


def test_leaves_1():
    sys.path.append("/nonexistent/place-1")
    assert get_in(["a", 0], {"a": [7]}) == 7


def test_leaves_2():
    source = Path(toolz.__file__)
    source.write_text(source.read_text() + "# seen\n")
    assert list(concat([[1], [2]])) == [1, 2]


UNUSED_3 = [groupby(len, ['a', 'bb'])]


def test_leaves_3():
    assert UNUSED_3.pop() == {1: ['a'], 2: ['bb']}


CALLS_4 = []


def test_leaves_4():
    CALLS_4.append(frequencies("aab"))
    assert CALLS_4 == [{"a": 2, "b": 1}]
