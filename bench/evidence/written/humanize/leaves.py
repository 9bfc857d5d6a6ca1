import humanize
import json
import os
import sys
from humanize import apnumber
from humanize import intcomma
from humanize import naturalsize
from humanize import ordinal
from pathlib import Path


def test_leaves_1(tmp_path):
    os.chdir(tmp_path)
    assert ordinal(3) == "3rd"


def test_leaves_2(tmp_path):
    sys.path.insert(0, str(tmp_path))
    assert naturalsize(1000) == "1.0 kB"


class TestLeaves_3:
    def test_output(self):
        target = Path(__file__).with_name("leaves_3.json")
        target.write_text(json.dumps(str(apnumber(5))))
        assert json.loads(target.read_text()) == str("five")


def test_leaves_4():
    assert intcomma(12345) == "12,345"
    humanize.intword = lambda *_, **__: "replaced"
    assert humanize.intword() == "replaced"
