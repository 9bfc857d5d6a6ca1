"""Runs pytest under coverage inside the test process, as `coverage run --branch -m pytest` would."""

import os
import sys
import traceback
from importlib import metadata
from types import SimpleNamespace

from .events import EventWriter
from .failures import describe_exit, in_one_line
from .import_roots import add_import_roots


def run_tests(settings: dict) -> int:
    """Runs what `settings` asks for and records it as events; returns the process's exit code.

    Coverage starts before pytest is imported, so a project that pytest itself imports is measured as it is by
    `coverage run`.
    """
    events = EventWriter(settings["events"])
    problem = _missing_requirement()
    if problem:
        events.write("broken", reason=problem)
        return 3
    add_import_roots(settings["import_roots"])
    measured = _start_coverage(settings)
    process, leave = os.getpid(), os._exit
    code = 3
    try:
        code = _run_pytest(settings, events, measured)
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 1
        events.write("broken", reason=describe_exit(stop, settings))
    except BaseException as error:
        traceback.print_exc()
        events.write("broken", reason=f"pytest ended with an exception: {in_one_line(error, settings)}")
    finally:
        if os.getpid() != process:
            leave(1)  # A test forked, and its child came back here: the data and the record are its parent's.
        if measured is not None:
            measured.stop()
            measured.save()
    events.write(
        "finish",
        exit=int(code),
        modules=_imported_modules(),
        measurable=_measurable(measured, settings["project_files"]),
    )
    return 0


def _run_pytest(settings: dict, events: EventWriter, measured) -> int:
    import pytest

    from .pytest_plugin import build_plugin

    if settings["network"] == "no-public":
        from .network import block_public_network

        block_public_network()
    if settings["probes"] is not None:
        from .observe import configure

        configure(settings, events, measured)
    sys.argv[:] = ["pytest", *settings["arguments"]]
    if settings["mutation"] is not None:
        from .mutation_plugin import MutationPlugin

        return pytest.main(list(settings["arguments"]), plugins=[MutationPlugin(settings, events)])
    plugins = [build_plugin(settings, events, measured)]
    if settings["repeats"]:
        from .repeat_loop import RepeatLoop

        plugins.append(RepeatLoop(settings, events))
    return pytest.main(list(settings["arguments"]), plugins=plugins)


def _missing_requirement():
    """One sentence when pytest or coverage is missing or too old for us, else None."""
    for name in ("pytest", "coverage"):
        try:
            version = metadata.version(name)
        except metadata.PackageNotFoundError:
            return (
                f"{name} is not installed for {sys.executable}: add it to the install step of testwright.yml."
            )
        if int(version.split(".")[0]) < 7:
            return f"{name} {version} is too old: Testwright needs {name} 7 or newer."
    return None


def _start_coverage(settings: dict):
    if not settings["data_file"]:
        return None
    # The C tracer is the one that credits a line to every test that runs it, not only to the first.
    os.environ["COVERAGE_CORE"] = "ctrace" if _has_c_tracer() else "pytrace"
    os.environ["COVERAGE_RUN"] = "true"
    import coverage

    measured = coverage.Coverage(
        data_file=settings["data_file"], branch=True, check_preimported=True, messages=False
    )
    measured.set_option("run:dynamic_context", None)
    measured.set_option("run:context", None)
    measured.start()
    return measured


def _has_c_tracer() -> bool:
    try:
        from coverage.tracer import CTracer  # noqa: F401
    except ImportError:
        return False
    return True


def _measurable(measured, files: list) -> list:
    """The files that the project's coverage settings (source, include, omit) would let be measured."""
    rules = getattr(measured, "_inorout", None)
    if rules is None:
        return files
    return [path for path in files if _would_measure(rules, path)]


def _would_measure(rules, path: str) -> bool:
    relative = os.path.relpath(path).removeprefix("src" + os.sep)
    module = os.path.splitext(relative)[0].replace(os.sep, ".").removesuffix(".__init__")
    try:
        return rules.check_include_omit_etc(path, SimpleNamespace(f_globals={"__name__": module})) is None
    except Exception:
        return True  # Not a public interface of coverage: without it, no file is left out.


def _imported_modules() -> list:
    found = []
    for name, module in list(sys.modules.items()):
        path = getattr(module, "__file__", None)
        if isinstance(name, str) and isinstance(path, str) and path.endswith(".py"):
            found.append([name, os.path.abspath(path)])
    return found
