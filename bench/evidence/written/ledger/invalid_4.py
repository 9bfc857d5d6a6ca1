import responses_recorder
from ledger.money import percent


@responses_recorder.activate
def test_invalid_4():
    assert percent(199, 50) == 99
