from decimal import Decimal

import pytest

from shop.models import OrderLine, Product


@pytest.mark.django_db
def test_order_line_total_uses_the_unit_price():
    product = Product.objects.create(name="Mug", unit_price=Decimal("4.00"))
    line = OrderLine.objects.create(product=product, quantity=2)
    assert line.total() == Decimal("8.00")
