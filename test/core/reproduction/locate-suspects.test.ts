import { beforeAll, describe, expect, test } from '@jest/globals';
import type { PythonParser } from '../../../src/core/python/parser.ts';
import { isolateReport } from '../../../src/core/reproduction/isolate-report.ts';
import { locateSuspects } from '../../../src/core/reproduction/locate-suspects.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';

let parser: PythonParser;
beforeAll(async () => {
  parser = await loadPythonParser();
});

const FILES = {
  'manage.py': '',
  'orders/__init__.py': '',
  'orders/urls.py': `from django.urls import path
from rest_framework.routers import SimpleRouter
from . import views
from .views import InvoiceViewSet, OrderDetail
router = SimpleRouter()
router.register("invoices", InvoiceViewSet)
urlpatterns = [path("orders/<int:pk>/", OrderDetail.as_view()), path("carts/", views.cart_list)] + router.urls
`,
  'orders/views.py':
    'from rest_framework.views import APIView\nfrom rest_framework.viewsets import ModelViewSet\nclass OrderDetail(APIView):\n    serializer_class = OrderSerializer\n\n    def get(self, request, pk):\n        return Response(pk)\n\n\nclass InvoiceViewSet(ModelViewSet):\n    serializer_class = OrderSerializer\n\n\ndef cart_list(request):\n    return render(request)\n',
  'orders/serializers.py':
    'class OrderSerializer(ModelSerializer):\n    class Meta:\n        model = Order\n\n    def validate_amount(self, value):\n        raise ValidationError("Amount must not be below zero.")\n',
  'orders/models.py': 'class Order(models.Model):\n    def grand_total(self):\n        return 1\n',
  'orders/prices.py':
    'def round_price(value):\n    return value\n\n\ndef apply_discount(price, percent):\n    return price\n',
  'tests/test_prices.py': 'def test_round_price():\n    pass\n',
};

/** The first suspects, each with a part of a reason. */
function check(body: string, expected: [id: string, reason: string][], title = 'Wrong'): void {
  const texts = new Map(Object.entries(FILES));
  const found = locateSuspects(parser, isolateReport({ title, body }), texts, [...texts.keys()], []);
  const top = found.slice(0, expected.length).map(({ id, reasons }) => [id, reasons.join('; ')]);
  expect(top).toEqual(expected.map(([id, reason]) => [id, expect.stringContaining(reason)]));
  expect(found.some(({ path }) => path.startsWith('tests/'))).toBe(false);
}

describe('suspects are ranked', () => {
  test('the function in which the traceback ends comes first', () =>
    check(
      'Traceback (most recent call last):\n  File "/app/orders/views.py", line 14, in cart_list\n    x()\n  File "/app/orders/prices.py", line 2, in round_price\n    y\nTypeError: no',
      [
        ['orders/prices.py::round_price', 'the traceback ends in it'],
        ['orders/views.py::cart_list', 'a frame of the traceback'],
      ],
    ));
  test('names in code', () =>
    check('`Order.grand_total()` ignores the tax.', [
      ['orders/models.py::Order.grand_total', 'the report names `Order.grand_total`'],
    ]));
  test('what a search by meaning found counts, and less than what the report names', () => {
    const texts = new Map(Object.entries(FILES));
    const near = ['cart_list', 'round_price'].map((qualname) => ({
      ref: { path: qualname === 'cart_list' ? 'orders/views.py' : 'orders/prices.py', qualname },
      reason: 'close in meaning',
    }));
    const report = isolateReport({ title: 'Wrong', body: '`Order.grand_total()` vanishes.' });
    const found = locateSuspects(parser, report, texts, [...texts.keys()], near);
    const reasonOf = (wanted: string) => found.find(({ id }) => id === wanted)?.reasons.join('; ');
    expect(found[0]?.id).toBe('orders/models.py::Order.grand_total');
    expect(reasonOf('orders/views.py::cart_list')).toContain('close to the report in meaning');
    expect(reasonOf('orders/prices.py::round_price')).toContain('close to the report in meaning');
  });
  test('a URL leads to its view, the view’s serializer and the serializer’s model', () => {
    const texts = new Map(Object.entries(FILES));
    const report = isolateReport({ title: 'Wrong', body: 'GET /api/v1/orders/5/?full=1 answers 500.' });
    const found = locateSuspects(parser, report, texts, [...texts.keys()], []);
    const ids = found.map(({ id }) => id);
    const reasonOf = (wanted: string) => found.find(({ id }) => id === wanted)?.reasons.join('; ');
    expect(reasonOf('orders/serializers.py::OrderSerializer')).toContain('the serializer of the view');
    expect(reasonOf('orders/models.py::Order')).toContain('the model of the view');
    expect(ids[0]).toBe('orders/views.py::OrderDetail');
    expect(ids).toEqual(
      expect.arrayContaining([
        'orders/views.py::OrderDetail.get',
        'orders/serializers.py::OrderSerializer',
        'orders/serializers.py::OrderSerializer.validate_amount',
        'orders/models.py::Order',
      ]),
    );
  });
  test('what a router has registered has URLs with a key', () =>
    check('`/invoices/7/` is empty', [['orders/views.py::InvoiceViewSet', 'leads to it']]));
  test('an error message that stands in the code', () =>
    check('I get "Amount must not be below zero." for 5.', [
      ['orders/serializers.py::OrderSerializer.validate_amount', 'it holds the text'],
    ]));
  test('words alone', () =>
    check(
      'Ten percent of a price is not taken off.',
      [['orders/prices.py::apply_discount', 'shares the words']],
      'Discount is ignored',
    ));
});
