import asyncio

import pytest
from django.test import SimpleTestCase, TestCase
from django.urls import reverse

from visits.models import Doctor, Visit


def test_without_the_database_mark():
    Doctor.objects.create(name="Grey")
    assert Doctor.objects.count() == 1


class NoDatabaseTest(SimpleTestCase):
    def test_rows_in_a_simple_test(self):
        self.assertEqual(Doctor.objects.count(), 0)


@pytest.mark.django_db
def test_unknown_field():
    assert Doctor.objects.create(name="Grey", title="Dr.").title == "Dr."


@pytest.mark.django_db
def test_unknown_route(client):
    assert client.get(reverse("visit-detail", args=[1])).status_code == 404


def test_unknown_fixture(doctor_factory):
    assert doctor_factory().name


@pytest.mark.django_db
def test_unknown_lookup():
    assert Visit.objects.filter(doctor__title="Dr.").count() == 0


@pytest.mark.django_db
def test_queries_in_a_coroutine():
    async def count():
        return Doctor.objects.count()

    assert asyncio.run(count()) == 0


class SetUpTest(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.visit = Visit.objects.create(patient="Ada", start=1)

    def test_visit_without_a_doctor(self):
        self.assertEqual(self.visit.patient, "Ada")


@pytest.mark.django_db
def test_unknown_manager():
    assert Doctor.active.count() == 0


def test_settings_of_another_project(settings):
    assert settings.CLINIC_NAME == "North"


@pytest.mark.django_db
def test_template_that_is_not_there(client):
    from django.template.loader import render_to_string

    assert render_to_string("visits/visit.html") == ""
