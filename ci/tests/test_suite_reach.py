"""What is read from coverage's data files without coverage."""

import coverage
import pytest

from testwright_ci.suite_reach import likely_test_files, lines_at_import, measured_reach


@pytest.mark.parametrize("suffix", [None, "host.123.XabcdeFx"])
def test_contexts_are_read_from_one_file_or_from_parallel_ones(tmp_path, suffix):
    shop, test = str(tmp_path / "shop.py"), str(tmp_path / "test_shop.py")
    for path in (shop, test):
        open(path, "w").close()
    (tmp_path / "a b").mkdir()
    data_file = str(tmp_path / "a b" / "coverage")
    data = coverage.CoverageData(basename=data_file, suffix=suffix)
    data.add_arcs({shop: [(-1, 1), (1, 2)]})
    data.set_context(test)
    data.add_arcs({shop: [(2, 3), (3, -2)]})
    data.write()
    assert measured_reach(data_file, [shop]) == {shop: {test}}
    assert lines_at_import([data_file], [shop]) == {shop: {1, 2}}


def test_data_that_cannot_be_read_is_told_apart_from_nothing_reached(tmp_path):
    data_file = tmp_path / "coverage"
    assert measured_reach(str(data_file), ["shop.py"]) is None
    data_file.write_bytes(b"no database")
    assert measured_reach(str(data_file), ["shop.py"]) is None
    assert lines_at_import([str(data_file)], ["shop.py"]) == {}


def test_test_files_that_name_the_module_come_first():
    texts = {"tests/test_a.py": b"import other", "tests/test_b.py": b"from shop.price import price"}
    files = [*texts, "tests/conftest.py", "tests/data.py", "shop/price.py"]
    assert likely_test_files(files, ["shop/price.py"], texts.get) == ["tests/test_b.py", "tests/test_a.py"]
