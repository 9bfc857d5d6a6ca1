import { describe, expect, test } from '@jest/globals';
import { choosePaths } from '../../../src/core/context/choose-paths.ts';
import { describePreflight } from '../../../src/core/context/preflight.ts';
import { rankPieces } from '../../../src/core/context/rank-pieces.ts';
import { findRelated } from '../../../src/core/django/related.ts';
import { createIndexer } from '../../../src/core/index/index-texts.ts';
import { loadPythonParser } from '../../../src/edges/files/load-grammar.ts';

const parser = await loadPythonParser();

const SHOP: Record<string, string> = {
  'manage.py': 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")\n',
  'config/settings.py': `INSTALLED_APPS = ["orders", "users"]
AUTH_USER_MODEL = "users.User"
ROOT_URLCONF = "config.urls"
REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"]}
`,
  'config/urls.py': `from django.urls import include, path
urlpatterns = [path("api/", include("orders.urls", namespace="v1"))]
`,
  'orders/__init__.py': '',
  'orders/urls.py': `from rest_framework.routers import SimpleRouter
from .views import OrderViewSet
router = SimpleRouter()
router.register("orders", OrderViewSet, basename="order")
urlpatterns = router.urls
`,
  'orders/views.py': `from rest_framework import viewsets
from rest_framework.decorators import action
from .models import Order
from .serializers import OrderSerializer
class OrderViewSet(viewsets.ModelViewSet):
    queryset = Order.objects.all()
    serializer_class = OrderSerializer
    permission_classes = [IsOwner]
    @action(detail=True, methods=["post"])
    def pay(self, request, pk=None):
        return 1
    @action(detail=False, permission_classes=[IsAdmin], url_path="by-(?P<day>[0-9]+)")
    def by_day(self, request, day):
        return 1
`,
  'orders/serializers.py': `from rest_framework import serializers
from .models import Order
class OrderSerializer(serializers.ModelSerializer):
    class Meta:
        model = Order
        fields = ["number", "owner"]
`,
  'orders/models.py': `from django.conf import settings
from django.db import models
class Order(models.Model):
    number = models.CharField(max_length=9)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    note = models.TextField(blank=True)
`,
  'orders/tasks.py': 'from celery import shared_task\n@shared_task\ndef remind():\n    return 1\n',
  'users/__init__.py': '',
  'users/models.py': 'from django.contrib.auth.models import AbstractUser\nclass User(AbstractUser): ...\n',
  'tests/factories.py': `import factory
from orders.models import Order
class OrderFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Order
`,
  'tests/test_orders.py': `import pytest
from rest_framework.test import APITestCase
pytestmark = pytest.mark.django_db
class OrderTests(APITestCase):
    def test_one(self): ...
def test_two(db): ...
`,
};

function preflightOf(target: string, files = SHOP): string[] {
  const [path = '', qualname = ''] = target.split('::');
  const texts = new Map(Object.entries(files));
  const index = createIndexer(parser, Object.keys(files))(texts);
  return describePreflight({ parser, index, texts, targets: [{ path, qualname }] }).text.split('\n');
}

const COMMON = [
  'Django facts, read from syntax:',
  '- user model: users.User, User in users/models.py',
  '- 1 of 1 test modules that were read use `pytest.mark.django_db`',
  '- the fixture `db` is asked for by 1 of the tests that were read',
  '- test classes derive from rest_framework.test.APITestCase (1)',
  '- factories: OrderFactory → Order in tests/factories.py',
];

