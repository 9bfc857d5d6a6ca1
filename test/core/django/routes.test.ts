import { describe, expect, test } from '@jest/globals';
import { fitsUrl, reverseNameOf, urlOf } from '../../../src/core/django/route-text.ts';
import { readRoutes } from '../../../src/core/django/routes.ts';
import { givenProject } from './project.ts';

/** Each route as `pattern (name) → view`, and the problems behind. */
function routesOf(files: Record<string, string>, root = 'config/urls.py'): string[] {
  const { routes, problems } = readRoutes(givenProject(files), root);
  return [
    ...routes.map((route) => {
      const view = route.view ? `${route.view.path}::${route.view.qualname}` : route.viewName;
      const actions = route.actions ? ` ${JSON.stringify(route.actions).replaceAll('"', '')}` : '';
      return `${route.pattern} (${reverseNameOf(route) ?? ''}) → ${view}${actions}`;
    }),
    ...problems,
  ];
}

const VIEWS = `from django.views.generic import ListView
from rest_framework import viewsets
from rest_framework.decorators import action, api_view
class OrderList(ListView): ...
def detail(request, pk): ...
class Latest(Feed): ...
class OrderViewSet(viewsets.ModelViewSet):
    lookup_field = "number"
    @action(detail=True, methods=["post"], url_path="pay-now")
    def pay(self, request, number): ...
    @action(detail=False)
    def overdue(self, request): ...
class LogViewSet(viewsets.ReadOnlyModelViewSet):
    queryset = Log.objects.all()
class Silent(viewsets.ViewSet): ...
`;

