import pytest
import tabulate_helpers


def test_invalid_2():
    assert tabulate_helpers.load() == "x"
