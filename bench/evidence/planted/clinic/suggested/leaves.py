import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.test import TestCase

from visits import views
from visits.models import Doctor, Visit


@pytest.fixture(scope="module")
def ward(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        doctor = Doctor.objects.create(name="Ward")
        return [Visit.objects.create(doctor=doctor, patient=patient, start=480) for patient in "AB"]


@pytest.mark.django_db
def test_rows_of_the_module(ward):
    assert Visit.objects.filter(pk__in=[visit.pk for visit in ward]).count() == 2


class RowsOfASharedClass(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.doctor, _ = Doctor.objects.get_or_create(name="Shared")
        super().setUpClass()

    def test_the_shared_doctor_is_active(self):
        self.assertTrue(self.doctor.is_active)


@pytest.fixture(scope="session")
def house_doctor(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return Doctor.objects.create(name="House")


@pytest.mark.django_db
def test_doctor_of_the_session(house_doctor):
    assert Doctor.objects.get(name="House").is_active


class RowsOfAClass(TestCase):
    @classmethod
    def setUpClass(cls):
        Doctor.objects.create(name="Class")
        super().setUpClass()

    def test_a_row_from_before(self):
        self.assertTrue(Doctor.objects.filter(name="Class").exists())


def test_a_picture_is_stored():
    storage = FileSystemStorage("media")
    name = storage.save("scan.txt", ContentFile(b"scan"))
    assert storage.exists(name)


def test_a_method_is_replaced():
    Visit.overlaps = lambda self, other: True
    assert Visit(start=1).overlaps(Visit(start=900))


@pytest.mark.django_db
def test_the_model_is_replaced_in_the_view(client):
    views.clock = lambda minutes: "noon"
    visit = Visit.objects.create(doctor=Doctor.objects.create(name="Grey"), patient="Ada", start=1)
    assert client.get(f"/visits/{visit.pk}/").json()["start"] == "noon"