describe('what a prompt says before the context', () => {
  test.each<[string, string[]]>([
    [
      'orders/views.py::OrderViewSet.pay',
      [
        '- URL /api/orders/<pk>/pay/, name v1:order-pay (POST → pay)',
        '- serializer: OrderSerializer (orders/serializers.py) of Order (orders/models.py)',
        '- permissions: IsOwner',
        '- authentication: TokenAuthentication (default of the settings)',
      ],
    ],
    [
      'orders/views.py::OrderViewSet.by_day',
      [
        '- URL /api/orders/by-<day>/, name v1:order-by-day (GET → by_day)',
        '- serializer: OrderSerializer (orders/serializers.py) of Order (orders/models.py)',
        '- permissions: IsAdmin (of this action)',
        '- authentication: TokenAuthentication (default of the settings)',
      ],
    ],
    [
      'orders/serializers.py::OrderSerializer',
      [
        '- a serializer of Order (orders/models.py), fields number, owner',
        '- used by OrderViewSet (orders/views.py) at /api/orders/ (v1:order-list)',
      ],
    ],
    [
      'orders/models.py::Order',
      [
        '- the model orders.Order',
        '- needs: number (CharField), owner (ForeignKey to users.User)',
        '- factory: OrderFactory (tests/factories.py)',
        '- serializers: OrderSerializer (orders/serializers.py)',
        '- views: OrderViewSet (orders/views.py)',
      ],
    ],
    [
      'orders/tasks.py::remind',
      ['- a Celery task (`@shared_task`): call it directly or by `.apply()`, not through a broker'],
    ],
  ])('%s', (target, lines) => {
    expect(preflightOf(target)).toEqual([...COMMON, `Target ${target}:`, ...lines]);
  });

  test('DRF’s own defaults count only where all settings were read', () => {
    const views = SHOP['orders/views.py']!.replace('    permission_classes = [IsOwner]\n', '');
    const open = preflightOf('orders/views.py::OrderViewSet.pay', { ...SHOP, 'orders/views.py': views });
    expect(open).toContain("- permissions: AllowAny (DRF's default; the settings that were read name none)");
    const settings = `from corporate import *\n${SHOP['config/settings.py']}`;
    const more = { ...SHOP, 'orders/views.py': views, 'config/settings.py': settings };
    expect(preflightOf('orders/views.py::OrderViewSet.pay', more)).toContain(
      '- permissions: none named here; those of the settings are not known',
    );
  });

  test('an index may know more files than were read: their URLs are not taken for none', () => {
    const all = new Map(Object.entries(SHOP));
    const index = createIndexer(parser, Object.keys(SHOP))(all);
    const texts = new Map([...all].filter(([path]) => !path.startsWith('config/')));
    const targets = [{ path: 'orders/views.py', qualname: 'OrderViewSet.pay' }];
    const { text } = describePreflight({ parser, index, texts, targets });
    expect(text).toContain('- URL /orders/<pk>/pay/, name order-pay (POST → pay)');
    expect(text).toContain('- what stands before these URLs is not known: use their names');
  });

  test('nothing where there is no Django, and never more than 1,000 tokens', () => {
    expect(preflightOf('a.py::f', { 'a.py': 'def f(): ...\n' })).toEqual(['']);
    const factories = Array.from(
      { length: 3_000 },
      (_, at) =>
        `class F${at}(factory.django.DjangoModelFactory):\n    class Meta:\n        model = "${'x'.repeat(99)}"\n`,
    );
    const long = preflightOf('orders/models.py::Order', {
      ...SHOP,
      'tests/factories.py': `import factory\n${factories.join('')}`,
      'orders/urls.py': `${SHOP['orders/urls.py']}urlpatterns = [*urlpatterns, ${'path("x/", OrderViewSet.as_view()),'.repeat(3_000)}]\n`,
    });
    expect(long.join('\n').length).toBeLessThanOrEqual(3_000);
  });
});

test('the files that hold the facts are read, and what belongs to a target is shown', () => {
  const target = { path: 'orders/views.py', qualname: 'OrderViewSet', id: 'orders/views.py::OrderViewSet' };
  const allPaths = Object.keys(SHOP);
  const texts = new Map([['orders/views.py', SHOP['orders/views.py']!]]);
  const indexer = createIndexer(parser, allPaths);
  for (let pass = 0; pass < 4; pass++) {
    const chosen = choosePaths({
      index: indexer(texts),
      targets: [target] as never,
      changeSet: { files: [] } as never,
      texts,
    });
    for (const { path } of chosen) texts.set(path, SHOP[path]!);
  }
  expect([...texts.keys()]).toEqual(
    expect.arrayContaining([
      'config/settings.py',
      'config/urls.py',
      'orders/urls.py',
      'orders/serializers.py',
      'orders/models.py',
    ]),
  );
  const fastApi = { 'app/main.py': '', 'app/routers/carts.py': 'router = APIRouter()\n' };
  const cart = { ...target, path: 'app/routers/carts.py', qualname: 'carts' };
  const cartTexts = new Map([['app/routers/carts.py', fastApi['app/routers/carts.py']]]);
  const ofCart = choosePaths({
    index: createIndexer(parser, Object.keys(fastApi))(cartTexts),
    targets: [cart] as never,
    changeSet: { files: [] } as never,
    texts: cartTexts,
  });
  expect(ofCart).toEqual([{ path: 'app/main.py', reason: 'may include the router of app/routers/carts.py' }]);
  const index = indexer(new Map(Object.entries(SHOP)));
  expect(findRelated(index, target).map(({ ref, reason }) => [ref.qualname, reason])).toEqual([
    ['OrderSerializer', 'serializer by the view of a target'],
    ['Order', 'model of OrderSerializer'],
    ['Order', 'model by the view of a target'],
  ]);
  expect(
    findRelated(index, { path: 'orders/models.py', qualname: 'Order' }).map(({ ref, reason }) => [
      ref.qualname,
      reason,
    ]),
  ).toEqual([
    ['OrderSerializer', 'serializer of a target'],
    ['OrderFactory', 'factory of a target'],
  ]);
  expect(
    findRelated(index, { path: 'orders/serializers.py', qualname: 'OrderSerializer' }).map(
      ({ ref }) => ref.qualname,
    ),
  ).toEqual(['Order', 'OrderViewSet']);
  const { wanted } = rankPieces(index, [{ path: 'orders/models.py', qualname: 'Order' }], () => false, []);
  expect(wanted.find(({ reason }) => reason === 'factory of a target')?.ref).toEqual({
    path: 'tests/factories.py',
    qualname: 'OrderFactory',
  });
});
