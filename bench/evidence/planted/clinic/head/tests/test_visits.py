import pytest

from visits.models import Doctor
from visits.rules import clock


def test_clock():
    assert clock(510) == "08:30"


@pytest.mark.django_db
def test_doctor_has_a_name():
    assert str(Doctor.objects.create(name="Grey")) == "Grey"
