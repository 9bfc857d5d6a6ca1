import { describe, expect, test } from '@jest/globals';
import { findApps } from '../../../src/core/django/apps.ts';
import { readModel } from '../../../src/core/django/models.ts';
import { readSerializer } from '../../../src/core/django/serializers.ts';
import { readSettings } from '../../../src/core/django/settings.ts';
import { findOperations, findReceivers } from '../../../src/core/django/surroundings.ts';
import { readView } from '../../../src/core/django/views.ts';
import { givenProject } from './project.ts';

describe('settings', () => {
  test.each<[string, Record<string, string>, object]>([
    [
      'split by star imports, with += and a test module that pytest names',
      {
        'pytest.ini': '[pytest]\nDJANGO_SETTINGS_MODULE = config.settings.test\n',
        'manage.py': 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")\n',
        'config/settings/__init__.py': '',
        'config/settings/base.py':
          'LOCAL = ["shop", "users.apps.UsersConfig"]\nINSTALLED_APPS = ["django.contrib.auth", *LOCAL]\nAUTH_USER_MODEL = "users.User"\nROOT_URLCONF = "config.urls"\nREST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"], "PAGE_SIZE": 3}\n',
        'config/settings/test.py':
          'from .base import *\nINSTALLED_APPS += ["testing"]\nINSTALLED_APPS.append("more")\n',
      },
      {
        module: 'config.settings.test',
        path: 'config/settings/test.py',
        isForTests: true,
        installedApps: ['django.contrib.auth', 'shop', 'users.apps.UsersConfig', 'testing', 'more'],
        authUserModel: 'users.User',
        rootUrlconf: 'config.urls',
        restFramework: { DEFAULT_PERMISSION_CLASSES: ['rest_framework.permissions.IsAuthenticated'] },
        problems: [],
      },
    ],
    [
      'included by django-split-settings, named by wsgi.py',
      {
        'site/wsgi.py': 'os.environ["DJANGO_SETTINGS_MODULE"] = "conf.settings"\n',
        'conf/settings/__init__.py':
          'from split_settings.tools import include, optional\ninclude("parts/*.py", optional("local.py"))\n',
        'conf/settings/parts/apps.py':
          'INSTALLED_APPS = ("a", "b")\nROOT_URLCONF = env("URLS", default="conf.urls")\n',
      },
      {
        module: 'conf.settings',
        problems: [],
        isForTests: false,
        installedApps: ['a', 'b'],
        rootUrlconf: 'conf.urls',
      },
    ],
    [
      'from modules that were not read, and computed in part',
      {
        'manage.py': 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "a")\n',
        'a.py':
          'from corporate.settings import *\nREST_FRAMEWORK = {**BASE, "DEFAULT_PERMISSION_CLASSES": ["x.Own"]}\n',
      },
      {
        restFramework: { DEFAULT_PERMISSION_CLASSES: ['x.Own'] },
        problems: [
          'settings take names from corporate.settings, which was not read',
          'REST_FRAMEWORK has a part that only running shows',
        ],
      },
    ],
    [
      'configured by a call, as libraries do',
      {
        'tests/conftest.py':
          'from django.conf import settings\ndef pytest_configure(config):\n    settings.configure(ROOT_URLCONF="tests.urls", INSTALLED_APPS=("tests",))\n',
      },
      { module: null, source: 'tests/conftest.py', installedApps: ['tests'], rootUrlconf: 'tests.urls' },
    ],
    [
      'that import each other, or compute what they hold',
      {
        'manage.py': 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "a")\n',
        'a.py': 'from b import *\nINSTALLED_APPS = list(APPS) + [x for x in found] + INSTALLED_APPS\n',
        'b.py': 'from a import *\nAPPS = ["one"]\n',
      },
      {
        installedApps: ['one'],
        problems: ['INSTALLED_APPS has a part that only running shows'],
      },
    ],
  ])('%s', (_, files, expected) => {
    expect(readSettings(givenProject(files))).toMatchObject(expected);
  });
});

