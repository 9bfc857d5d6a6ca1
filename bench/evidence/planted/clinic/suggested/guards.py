import pytest
from django.core.exceptions import ValidationError
from django.test import SimpleTestCase, TestCase
from django.urls import resolve, reverse

from visits.models import Doctor, Visit
from visits.rules import duration_text, is_workday


class RulesTest(SimpleTestCase):
    def test_hours_and_minutes(self):
        self.assertEqual(duration_text(150), "2 h 30 min")

    def test_route(self):
        self.assertEqual(resolve("/doctors/").url_name, "doctors")


@pytest.mark.parametrize("weekday", range(5))
def test_workdays(weekday):
    assert is_workday(weekday)


@pytest.fixture
def doctor(db):
    return Doctor.objects.create(name="Grey")


def test_end_of_a_visit(doctor):
    assert Visit(doctor=doctor, patient="Ada", start=500).end == 530


def test_a_visit_takes_time(doctor):
    with pytest.raises(ValidationError, match="takes time"):
        Visit(doctor=doctor, patient="Ada", start=500, minutes=0).clean()


def test_open_visits(doctor):
    Visit.objects.create(doctor=doctor, patient="Ada", start=500, is_done=True)
    Visit.objects.create(doctor=doctor, patient="Bob", start=500)
    assert [visit.patient for visit in Visit.objects.open()] == ["Bob"]


class ViewTest(TestCase):
    def test_unknown_visit(self):
        self.assertEqual(self.client.get(reverse("visit", args=[9])).status_code, 404)

    def test_no_doctors(self):
        self.assertJSONEqual(self.client.get("/doctors/").content, {"doctors": []})


@pytest.mark.django_db(transaction=True)
def test_visits_go_with_their_doctor():
    doctor = Doctor.objects.create(name="Grey")
    Visit.objects.create(doctor=doctor, patient="Ada", start=500)
    doctor.delete()
    assert not Visit.objects.exists()


@pytest.mark.django_db
def test_patient_is_shown(client, doctor):
    visit = Visit.objects.create(doctor=doctor, patient="Ada", start=630)
    assert client.get(f"/visits/{visit.pk}/").json()["patient"] == "Ada"
