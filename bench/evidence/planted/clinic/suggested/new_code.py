import pytest
from django.test import TestCase
from django.urls import reverse

from visits import rules, views
from visits.models import Doctor, Visit
from visits.rules import free_slots, parse_clock


def test_all_slots_are_free():
    assert free_slots([], 480, 540) == [480, 510]


def test_a_taken_slot_is_left_out():
    assert rules.free_slots({480}, 480, 540) == [510]


@pytest.mark.parametrize("text, minutes", [("08:30", 510), ("00:00", 0)])
def test_clock_is_read(text, minutes):
    assert parse_clock(text) == minutes


def test_an_hour_has_sixty_minutes():
    with pytest.raises(ValueError, match="60"):
        parse_clock("08:60")


class VisitTest(TestCase):
    def setUp(self):
        self.doctor = Doctor.objects.create(name="Grey")
        self.visit = Visit.objects.create(doctor=self.doctor, patient="Ada", start=510, minutes=60)

    def test_it_can_be_moved(self):
        self.visit.move(600)
        self.visit.refresh_from_db()
        self.assertEqual(self.visit.start, 600)

    def test_long_visits(self):
        Visit.objects.create(doctor=self.doctor, patient="Bob", start=600)
        self.assertEqual([visit.patient for visit in Visit.objects.long()], ["Ada"])


@pytest.mark.django_db
def test_longer_than_two_hours():
    assert Visit.objects.long(120).count() == 0


@pytest.mark.django_db
def test_busy_view(rf):
    doctor = Doctor.objects.create(name="Grey")
    assert views.busy(rf.get("/"), doctor.pk).status_code == 200


@pytest.mark.django_db
class TestQuerySet:
    def test_long_by_all(self):
        assert list(Visit.objects.all().long(1)) == []