const MODELS = {
  'shop/__init__.py': '',
  'shop/apps.py':
    'from django.apps import AppConfig\nclass ShopConfig(AppConfig):\n    name = "shop"\n    label = "store"\n',
  'shop/base.py': `from django.db import models
from django.conf import settings
class Stamped(models.Model):
    created = models.DateTimeField(auto_now_add=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="%(class)ss")
    gone = models.TextField()
    class Meta:
        abstract = True
`,
  'shop/models.py': `from django.db import models as m
from .base import Stamped
class OrderQuerySet(m.QuerySet): ...
class Money(m.DecimalField): ...
class Order(Stamped):
    number = m.CharField(max_length=9, unique=True)
    total = Money(default=0)
    gone = None
    next = m.OneToOneField("self", null=True, on_delete=m.SET_NULL)
    tags = m.ManyToManyField("Tag", blank=True)
    country = m.ForeignKey("geo.Country", on_delete=m.PROTECT)
    objects = OrderQuerySet.as_manager()
    LIMIT = Limit(3)
    class Meta:
        constraints = [m.UniqueConstraint(fields=["owner", "number"], name="one_each")]
class Tag(m.Model):
    class Meta:
        app_label = "other"
        unique_together = [("a", "b")]
class Big(Order):
    extra = m.IntegerField()
class Seen(Order):
    class Meta:
        proxy = True
class Plain:
    name = m.CharField()
`,
};

describe('models', () => {
  test.each<[string, object]>([
    [
      'Order',
      {
        label: 'store.Order',
        isAbstract: false,
        fields: [
          { name: 'number', type: 'CharField', isUnique: true, isOptional: false },
          { name: 'total', type: 'Money', isOptional: true },
          { name: 'next', relation: { target: { qualname: 'Order' } } },
          { name: 'tags', relation: { target: { qualname: 'Tag' } } },
          { name: 'country', relation: { target: null, label: 'geo.Country' } },
          { name: 'created', isOptional: true },
          { name: 'owner', relation: { label: 'AUTH_USER_MODEL', relatedName: '%(class)ss' } },
        ],
        managers: [{ name: 'objects', className: 'OrderQuerySet' }],
        constraints: ['UniqueConstraint(one_each: owner, number)'],
      },
    ],
    ['Tag', { label: 'other.Tag', constraints: ['unique together: a, b'] }],
    ['Big', { label: 'store.Big', parents: [{ qualname: 'Order' }], fields: [{ name: 'extra' }] }],
    ['Seen', { isProxy: true, fields: [] }],
  ])('%s', (qualname, expected) => {
    const project = givenProject(MODELS);
    expect(
      readModel(project, { path: 'shop/models.py', qualname }, findApps(project, [], null)),
    ).toMatchObject(expected);
  });
});

const API = {
  ...MODELS,
  'shop/serializers.py': `from django.contrib.auth import get_user_model
from rest_framework import serializers
from .models import Order
BASE = ("number", "total")
class Base(serializers.ModelSerializer):
    kind = serializers.CharField()
    class Meta:
        model = Order
        fields = BASE
class Full(Base):
    total = MoneyField(read_only=True)
    class Meta(Base.Meta):
        fields = [*Base.Meta.fields, "kind"] + ["tags"]
        read_only_fields = ("number",)
class Changing(Base):
    class Meta:
        model = get_user_model()
        exclude = ["password"]
    def get_fields(self): ...
`,
  'shop/views.py': `from django.contrib.auth.mixins import LoginRequiredMixin
from django.views.generic import UpdateView
from rest_framework import viewsets
from rest_framework.decorators import api_view, permission_classes
from .models import Order
from . import serializers as s
from .forms import OrderForm
class Base(viewsets.GenericViewSet):
    permission_classes = [IsAuthenticated, IsOwner | IsAdmin]
class Orders(Base):
    queryset = Order.objects.all()
    def get_serializer_class(self):
        if self.action == "list":
            return s.Base
        return s.Full
    def list(self, request): ...
    def get_permissions(self):
        return [IsAdmin()] if self.action == "list" else super().get_permissions()
class Edit(LoginRequiredMixin, UpdateView):
    model = Order
    form_class = OrderForm
@api_view(["GET", "POST"])
@permission_classes([IsAdmin])
def report(request):
    return s.Full(Order.objects.first()).data
`,
  'shop/forms.py': 'from django import forms\nclass OrderForm(forms.ModelForm): ...\n',
};

