import pytest
from django.core.exceptions import ValidationError
from django.test import TestCase

from visits.models import Doctor, Visit
from visits.rules import duration_text, is_workday


def test_one_hour_has_minutes():
    assert duration_text(60) == "1 h 0 min"


def test_saturday_is_a_workday():
    assert is_workday(5)


class VisitTest(TestCase):
    def test_a_doctor_needs_a_name(self):
        with self.assertRaises(ValidationError):
            Doctor.objects.create(name="")

    def test_default_length(self):
        self.assertEqual(Visit(patient="Ada", start=1).end, 46)


@pytest.mark.django_db
def test_an_unknown_visit_is_a_bad_request(client):
    assert client.get("/visits/7/").status_code == 400


@pytest.mark.django_db
def test_nobody_is_a_list(client):
    assert client.get("/doctors/").json() == []


@pytest.mark.parametrize("day", [7, 8])
def test_no_such_day(day):
    with pytest.raises(ValueError):
        is_workday(day)
