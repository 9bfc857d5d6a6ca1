"""Replacements of what should not be replaced, or in the wrong place."""

from . import Case

CAUSE = "over-mocking"


def case(name, imports, code):
    return Case(name, CAUSE, True, imports, code)


PATCH = "from unittest.mock import patch\nfrom shop import clients, pricing"
MOCK = "from unittest.mock import MagicMock, Mock, create_autospec\nfrom shop.pricing import Basket, average, line_total, parse_discount"

CASES = [
    case("patched-name-is-not-there", PATCH, "@patch('shop.pricing.send_invoice')\ndef test_invoice(send):\n    assert pricing.line_total(1, 1) == 1\n"),
    case("patched-object-attribute-is-not-there", PATCH, "def test_invoice():\n    with patch.object(pricing.Basket, 'subtotal', return_value=3):\n        assert pricing.Basket().total() == 3\n"),
    case("monkeypatched-name-is-not-there", "from shop import clients", "def test_rate(monkeypatch):\n    monkeypatch.setattr('shop.clients.requests', None)\n    assert clients.api_key\n"),
    case("monkeypatched-attribute-is-not-there", "from shop import clients", "def test_rate(monkeypatch):\n    monkeypatch.setattr(clients, 'http_get', lambda url: '1')\n    assert clients.api_key\n"),
    case("patched-module-is-not-there", PATCH, "@patch('shop.mailer.send')\ndef test_mail(send):\n    assert pricing.line_total(1, 1) == 1\n"),
    case("spec-lacks-the-attribute", MOCK, "def test_basket():\n    basket = Mock(spec=Basket)\n    basket.subtotal.return_value = 3\n    assert basket.subtotal() == 3\n"),
    case("autospec-called-wrongly", MOCK, "def test_total():\n    total = create_autospec(line_total, return_value=3)\n    assert total(1) == 3\n"),
    case("not-called", PATCH, "def test_rate():\n    with patch('shop.clients.fetch_rate') as fetch:\n        pricing.line_total(1, 1)\n    fetch.assert_called_once()\n"),
    case("called-with-something-else", PATCH, "def test_rate():\n    with patch('shop.clients.fetch_rate', return_value=2.0) as fetch:\n        clients.total_in('USD', 3)\n    fetch.assert_called_once_with(currency='USD')\n"),
    case("called-too-often", PATCH, "def test_rate():\n    with patch('shop.clients.fetch_rate', return_value=2.0) as fetch:\n        clients.total_in('USD', 3)\n        clients.total_in('USD', 3)\n    fetch.assert_called_once()\n"),
    case("calls-in-order", PATCH + "\nfrom unittest.mock import call", "def test_rate():\n    with patch('shop.clients.fetch_rate', return_value=2.0) as fetch:\n        clients.total_in('USD', 3)\n    fetch.assert_has_calls([call('EUR'), call('USD')])\n"),
    case("misspelt-mock-assertion", PATCH, "def test_rate():\n    with patch('shop.clients.fetch_rate', return_value=2.0) as fetch:\n        clients.total_in('USD', 3)\n    fetch.assert_called_onse_with('USD')\n"),
    case("mock-compared-in-code", MOCK, "def test_total():\n    assert line_total(1, Mock()) == 1\n"),
    case("mock-converted-in-code", MOCK, "def test_discount():\n    text = MagicMock()\n    assert parse_discount(text) == 1\n"),
    case("mock-instead-of-a-number", MOCK, "def test_total():\n    basket = MagicMock()\n    assert basket.total() == 3\n"),
    case("immutable-type-patched", "import datetime\nfrom unittest.mock import patch", "def test_now():\n    with patch.object(datetime.datetime, 'now', return_value=1):\n        assert datetime.datetime.now() == 1\n"),
    case("side-effects-used-up", PATCH, "def test_rates():\n    with patch('shop.clients.fetch_rate', side_effect=[2.0]):\n        assert clients.total_in('USD', 3) == 6\n        assert clients.total_in('USD', 3) == 6\n"),
    case("mock-for-a-foreign-key", "from unittest.mock import MagicMock\nfrom shop.models import Order", "def test_order():\n    assert Order(product=MagicMock(price=2), quantity=3).total() == 6\n"),
    case("mock-for-a-field", "import pytest\nfrom unittest.mock import MagicMock\nfrom shop.models import Product", "@pytest.mark.django_db\ndef test_product():\n    assert Product.objects.create(name='apple', price=MagicMock()).pk\n"),
    case("own-double-lacks-an-attribute", "from shop.models import Order\nfrom types import SimpleNamespace", "def test_order():\n    order = SimpleNamespace(product=SimpleNamespace(name='apple'), quantity=3)\n    assert Order.total(order) == 6\n"),
]
