"""Names and parameters that exist, in another version than the one installed."""

from . import Case

CAUSE = "other-version-api"
OLD_PYTHON, NEW_PYTHON = ("py310",), ("py312",)
OLD_DJANGO, NEW_DJANGO = ("py310-dj42",), ("py312-dj52",)
OLD_PYTEST = ("py310-dj42-pt7", "py312-dj52-pt7")
NEW_PYTEST = ("py310-dj42-pt9", "py312-dj52-pt9")


def case(name, imports, code, environments=()):
    return Case(name, CAUSE, True, imports, code, environments=environments)


def in_class(line):
    return f"class TestShop(unittest.TestCase):\n    def test_one(self):\n        {line}\n"


def in_django_class(line):
    return f"class TestShop(TestCase):\n    def test_one(self):\n        {line}\n"


CASES = [
    case("assert-equals", "import unittest", in_class("self.assertEquals(1 + 1, 2)"), NEW_PYTHON),
    case("assert-not-equals", "import unittest", in_class("self.assertNotEquals(1 + 1, 3)"), NEW_PYTHON),
    case("assert-regexp-matches", "import unittest", in_class("self.assertRegexpMatches('apple', 'ppl')"), NEW_PYTHON),
    case("assert-items-equal", "import unittest", in_class("self.assertItemsEqual([1, 2], [2, 1])")),
    case("assert-dict-contains-subset", "import unittest", in_class("self.assertDictContainsSubset({'a': 1}, {'a': 1, 'b': 2})"), NEW_PYTHON),
    case("distutils-import", "from distutils.util import strtobool", "def test_yes():\n    assert strtobool('yes')\n", NEW_PYTHON),
    case("imp-import", "import imp", "def test_imp():\n    assert imp.find_module('shop')\n", NEW_PYTHON),
    case("collections-mapping", "import collections", "def test_mapping():\n    assert isinstance({}, collections.Mapping)\n"),
    case("datetime-utc-import", "from datetime import UTC, datetime", "def test_utc():\n    assert datetime.now(UTC).tzinfo is UTC\n", OLD_PYTHON),
    case("datetime-utc-attribute", "import datetime", "def test_utc():\n    assert datetime.datetime.now(datetime.UTC)\n", OLD_PYTHON),
    case("str-enum-import", "from enum import StrEnum", "class Colour(StrEnum):\n    RED = 'red'\n\n\ndef test_red():\n    assert Colour.RED == 'red'\n", OLD_PYTHON),
    case("tomllib-import", "import tomllib", "def test_toml():\n    assert tomllib.loads('a = 1') == {'a': 1}\n", OLD_PYTHON),
    case("itertools-batched", "import itertools", "def test_batches():\n    assert list(itertools.batched([1, 2, 3], 2))\n", OLD_PYTHON),
    case("asyncio-timeout", "import asyncio", "def test_timeout():\n    assert asyncio.timeout(1)\n", OLD_PYTHON),
    case("exception-group", "", "def test_group():\n    assert ExceptionGroup('all', [ValueError()]).exceptions\n", OLD_PYTHON),
    case("timezone-utc-of-django", "from django.utils import timezone", "def test_utc():\n    assert timezone.utc is not None\n", NEW_DJANGO),
    case("timezone-utc-of-django-imported", "from django.utils.timezone import utc", "def test_utc():\n    assert utc is not None\n", NEW_DJANGO),
    case("assert-queryset-equal", "import pytest\nfrom django.test import TestCase\nfrom shop.models import Product",
         in_django_class("self.assertQuerysetEqual(Product.objects.all(), [])"), NEW_DJANGO),
    case("assert-formset-error", "from django.test import TestCase", in_django_class("self.assertFormsetError(None, 0, 'name', [])"), NEW_DJANGO),
    case("url-of-django-conf", "from django.conf.urls import url", "def test_url():\n    assert url(r'^$', lambda request: None)\n"),
    case("ugettext", "from django.utils.translation import ugettext", "def test_text():\n    assert ugettext('yes') == 'yes'\n"),
    case("force-text", "from django.utils.encoding import force_text", "def test_text():\n    assert force_text(b'yes') == 'yes'\n"),
    case("urlquote", "from django.utils.http import urlquote", "def test_quote():\n    assert urlquote('a b') == 'a%20b'\n"),
    case("request-is-ajax", "from django.test import RequestFactory", "def test_ajax():\n    assert not RequestFactory().get('/').is_ajax()\n"),
    case("make-random-password", "from django.contrib.auth import get_user_model", "def test_password():\n    assert get_user_model().objects.make_random_password()\n", NEW_DJANGO),
    case("get-storage-class", "from django.core.files.storage import get_storage_class", "def test_storage():\n    assert get_storage_class()\n", NEW_DJANGO),
    case("reverse-with-query", "from django.urls import reverse", "def test_url():\n    assert reverse('product-list', query={'page': 2}) == '/products/?page=2'\n", OLD_DJANGO),
    case("response-text", "import pytest", "@pytest.mark.django_db\ndef test_text(client):\n    assert 'products' in client.get('/products/').text\n", OLD_DJANGO),
    case("generated-field", "from django.db.models import GeneratedField", "def test_field():\n    assert GeneratedField\n", OLD_DJANGO),
    case("field-db-default", "from django.db import models", "def test_default():\n    assert models.IntegerField(db_default=3).db_default == 3\n", OLD_DJANGO),
    case("aget-object-or-404", "from django.shortcuts import aget_object_or_404", "def test_get():\n    assert aget_object_or_404\n", OLD_DJANGO),
    case("raises-with-message", "import pytest\nfrom shop.pricing import PriceError, line_total",
         "def test_negative():\n    with pytest.raises(PriceError, message='no error'):\n        line_total(1, -1)\n"),
    case("warns-none", "import pytest\nfrom shop.pricing import line_total",
         "def test_silent():\n    with pytest.warns(None) as record:\n        line_total(1, 1)\n    assert not record\n"),
    case("pytest-config", "import pytest", "def test_config():\n    assert pytest.config\n"),
    case("raises-group", "import pytest", "def test_group():\n    with pytest.RaisesGroup(ValueError):\n        raise ValueError\n", OLD_PYTEST),
    case("raises-with-check", "import pytest\nfrom shop.pricing import PriceError, line_total",
         "def test_negative():\n    with pytest.raises(PriceError, check=lambda error: 'negative' in str(error)):\n        line_total(1, -1)\n", OLD_PYTEST),
    case("importorskip-exc-type", "import pytest", "def test_optional():\n    assert pytest.importorskip('json', exc_type=ImportError)\n", OLD_PYTEST),
    case("subtests-fixture", "", "def test_all(subtests):\n    with subtests.test('one'):\n        assert 1 + 1 == 2\n", OLD_PYTEST),
    case("pytest-collect-module", "import pytest", "def test_module():\n    assert pytest.collect.Module\n"),
]
