import responses_recorder
from humanize import apnumber


@responses_recorder.activate
def test_invalid_3():
    assert apnumber(5) == "five"
