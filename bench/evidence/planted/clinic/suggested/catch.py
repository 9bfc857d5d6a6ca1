import pytest
from django.test import TestCase

from visits.models import Doctor, Visit
from visits.rules import clock, initials


@pytest.mark.parametrize("minutes, text", [(485, "08:05"), (540, "09:00")])
def test_clock_has_two_digits(minutes, text):
    assert clock(minutes) == text


def test_initials_are_apart():
    assert initials("Ada Lovelace") == "A. L."


class VisitTest(TestCase):
    def setUp(self):
        self.doctor = Doctor.objects.create(name="Grey")

    def plan(self, start, minutes=30):
        return Visit.objects.create(doctor=self.doctor, patient="Ada", start=start, minutes=minutes)

    def test_one_after_the_other_is_no_overlap(self):
        self.assertFalse(self.plan(480).overlaps(self.plan(510)))

    def test_a_finished_visit_stays_finished(self):
        visit = self.plan(480)
        visit.finish()
        visit.refresh_from_db()
        self.assertTrue(visit.is_done)

    def test_order_of_the_day(self):
        self.plan(900)
        self.plan(480)
        self.assertEqual([visit.start for visit in Visit.objects.of(self.doctor)], [480, 900])


@pytest.mark.django_db
def test_only_active_doctors_are_listed(client):
    Doctor.objects.create(name="Grey")
    Doctor.objects.create(name="House", is_active=False)
    assert client.get("/doctors/").json() == {"doctors": ["Grey"]}


@pytest.mark.django_db
def test_no_open_visit_after_the_last(client):
    visit = Visit.objects.create(doctor=Doctor.objects.create(name="Grey"), patient="Ada", start=1)
    visit.finish()
    assert Visit.objects.open().count() == 0


@pytest.mark.django_db
def test_start_in_the_answer(client):
    visit = Visit.objects.create(doctor=Doctor.objects.create(name="Grey"), patient="Ada", start=481)
    assert client.get(f"/visits/{visit.pk}/").json()["start"] == "08:01"


def test_initials_of_three_words():
    assert initials("a b c") == "a. b. c."
