import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import SimpleTestCase
from django.utils import translation

from visits.models import Doctor, Visit


@pytest.mark.django_db(transaction=True)
def test_first_key():
    assert Doctor.objects.create(name="Grey").pk == 1


@pytest.mark.django_db(transaction=True)
def test_prepare_other_keys():
    assert [Doctor.objects.create(name=name) for name in ("Cox", "House")]


def test_prepare_cache():
    cache.set("open", 3)
    assert cache.get("open") == 3


def test_cached_count():
    assert cache.get("open") == 3


def test_language_of_the_project():
    assert translation.get_language() == "en-us"


def test_prepare_language():
    translation.activate("de")
    assert translation.get_language() == "de"


class SettingsTest(SimpleTestCase):
    def test_no_debugging(self):
        self.assertFalse(settings.DEBUG)

    def test_prepare_debugging(self):
        settings.DEBUG = True
        self.assertTrue(settings.DEBUG)
