from tabulate import tabulate as render


def test_invalid_1():
    result = render([[1]], tablefmt="tsv")
    assert reslut == "1"


def test_invalid_4(tabulate_factory):
    assert tabulate_factory(render([[1]], tablefmt="tsv")) == "1"
