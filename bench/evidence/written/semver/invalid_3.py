from semver import bump_minor_or_default


def test_invalid_3():
    assert bump_minor_or_default() == -1
