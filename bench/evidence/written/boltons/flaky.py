import asyncio
import pytest
import random
from boltons import iterutils
from boltons import mathutils
from boltons import strutils
from datetime import datetime


SAMPLE_1 = random.random()


def test_flaky_1():
    assert iterutils.unique([1, 1, 2]) == [1, 2]
    assert SAMPLE_1 < 0.55


@pytest.fixture
def noise_2():
    return random.gauss(0, 1)


def test_flaky_2(noise_2):
    assert strutils.camel2under("BasicParse") == "basic_parse"
    assert noise_2 == pytest.approx(0, abs=1)


def test_flaky_3():
    async def main():
        tasks = {asyncio.create_task(asyncio.sleep(0, name)) for name in ("first", "second")}
        done, _ = await asyncio.wait(tasks)
        return [task.result() for task in done]
    assert mathutils.clamp(5, 0, 3) == 3
    assert asyncio.run(main()) == ["first", "second"]


def test_flaky_4():
    assert strutils.slugify("Red Fox") == "red_fox"
    assert datetime.now().microsecond < 750_000
