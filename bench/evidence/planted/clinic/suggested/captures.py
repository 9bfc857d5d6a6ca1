import pytest
from django.core.exceptions import ValidationError
from django.test import TestCase
from django.urls import reverse

from visits.models import Doctor, Visit
from visits.rules import duration_text, fee


def test_no_time_is_none():
    assert duration_text(0) == "none"


@pytest.mark.parametrize("insured, cents", [(True, 180), (False, 360)])
def test_the_new_fee(insured, cents):
    assert fee(30, insured) == cents


def test_a_negative_time_is_refused():
    with pytest.raises(ValueError):
        fee(-1, False)


class DoctorTest(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.doctor = Doctor.objects.create(name="Grey")

    def test_title(self):
        self.assertEqual(str(self.doctor), "Dr. Grey")

    def test_a_visit_ends_on_its_day(self):
        late = Visit(doctor=self.doctor, patient="Ada", start=23 * 60 + 45)
        with self.assertRaises(ValidationError):
            late.full_clean()


@pytest.mark.django_db
def test_the_field_that_is_wrong_is_named():
    late = Visit(doctor=Doctor.objects.create(name="Grey"), patient="Ada", start=1430)
    with pytest.raises(ValidationError) as caught:
        late.clean()
    assert "minutes" in caught.value.message_dict


@pytest.mark.django_db
def test_the_view_says_whether_it_is_done(client):
    visit = Visit.objects.create(doctor=Doctor.objects.create(name="Grey"), patient="Ada", start=515)
    answer = client.get(reverse("visit", args=[visit.pk])).json()
    assert set(answer) == {"patient", "start", "done"}


@pytest.mark.django_db
class TestAnswer:
    @pytest.fixture
    def answer(self, client):
        visit = Visit.objects.create(doctor=Doctor.objects.create(name="Grey"), patient="Ada", start=515)
        return client.get(f"/visits/{visit.pk}/").json()

    def test_it_is_not_done(self, answer):
        assert answer.get("done") is False


def test_the_fee_of_an_hour():
    assert fee(60, is_insured=False) == pytest.approx(720)
