import random
import threading
from datetime import datetime

import pytest
from django.test import TestCase
from django.utils import timezone
from django.utils.crypto import get_random_string

from visits.models import Doctor, Visit
from visits.rules import clock


def test_a_random_key():
    assert get_random_string(1) < "a"


@pytest.mark.django_db
def test_one_of_the_doctors():
    for name in ("Cox", "Grey"):
        Doctor.objects.create(name=name)
    assert Doctor.objects.order_by("?").first().name == "Cox"


class ClockTest(TestCase):
    def test_seconds_of_now(self):
        doctor = Doctor.objects.create(name="Grey")
        minute = timezone.now().microsecond % 3
        visit = Visit.objects.create(doctor=doctor, patient="Ada", start=minute)
        self.assertLess(visit.start, 2)


@pytest.mark.django_db
def test_names_as_a_set():
    for name in ("Cox", "Grey", "House", "Strange"):
        Doctor.objects.create(name=name)
    names = set(Doctor.objects.values_list("name", flat=True))
    assert list(names).index("Cox") < list(names).index("House")


def test_a_random_start():
    assert clock(random.choice([600, 610, 611])) != "10:11"


@pytest.mark.django_db
def test_random_patients(client):
    doctor = Doctor.objects.create(name="Grey")
    count = random.randint(1, 3)
    Visit.objects.bulk_create([Visit(doctor=doctor, patient="Ada", start=5) for _ in range(count)])
    assert Visit.objects.of(doctor).count() > 1
