import pytest
import semver_helpers


def test_invalid_2():
    assert semver_helpers.load() == False
