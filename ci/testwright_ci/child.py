"""Entry of every process that touches the repository's code: `python child.py settings.json`.

The script's folder is taken off `sys.path` before anything of the repository is imported, and the current folder put
in its place, as `python -m pytest` does: tests see the path they see without us.
"""

import json
import os
import sys


def _leave_our_folder() -> None:
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry or os.curdir) != here or not entry]
    sys.path.insert(0, os.path.dirname(here))
    import testwright_ci  # noqa: F401  (its submodules are found through the package from now on)

    del sys.path[0]
    if not getattr(sys.flags, "safe_path", False):
        sys.path.insert(0, os.getcwd())


def _main() -> int:
    with open(sys.argv[1], encoding="utf-8") as file:
        settings = json.load(file)
    _leave_our_folder()
    if settings["mode"] == "run":
        from testwright_ci.test_run import run_tests as act
    else:
        from testwright_ci.analysis import analyse as act
    return act(settings)


# Guarded because multiprocessing's spawn imports the main module again.
if __name__ == "__main__":
    sys.exit(_main())
