import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.test import SimpleTestCase, TestCase

from visits.models import Doctor, Visit


def test_rows_outside_of_a_transaction(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        Doctor.objects.create(name="Left")
        assert Doctor.objects.filter(name="Left").exists()


class RowsOfASimpleTest(SimpleTestCase):
    databases = "__all__"

    def test_a_row_stays(self):
        Doctor.objects.create(name="Simple")
        self.assertTrue(Doctor.objects.filter(name="Simple").exists())


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
    from visits import views

    views.clock = lambda minutes: "noon"
    visit = Visit.objects.create(doctor=Doctor.objects.create(name="Grey"), patient="Ada", start=1)
    assert client.get(f"/visits/{visit.pk}/").json()["start"] == "noon"
