"""Marks, settings, app registry and migrations."""

from . import Case

MARK, SETTINGS, REGISTRY, MIGRATIONS = "database-mark", "django-settings", "app-registry", "migrations"
PLAIN = ("py312-dj52-pt9-plain",)

CASES = [
    Case("query-without-mark", MARK, True, "from shop.models import Product", "def test_none():\n    assert Product.objects.count() == 0\n"),
    Case("save-without-mark", MARK, True, "from shop.models import Product", "def test_save():\n    product = Product(name='apple', price=2)\n    product.save()\n    assert product.pk\n"),
    Case("view-without-mark", MARK, True, "", "def test_list(client):\n    assert client.get('/products/').status_code == 200\n"),
    Case("code-queries-without-mark", MARK, True, "from shop.models import Product", "def test_publish():\n    assert Product(name='apple', price=2).publish().pk\n"),
    Case("query-in-setup-method", MARK, True, "from shop.models import Product", "class TestProduct:\n    def setup_method(self):\n        self.product = Product.objects.create(name='apple', price=2)\n\n    def test_name(self):\n        assert self.product.name == 'apple'\n"),
    Case("query-in-a-fixture", MARK, True, "import pytest\nfrom shop.models import Product", "@pytest.fixture\ndef product():\n    return Product.objects.create(name='apple', price=2)\n\n\ndef test_name(product):\n    assert product.name == 'apple'\n"),
    Case("simple-test-case-queries", MARK, True, "from django.test import SimpleTestCase\nfrom shop.models import Product", "class TestProduct(SimpleTestCase):\n    def test_none(self):\n        self.assertEqual(Product.objects.count(), 0)\n"),
    Case("simple-test-case-view", MARK, True, "from django.test import SimpleTestCase", "class TestPage(SimpleTestCase):\n    def test_list(self):\n        self.assertEqual(self.client.get('/products/').status_code, 200)\n"),
    Case("unittest-case-queries", MARK, True, "import unittest\nfrom shop.models import Product", "class TestProduct(unittest.TestCase):\n    def test_none(self):\n        self.assertEqual(Product.objects.count(), 0)\n"),
    Case("query-after-broken-transaction", MARK, True, "import pytest\nfrom django.db import IntegrityError\nfrom shop.models import Product",
         "@pytest.mark.django_db\ndef test_twice():\n    Product.objects.create(name='apple', price=2)\n    with pytest.raises(IntegrityError):\n        Product.objects.create(name='apple', price=2)\n    assert Product.objects.count() == 1\n"),
    Case("models-without-settings", SETTINGS, False, "from shop.models import Product", "def test_name():\n    assert Product(name='apple').name == 'apple'\n", variant="unconfigured"),
    Case("url-without-settings", SETTINGS, False, "from django.urls import reverse", "def test_url():\n    assert reverse('product-list') == '/products/'\n", variant="unconfigured"),
    Case("setting-without-settings", SETTINGS, False, "from django.conf import settings", "def test_zone():\n    assert settings.USE_TZ\n", variant="unconfigured"),
    Case("template-without-settings", SETTINGS, False, "from django.template import Context, Template", "def test_text():\n    assert Template('{{ a }}').render(Context({'a': 1})) == '1'\n", variant="unconfigured"),
    Case("models-without-settings-plain", SETTINGS, False, "from shop.models import Product", "def test_name():\n    assert Product(name='apple').name == 'apple'\n", variant="unconfigured", environments=PLAIN),
    Case("settings-configured-again", SETTINGS, True, "from django.conf import settings", "def test_configure():\n    settings.configure(DEBUG=True)\n    assert settings.DEBUG\n"),
    Case("models-without-setup", REGISTRY, False, "from shop.models import Product", "def test_name():\n    assert Product(name='apple').name == 'apple'\n", variant="named-only", environments=PLAIN),
    Case("user-model-without-setup", REGISTRY, False, "from django.contrib.auth import get_user_model", "def test_user():\n    assert get_user_model()\n", variant="named-only", environments=PLAIN),
    Case("views-without-setup", REGISTRY, False, "from shop import views", "def test_view():\n    assert views.report\n", variant="named-only", environments=PLAIN),
    Case("own-model-without-label", REGISTRY, True, "from django.db import models", "class Colour(models.Model):\n    name = models.CharField(max_length=10)\n\n\ndef test_colour():\n    assert Colour(name='red').name == 'red'\n"),
    Case("own-model-of-an-unknown-app", REGISTRY, True, "from django.apps import apps", "def test_app():\n    assert apps.get_app_config('billing').name == 'billing'\n"),
    Case("own-model-without-table", MIGRATIONS, True, "import pytest\nfrom django.db import models", "class Colour(models.Model):\n    name = models.CharField(max_length=10)\n\n    class Meta:\n        app_label = 'shop'\n\n\n@pytest.mark.django_db\ndef test_colour():\n    assert Colour.objects.create(name='red').pk\n"),
    Case("table-without-migration", MIGRATIONS, False, "import pytest\nfrom shop.models import Refund", "@pytest.mark.django_db\ndef test_refund():\n    assert Refund.objects.create(reason='broken').pk\n"),
    Case("table-without-migration-read", MIGRATIONS, False, "from django.test import TestCase\nfrom shop.models import Refund", "class TestRefund(TestCase):\n    def test_none(self):\n        self.assertEqual(list(Refund.objects.all()), [])\n"),
    Case("column-without-migration", MIGRATIONS, False, "import pytest\nfrom shop.models import Order, Product", "@pytest.mark.django_db\ndef test_order():\n    product = Product.objects.create(name='apple', price=2)\n    assert Order.objects.create(product=product, quantity=3).total() == 6\n"),
    Case("column-without-migration-read", MIGRATIONS, False, "import pytest\nfrom shop.models import Order", "@pytest.mark.django_db\ndef test_none():\n    assert not Order.objects.filter(quantity=3).exists() and not list(Order.objects.all())\n"),
]