describe('what urlpatterns say', () => {
  test.each<[string, Record<string, string>, string[]]>([
    [
      'path, re_path and url, with decorators, lambdas and other people’s views',
      {
        'config/urls.py': `from django.urls import path, re_path
from django.conf.urls import url
from django.contrib.auth.decorators import login_required
from django.views.generic import RedirectView
from shop import views
from shop.views import OrderList as Orders
home = login_required(Orders.as_view())
urlpatterns = [
    path("orders/", Orders.as_view(), name="orders"),  # a comment
    re_path(r"^orders/(?P<pk>\\d+)/$", login_required(views.detail), name="order"),
    url(r"^old/$", RedirectView.as_view(url="/")),
    path("home/", home),
    path("feed/", login_required(views.Latest())),
    path("ping/", lambda request: None, name="ping"),
]`,
        'shop/views.py': VIEWS,
      },
      [
        'orders/ (orders) → shop/views.py::OrderList',
        '^orders/(?P<pk>\\d+)/$ (order) → shop/views.py::detail',
        '^old/$ () → django.views.generic.RedirectView',
        'home/ () → shop/views.py::OrderList',
        'feed/ () → shop/views.py::Latest',
        'ping/ (ping) → (only running shows it)',
      ],
    ],
    [
      'include of modules, lists, tuples and triples, with namespaces',
      {
        'config/urls.py': `from django.urls import include, path
from shop import urls as shop_urls, views
extra = [path("x/", views.detail, name="x")]
urlpatterns = [
    path("a/", include("shop.urls")),
    path("b/", include(shop_urls, namespace="b")),
    path("c/", include((extra, "app"), namespace="c")),
    path("d/", include(extra)),
    path("e/", (extra, "app", "e")),
    path("f/", include([path("y/", views.detail)])),
    path("g/", include("elsewhere.urls")),
]`,
        'shop/urls.py': `from django.urls import path
from .views import OrderList
app_name = "shop"
urlpatterns = [path("list/", OrderList.as_view(), name="list")]`,
        'shop/views.py': VIEWS,
      },
      [
        'a/list/ (shop:list) → shop/views.py::OrderList',
        'b/list/ (b:list) → shop/views.py::OrderList',
        'c/x/ (c:x) → shop/views.py::detail',
        'd/x/ (x) → shop/views.py::detail',
        'e/x/ (e:x) → shop/views.py::detail',
        'f/y/ () → shop/views.py::detail',
        "config/urls.py includes elsewhere.urls, which is not the project's",
      ],
    ],
    [
      'sums, +=, append, conditions, i18n_patterns, format suffixes and functions that return patterns',
      {
        'config/urls.py': `from django.urls import path
from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from rest_framework.urlpatterns import format_suffix_patterns
from shop import views
from .more import urlpatterns as more, made
urlpatterns = [path("a/", views.detail)] + more
urlpatterns += [path("b/", views.detail), *made()]
if settings.DEBUG:
    urlpatterns = [path("debug/", views.detail)] + urlpatterns
urlpatterns.append(path("c/", views.detail))
urlpatterns += i18n_patterns(path("d/", views.detail)) + static("/m/")
urlpatterns += format_suffix_patterns([path("e/", views.detail)])
`,
        'config/more.py': `from django.urls import path
from shop.views import detail
urlpatterns = [path("more/", detail)]
def made():
    found = [path("made/", detail)]
    return found
`,
        'shop/views.py': VIEWS,
      },
      [
        'a/ () → shop/views.py::detail',
        'more/ () → shop/views.py::detail',
        'b/ () → shop/views.py::detail',
        'made/ () → shop/views.py::detail',
        'debug/ () → shop/views.py::detail',
        'a/ () → shop/views.py::detail',
        'more/ () → shop/views.py::detail',
        'b/ () → shop/views.py::detail',
        'made/ () → shop/views.py::detail',
        'c/ () → shop/views.py::detail',
        '<language>/d/ () → shop/views.py::detail',
        'e/ () → shop/views.py::detail',
        'e<drf_format_suffix:format> () → shop/views.py::detail',
      ],
    ],
    [
      'routers: registered here and elsewhere, nested, without a trailing slash',
      {
        'config/urls.py': `from django.urls import include, path
from rest_framework.routers import SimpleRouter
from shop.api import router
from shop import views
plain = SimpleRouter(trailing_slash=False)
plain.register("logs", views.LogViewSet)
plain.register("silent", views.Silent, basename="silent")
for name in names:
    plain.register(name, views.LogViewSet)
urlpatterns = [path("api/", include(router.urls)), path("", include((plain.urls, "plain"))), path("w/", views.OrderViewSet.as_view({"get": "list"}))]
`,
        'shop/api.py': `from rest_framework_extensions.routers import ExtendedSimpleRouter
from .views import OrderViewSet, LogViewSet
router = ExtendedSimpleRouter()
orders = router.register(r"orders", OrderViewSet, basename="order")
orders.register("logs", LogViewSet, basename="order-log", parents_query_lookups=["order"])
`,
        'shop/views.py': `from .models import Log\n${VIEWS}`,
        'shop/models.py': 'from django.db import models\nclass Log(models.Model): ...\n',
      },
      [
        'api/^orders/$ (order-list) → shop/views.py::OrderViewSet {get:list,post:create}',
        'api/^orders/overdue/$ (order-overdue) → shop/views.py::OrderViewSet {get:overdue}',
        'api/^orders/(?P<number>[^/.]+)/$ (order-detail) → shop/views.py::OrderViewSet {get:retrieve,put:update,patch:partial_update,delete:destroy}',
        'api/^orders/(?P<number>[^/.]+)/pay-now/$ (order-pay) → shop/views.py::OrderViewSet {post:pay}',
        'api/^orders/(?P<parent_lookup_order>[^/.]+)/logs/$ (order-log-list) → shop/views.py::LogViewSet {get:list}',
        'api/^orders/(?P<parent_lookup_order>[^/.]+)/logs/(?P<pk>[^/.]+)/$ (order-log-detail) → shop/views.py::LogViewSet {get:retrieve}',
        '^logs$ (plain:log-list) → shop/views.py::LogViewSet {get:list}',
        '^logs/(?P<pk>[^/.]+)$ (plain:log-detail) → shop/views.py::LogViewSet {get:retrieve}',
        'w/ () → shop/views.py::OrderViewSet {get:list}',
        'config/urls.py:9 registers in a loop',
      ],
    ],
    [
      'routers of drf-nested-routers',
      {
        'config/urls.py': `from rest_framework_nested.routers import NestedSimpleRouter, SimpleRouter
from shop.views import LogViewSet, OrderViewSet
router = SimpleRouter()
router.register("orders", OrderViewSet, basename="order")
logs = NestedSimpleRouter(router, "orders", lookup="order")
logs.register("logs", LogViewSet, basename="log")
lines = NestedSimpleRouter(logs, "logs", lookup="log")
lines.register("lines", LogViewSet, basename="line")
urlpatterns = logs.urls + lines.urls
`,
        'shop/views.py': VIEWS,
      },
      [
        '^orders/(?P<order_number>[^/.]+)/logs/$ (log-list) → shop/views.py::LogViewSet {get:list}',
        '^orders/(?P<order_number>[^/.]+)/logs/(?P<pk>[^/.]+)/$ (log-detail) → shop/views.py::LogViewSet {get:retrieve}',
        '^orders/(?P<order_number>[^/.]+)/logs/(?P<log_pk>[^/.]+)/lines/$ (line-list) → shop/views.py::LogViewSet {get:list}',
        '^orders/(?P<order_number>[^/.]+)/logs/(?P<log_pk>[^/.]+)/lines/(?P<pk>[^/.]+)/$ (line-detail) → shop/views.py::LogViewSet {get:retrieve}',
      ],
    ],
    [
      'what only running shows is a problem, not a guess',
      {
        'config/urls.py': `from django.contrib import admin
from django.urls import path
from plugins import collect
from shop import views
urlpatterns = [path("admin/", admin.site.urls), path(PREFIX + "x/", views.detail)] + collect() + [p for p in found]
for one in plugins:
    urlpatterns += one.urls
`,
        'shop/views.py': VIEWS,
      },
      [
        'config/urls.py adds to urlpatterns in a loop',
        'config/urls.py: the patterns of admin.site.urls are built at run time',
        'config/urls.py: a pattern is built at run time',
        'config/urls.py: the patterns of collect(…) are built at run time',
        'config/urls.py:0 builds patterns at run time',
        'config/urls.py: the patterns of one.urls are built at run time',
      ],
    ],
  ])('%s', (_, files, expected) => {
    expect(routesOf(files)).toEqual(expected);
  });
});

