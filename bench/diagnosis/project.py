"""The small Django project that the failing tests of the corpus are written for, in two variants."""

FILES = {
    "manage.py": "",
    "config/__init__.py": "",
    "config/settings.py": '''SECRET_KEY = "only-for-the-corpus"
USE_TZ = True
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "shop"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
ROOT_URLCONF = "config.urls"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ALLOWED_HOSTS = ["testserver"]
MIDDLEWARE = []
''',
    "config/urls.py": '''from django.urls import path

from shop import views

urlpatterns = [
    path("products/", views.product_list, name="product-list"),
    path("products/<int:pk>/", views.product_detail, name="product-detail"),
    path("broken/", views.broken_page, name="broken"),
    path("report/", views.report, name="report"),
]
''',
    "shop/__init__.py": "",
    "shop/apps.py": '''from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "shop"
''',
    "shop/models.py": '''from django.core.exceptions import ValidationError
from django.db import models


class Product(models.Model):
    name = models.CharField(max_length=40, unique=True)
    price = models.DecimalField(max_digits=8, decimal_places=2)
    tags = models.JSONField(default=list)

    def clean(self):
        if self.price < 0:
            raise ValidationError({"price": "must not be negative"})

    def publish(self):
        """Checks every field, then saves."""
        self.full_clean()
        self.save()
        return self


class Order(models.Model):
    product = models.ForeignKey(Product, on_delete=models.CASCADE)
    quantity = models.IntegerField()
    note = models.CharField(max_length=200, default="")

    def total(self):
        return self.product.price * self.quantity


class Refund(models.Model):
    reason = models.CharField(max_length=100)
''',
    "shop/migrations/__init__.py": "",
    # The column `note` and the model Refund have no migration: that is planted.
    "shop/migrations/0001_initial.py": '''from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel(
            "Product",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("name", models.CharField(max_length=40, unique=True)),
                ("price", models.DecimalField(max_digits=8, decimal_places=2)),
                ("tags", models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            "Order",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("product", models.ForeignKey("shop.Product", on_delete=models.CASCADE)),
                ("quantity", models.IntegerField()),
            ],
        ),
    ]
''',
    "shop/templates/shop/broken.html": "{% load nothing_like_this %}\n",
    "shop/views.py": '''from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render

from shop.models import Product
from shop.pricing import average


def product_list(request):
    return JsonResponse({"products": list(Product.objects.order_by("name").values("name"))})


def product_detail(request, pk):
    product = get_object_or_404(Product, pk=pk)
    return JsonResponse({"name": product.name, "price": str(product.price)})


def broken_page(request):
    return render(request, "shop/broken.html")


def report(request):
    return HttpResponse(f"average {average([])}")
''',
    "shop/pricing.py": '''from decimal import Decimal

SHIPPING = 6


class PriceError(ValueError):
    """A price or quantity that cannot be."""


def line_total(unit_price: Decimal, quantity: int) -> Decimal:
    """What the pieces cost together; ten or more cost a tenth less."""
    if quantity < 0:
        raise PriceError("quantity must not be negative")
    total = unit_price * quantity
    if quantity >= 10:
        total = total * Decimal("0.9")
    return total


def shipping(weight: int) -> int:
    """What a parcel of this weight costs."""
    return SHIPPING * max(weight, 1)


def parse_discount(text: str) -> Decimal:
    """`15%` as 0.15."""
    return Decimal(text.rstrip("%")) / 100


def average(prices: list) -> Decimal:
    """The mean of the prices."""
    return sum(prices) / len(prices)


def price_of(table: dict, name: str) -> Decimal:
    """The price that the table has for the name."""
    return table[name]


def depth(category: dict) -> int:
    """How many categories stand above this one."""
    parent = category.get("parent")
    return 0 if parent is None else 1 + depth(parent)


def rounded(amount: Decimal) -> Decimal:
    """To whole cents."""
    return amount.quantize(CENT)


class Basket:
    """Products with prices and quantities."""

    def __init__(self, currency: str = "EUR") -> None:
        self.currency = currency
        self.lines = []

    def add(self, name: str, price: Decimal, quantity: int = 1) -> None:
        self.lines.append((name, price, quantity))

    def total(self) -> Decimal:
        return sum((line_total(price, quantity) for _, price, quantity in self.lines), Decimal(0))

    async def checkout(self) -> Decimal:
        return self.total()
''',
    "shop/clients.py": '''import json
import os
import socket
import subprocess
import urllib.request
from zoneinfo import ZoneInfo


def fetch_rate(currency: str) -> float:
    """The rate that the bank publishes."""
    with urllib.request.urlopen(f"http://8.8.8.8/rates/{currency}", timeout=2) as answer:
        return json.load(answer)["rate"]


def notify(amount: float) -> bool:
    """Tells the accounting service on this machine."""
    with socket.create_connection(("127.0.0.1", 9), timeout=2) as connection:
        connection.sendall(str(amount).encode())
    return True


def extract_text(path: str) -> str:
    """The text of a PDF file."""
    return subprocess.run(["pdf-to-text-tool", path], check=True, capture_output=True, text=True).stdout


def warehouse_zone() -> ZoneInfo:
    """Where the warehouse stands."""
    return ZoneInfo("Europe/Warehouse")


def api_key() -> str:
    """The key of the price service."""
    return os.environ["SHOP_PRICE_SERVICE_KEY"]


def save_invoice(text: str) -> None:
    """Writes the invoice where the printer looks for it."""
    with open("/proc/shop-printer/invoice.txt", "w") as file:
        file.write(text)


def total_in(currency: str, amount: float) -> float:
    """The amount in another currency."""
    return amount * fetch_rate(currency)
''',
    "shop/payments.py": '''import stripe


def charge(amount):
    """Takes the amount from the card."""
    return stripe.Charge.create(amount=amount)
''',
    "shop/raffle.py": '''import random
import time

WINNERS = []


def draw(names: list) -> str:
    """One of the names, by chance."""
    return random.choice(names)


def register(name: str) -> int:
    """Adds a winner; how many there are."""
    WINNERS.append(name)
    return len(WINNERS)


def ticket() -> int:
    """A number from the clock."""
    return time.perf_counter_ns() // 1000 % 2
''',
    "tests/conftest.py": '''import pytest


@pytest.fixture
def price_list():
    return {"apple": 2, "pear": 3}


@pytest.fixture
def customer_name():
    return "Ada"
''',
    "tests/test_existing.py": '''from decimal import Decimal

from shop.pricing import line_total


def test_three_pieces():
    assert line_total(Decimal(2), 3) == 6
''',
}

CONFIGURED = {"pytest.ini": "[pytest]\nDJANGO_SETTINGS_MODULE = config.settings\naddopts = --strict-markers\n"}
UNCONFIGURED = {"pytest.ini": "[pytest]\n"}
# Without pytest-django, somebody named the settings and nobody called django.setup().
NAMED_ONLY = {
    "pytest.ini": "[pytest]\n",
    "tests/conftest.py": FILES["tests/conftest.py"].replace(
        "import pytest\n",
        'import os\n\nimport pytest\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")\n',
        1,
    ),
}
VARIANTS = {"configured": CONFIGURED, "unconfigured": UNCONFIGURED, "named-only": NAMED_ONLY}

# What the change changed: a parcel cost less before.
BASE_FILES = {**FILES, "shop/pricing.py": FILES["shop/pricing.py"].replace("SHIPPING = 6", "SHIPPING = 5")}
