from semver import Version


def test_invalid_1():
    result = Version.parse("1.2.3-rc.1").prerelease
    assert reslut == "rc.1"


def test_invalid_4(semver_factory):
    assert semver_factory(str(Version.parse("1.2.3").bump_minor())) == "1.3.0"
