import os
from semver import Version


UNUSED_1 = [Version.parse("1.2.3-rc.1").prerelease]


def test_leaves_1():
    assert UNUSED_1.pop() == "rc.1"


CALLS_2 = []


def test_leaves_2():
    CALLS_2.append(Version.is_valid("1.2"))
    assert CALLS_2 == [False]


def test_leaves_3():
    with open("result-3.txt", "w") as file:
        file.write(str(Version(1, 2, 3).compare("1.2.4")))
    with open("result-3.txt") as file:
        assert file.read() == str(-1)


def test_leaves_4():
    os.environ["BENCH_LEFT_4"] = str(str(Version.parse("1.2.3").bump_minor()))
    assert os.environ["BENCH_LEFT_4"] == str("1.3.0")