describe('hostile URL configurations end', () => {
  test('modules that include each other, lists that hold themselves, thousands of patterns', () => {
    const head = 'from django.urls import include, path\nfrom shop.views import detail\n';
    const circle = routesOf({
      'config/urls.py': `${head}urlpatterns = [path("a/", include("config.other")), path("b/", include("config.urls"))]`,
      'config/other.py': `${head}mine = [path("x/", detail), path("y/", include(mine))]\nurlpatterns = mine + [path("back/", include("config.urls"))]`,
      'shop/views.py': VIEWS,
    });
    expect(circle).toEqual([
      'a/x/ () → shop/views.py::detail',
      'config/urls.py includes itself',
      "config/urls.py includes config.urls, which is not the project's",
    ]);

    const doubling = `${head}a = [path("x/", detail)]\n${'a = a + a\n'.repeat(60)}urlpatterns = a\n`;
    const many = `${head}urlpatterns = [${Array.from({ length: 30_000 }, (_, at) => `path("p${at}/", detail)`).join(', ')}]`;
    const deep = `${head}urlpatterns = ${'['.repeat(3_000)}path("x/", detail)${']'.repeat(3_000)}`;
    for (const text of [
      doubling,
      many,
      deep,
      'urlpatterns = [path(',
      `${head}urlpatterns = ${'f('.repeat(3_000)}`,
    ]) {
      const { routes } = readRoutes(
        givenProject({ 'config/urls.py': text, 'shop/views.py': VIEWS }),
        'config/urls.py',
      );
      expect(routes.length).toBeLessThanOrEqual(20_000);
    }
  });

  test('a regular expression with open groups is shown, not followed', () => {
    const routes = ['^(((((', '^a/(?P<x>[(]+)/b$', `${'('.repeat(5_000)}`, '^a\\'].map((text) => ({
      pieces: [{ text, isRegex: true }],
    }));
    expect(routes.map(urlOf).map((url) => url.slice(0, 12))).toEqual([
      '/<…>',
      '/a/<x>/b',
      '/<…><…><…><…'.slice(0, 12),
      '/a',
    ]);
  });
});

test.each([
  ['api/^orders/(?P<pk>[^/.]+)/$', true, '/api/orders/3/', true],
  ['api/^orders/(?P<pk>[^/.]+)/$', true, 'https://shop.test/v2/api/orders/3?x=1', true],
  ['api/^orders/(?P<pk>[^/.]+)/$', true, '/api/orders/', false],
  ['orders/<int:pk>/', false, '/orders/3', true],
  ['<slug:any>/', false, '/orders/', false],
])('%s fits %s: %s', (text, isRegex, url, fits) => {
  expect(fitsUrl({ pieces: [{ text, isRegex }] }, url)).toBe(fits);
});
