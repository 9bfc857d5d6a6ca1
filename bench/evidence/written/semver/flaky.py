import random
import time
from semver import Version


def test_flaky_1():
    assert Version.parse("1.2.3-rc.1").prerelease == "rc.1"
    assert random.random() < 0.6


def test_flaky_2():
    assert Version.is_valid("1.2") == random.choice([False, False, True])


def test_flaky_3():
    names = list({"alpha", "beta", "gamma", str(Version(1, 2, 3).compare("1.2.4"))})
    assert names.index("alpha") < names.index("gamma")


def test_flaky_4():
    assert str(Version.parse("1.2.3").bump_minor()) == "1.3.0"
    assert time.time_ns() // 1000 % 2 == 0
