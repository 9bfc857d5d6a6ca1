from clinic.visits.models import Doctor


def test_a_doctor_of_another_path():
    assert str(Doctor(name="Grey")).endswith("Grey")