test.each<[string, object]>([
  [
    'Base',
    {
      model: { qualname: 'Order' },
      fields: ['number', 'total'],
      declared: [{ name: 'kind', type: 'CharField' }],
      problems: [],
    },
  ],
  [
    'Full',
    {
      model: { qualname: 'Order' },
      fields: ['number', 'total', 'kind', 'tags'],
      readOnly: ['number'],
      declared: [{ name: 'total' }, { name: 'kind' }],
    },
  ],
  [
    'Changing',
    {
      model: null,
      externalModel: 'AUTH_USER_MODEL',
      fields: null,
      exclude: ['password'],
      problems: ['its methods add or remove fields at run time'],
    },
  ],
])('the serializer %s', (qualname, expected) => {
  expect(readSerializer(givenProject(API), { path: 'shop/serializers.py', qualname })).toMatchObject(
    expected,
  );
});

test.each<[string, object]>([
  [
    'Orders',
    {
      isViewSet: true,
      isApi: true,
      serializers: [{ qualname: 'Base' }, { qualname: 'Full' }],
      models: [{ qualname: 'Order' }],
      permissions: ['IsAuthenticated', 'IsOwner | IsAdmin'],
      authentication: null,
      handlers: ['list'],
      problems: ['get_permissions decides at run time among IsAdmin'],
    },
  ],
  [
    'Edit',
    {
      isApi: false,
      forms: [{ qualname: 'OrderForm' }],
      models: [{ qualname: 'Order' }],
      guards: ['LoginRequiredMixin'],
    },
  ],
  [
    'report',
    {
      isApi: true,
      methods: ['GET', 'POST'],
      permissions: ['IsAdmin'],
      serializers: [{ qualname: 'Full' }],
      models: [{ qualname: 'Order' }],
    },
  ],
])('the view %s', (qualname, expected) => {
  expect(readView(givenProject(API), { path: 'shop/views.py', qualname })).toMatchObject(expected);
});

test('receivers are found by decorator and by connect, migrations by what they do', () => {
  const project = givenProject({
    ...MODELS,
    'shop/signals.py': `from django.db.models.signals import post_save, pre_delete
from django.dispatch import receiver
from .models import Order, Tag
@receiver([post_save, pre_delete], sender=Order)
def a(sender, **kwargs): ...
def b(sender, **kwargs): ...
post_save.connect(b, sender=Tag)
`,
    'shop/migrations/0002_fill.py':
      'from django.db import migrations\nclass Migration(migrations.Migration):\n    operations = [migrations.RunPython(f), migrations.AddField(), migrations.RunSQL("x")]\n',
  });
  expect(
    findReceivers(project).map(({ ref, signals, sender }) => [ref.qualname, signals, sender?.qualname]),
  ).toEqual([
    ['a', ['post_save', 'pre_delete'], 'Order'],
    ['b', ['post_save'], 'Tag'],
  ]);
  expect(findOperations(project, 'shop/migrations/0002_fill.py')).toEqual(['RunPython', 'RunSQL']);
});

test('bases in a circle and classes of thousands of fields end', () => {
  const fields = Array.from({ length: 5_000 }, (_, at) => `    f${at} = m.CharField()\n`).join('');
  const project = givenProject({
    'shop/models.py': `from django.db import models as m\nfrom .other import A\nclass B(A, m.Model):\n${fields}`,
    'shop/other.py': 'from .models import B\nclass A(B): ...\n',
  });
  expect(readModel(project, { path: 'shop/models.py', qualname: 'B' }, []).fields).toHaveLength(5_000);
});
