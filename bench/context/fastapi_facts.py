"""What FastAPI itself says at run time: the path operations of every module-level application of some packages.

Usage: fastapi_facts.py FOLDER PACKAGE...; prints JSON {operations: [{app, path, methods, module, qualname}], problems}.
"""

import importlib
import inspect
import json
import pkgutil
import sys
import warnings

folder, *packages = sys.argv[1:]
sys.path.insert(0, folder)
warnings.simplefilter("ignore")
printed, sys.stdout = sys.stdout, sys.stderr
problems: list[str] = []
operations = []

from fastapi import FastAPI  # noqa: E402
from fastapi.routing import iter_route_contexts  # noqa: E402

for package in packages:
    root = importlib.import_module(package)
    for found in pkgutil.walk_packages(root.__path__, package + "."):
        if found.name.endswith("__main__"):
            continue
        try:
            module = importlib.import_module(found.name)
        except BaseException as error:
            problems.append(f"{found.name} cannot be imported: {type(error).__name__} {str(error)[:80]}")
            continue
        for name, app in vars(module).items():
            if not isinstance(app, FastAPI) or inspect.getmodule(app) is None:
                continue
            # An application that another module imports is that one's.
            if f"{name} = " not in inspect.getsource(module):
                continue
            for route in iter_route_contexts(app.routes):
                endpoint = getattr(route, "endpoint", None)
                if not getattr(endpoint, "__module__", "").startswith(tuple(packages)):
                    continue
                operations.append(
                    {
                        "app": f"{found.name}.{name}",
                        "path": route.path,
                        "methods": sorted(getattr(route, "methods", None) or ["WEBSOCKET"]),
                        "module": endpoint.__module__,
                        "qualname": endpoint.__qualname__,
                    }
                )
json.dump({"operations": operations, "problems": problems}, printed)
