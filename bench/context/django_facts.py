"""What Django itself says of a project at run time: routes, models and serializers of its own packages.

Usage: django_facts.py '{"sysPath": […], "settings": "a.b" or null, "configure": {…} or null, "conftest": "tests.conftest" or null,
"packages": […], "urlconfs": […], "importAll": […]}'; prints JSON {routes, models, serializers, problems}.
A view counts as the project's when the module that defines it is in one of the packages.
"""

import importlib
import inspect
import json
import os
import pkgutil
import sys
import warnings

asked = json.loads(sys.argv[1])
sys.path[:0] = asked["sysPath"]
warnings.simplefilter("ignore")
problems: list[str] = []
printed = sys.stdout
sys.stdout = sys.stderr


def is_local(module: str | None) -> bool:
    return module is not None and any(module == one or module.startswith(one + ".") for one in asked["packages"])


class Config:
    """As much of pytest's as a conftest asks for before Django is up."""

    def getoption(self, name, default=False):
        return False

    def addinivalue_line(self, *_):
        pass


if asked["settings"]:
    os.environ["DJANGO_SETTINGS_MODULE"] = asked["settings"]
    import django

    django.setup()
elif asked["configure"]:
    import django
    from django.conf import settings

    settings.configure(**asked["configure"])
    django.setup()
else:
    importlib.import_module(asked["conftest"]).pytest_configure(Config())

for package in asked["importAll"]:
    root = importlib.import_module(package)
    for found in pkgutil.walk_packages(root.__path__, package + "."):
        if found.name.rsplit(".", 1)[-1].startswith(("__main__", "conftest")) or ".migrations." in found.name:
            continue
        try:
            importlib.import_module(found.name)
        except BaseException as error:
            problems.append(f"{found.name} cannot be imported: {type(error).__name__} {str(error)[:80]}")

from django.apps import apps  # noqa: E402
from django.urls import URLPattern, get_resolver  # noqa: E402


def view_of(callback):
    """The class or function that a callback ends in, through decorators."""
    for _ in range(20):
        for name in ("cls", "view_class"):
            found = getattr(callback, name, None)
            if inspect.isclass(found):
                # What @api_view makes bears the function's name.
                return (found.__module__, found.__name__ if "WrappedAPIView" in found.__qualname__ else found.__qualname__)
        if hasattr(callback, "__wrapped__"):
            callback = callback.__wrapped__
        elif hasattr(callback, "func"):
            callback = callback.func
        else:
            break
    found = callback if hasattr(callback, "__qualname__") else type(callback)
    return (found.__module__, found.__qualname__)


def walk(patterns, prefix, namespaces):
    for one in patterns:
        pattern = prefix + str(one.pattern)
        if isinstance(one, URLPattern):
            module, qualname = view_of(one.callback)
            if is_local(module):
                yield {
                    "pattern": pattern,
                    "name": one.name,
                    "namespaces": namespaces,
                    "module": module,
                    "qualname": qualname,
                }
        else:
            inner = namespaces + ([one.namespace] if one.namespace else [])
            yield from walk(one.url_patterns, pattern, inner)


routes = []
names = list(asked["urlconfs"])
if asked["importAll"]:
    names += [
        name
        for name, module in sorted(sys.modules.items())
        if is_local(name) and isinstance(getattr(module, "urlpatterns", None), (list, tuple)) and name not in names
    ]
for name in names:
    try:
        routes += [{"urlconf": name, **one} for one in walk(get_resolver(name).url_patterns, "", [])]
    except BaseException as error:
        problems.append(f"{name} does not resolve: {type(error).__name__} {str(error)[:80]}")

models = []


def is_foreign(model, field):
    """Whether an abstract base of another package declares it, or a concrete parent has it already."""
    found = None
    for base in model.__mro__[1:]:
        meta = getattr(base, "_meta", None)
        if meta is None:
            continue
        if not meta.abstract and field.name in {one.name for one in meta.private_fields}:
            return True
        if meta.abstract and field.name in {one.name for one in meta.get_fields()}:
            found = base
    return found is not None and not is_local(found.__module__)


for model in apps.get_models():
    if not is_local(model.__module__) or model._meta.auto_created:
        continue
    forward = [
        field
        for field in [*model._meta.fields, *model._meta.many_to_many, *model._meta.private_fields]
        if not field.auto_created and not is_foreign(model, field)
    ]
    models.append(
        {
            "label": model._meta.label,
            "module": model.__module__,
            "qualname": model.__qualname__,
            "fields": [
                {
                    "name": field.name,
                    "model": field.model._meta.label,
                    "relation": field.related_model._meta.label
                    if field.is_relation and not isinstance(field.related_model, (str, type(None)))
                    else None,
                }
                for field in forward
            ],
        }
    )

serializers = []


def subclasses(cls):
    for one in cls.__subclasses__():
        yield one
        yield from subclasses(one)


try:
    from rest_framework.serializers import ModelSerializer

    for found in sorted(set(subclasses(ModelSerializer)), key=lambda one: (one.__module__, one.__qualname__)):
        meta = getattr(found, "Meta", None)
        model = getattr(meta, "model", None)
        if not is_local(found.__module__) or "<locals>" in found.__qualname__ or model is None:
            continue
        fields = None
        listed = getattr(meta, "fields", None)
        try:
            fields = list(found().fields)
        except BaseException as error:
            problems.append(f"{found.__qualname__} has no fields: {type(error).__name__} {str(error)[:80]}")
        serializers.append(
            {
                "module": found.__module__,
                "qualname": found.__qualname__,
                "model": {"module": model.__module__, "qualname": model.__qualname__},
                "fields": fields,
                "listed": list(listed) if isinstance(listed, (list, tuple)) else None,
            }
        )
except ImportError:
    pass

json.dump({"routes": routes, "models": models, "serializers": serializers, "problems": problems}, printed)
