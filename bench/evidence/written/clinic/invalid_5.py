import pytest
import visits_rules_helpers


def test_invalid_5():
    assert visits_rules_helpers.load() == False
