"""Packages that are not installed, the machine, other machines, chance and order."""

from . import Case

MISSING, ENVIRONMENT, HIDDEN = "missing-dependency", "environment", "hidden-state"


def imports(name, statement, use):
    return Case(name, MISSING, True, statement, f"def test_one():\n    assert {use}\n")


CASES = [
    imports("freezegun", "from freezegun import freeze_time", "freeze_time"),
    imports("factory-boy", "import factory", "factory.Factory"),
    imports("model-bakery", "from model_bakery import baker", "baker.make"),
    imports("responses", "import responses", "responses.activate"),
    imports("hypothesis", "from hypothesis import given", "given"),
    imports("rest-framework", "from rest_framework.test import APIClient", "APIClient"),
    imports("faker", "from faker import Faker", "Faker()"),
    imports("parameterized", "from parameterized import parameterized", "parameterized"),
    Case("pytest-django-asserts", MISSING, True, "from pytest_django.asserts import assertRedirects", "def test_one():\n    assert assertRedirects\n", variant="unconfigured", environments=("py312-dj52-pt9-plain",)),
    Case("imported-inside-the-test", MISSING, True, "", "def test_frozen():\n    from time_machine import travel\n    assert travel\n"),
    Case("code-imports-what-is-missing", MISSING, False, "from shop.payments import charge", "def test_charge():\n    assert charge(3)\n"),
    Case("code-imports-what-is-missing-later", MISSING, False, "", "def test_charge():\n    from shop import payments\n    assert payments.charge(3)\n"),
    Case("other-machine", ENVIRONMENT, False, "from shop.clients import fetch_rate", "def test_rate():\n    assert fetch_rate('USD') > 0\n"),
    Case("other-machine-deep", ENVIRONMENT, False, "from shop.clients import total_in", "def test_total():\n    assert total_in('USD', 3) > 0\n"),
    Case("service-not-running", ENVIRONMENT, False, "from shop.clients import notify", "def test_notify():\n    assert notify(3)\n"),
    Case("tool-not-installed", ENVIRONMENT, False, "from shop.clients import extract_text", "def test_text(tmp_path):\n    assert extract_text(str(tmp_path / 'a.pdf'))\n"),
    Case("time-zone-not-known", ENVIRONMENT, False, "from shop.clients import warehouse_zone", "def test_zone():\n    assert warehouse_zone()\n"),
    Case("variable-not-set", ENVIRONMENT, False, "from shop.clients import api_key", "def test_key():\n    assert api_key()\n"),
    Case("folder-of-another-machine", ENVIRONMENT, False, "from shop.clients import save_invoice", "def test_invoice():\n    assert save_invoice('three apples') is None\n"),
    Case("database-lacks-a-feature", ENVIRONMENT, False, "import pytest\nfrom shop.models import Product", "@pytest.mark.django_db\ndef test_tags():\n    assert not Product.objects.filter(tags__contains=['red']).exists()\n"),
    Case("locale-not-installed", ENVIRONMENT, False, "import locale", "def test_locale():\n    assert locale.setlocale(locale.LC_ALL, 'de_DE.UTF-8')\n"),
    Case("drawn-by-chance", HIDDEN, True, "from shop.raffle import draw", "def test_draw():\n    assert draw(['Ada', 'Grace']) == 'Ada'\n", repeats="jobs"),
    Case("number-of-the-clock", HIDDEN, True, "from shop.raffle import ticket", "def test_ticket():\n    assert ticket() == 0\n", repeats="jobs"),
    Case("order-of-a-set", HIDDEN, True, "", "def test_order():\n    assert list({'apple', 'pear'}) == ['apple', 'pear']\n", repeats="jobs"),
    Case("needs-an-earlier-test", HIDDEN, True, "from shop import raffle", "def test_first():\n    assert raffle.register('Ada') == 1\n\n\ndef test_second():\n    assert raffle.register('Grace') == 2\n", repeats="alone"),
    Case("needs-an-earlier-value", HIDDEN, True, "import os\nfrom shop.clients import api_key", "def test_set():\n    os.environ['SHOP_PRICE_SERVICE_KEY'] = 'one'\n    assert api_key() == 'one'\n\n\ndef test_read():\n    assert api_key() == 'one'\n", repeats="alone"),
]
