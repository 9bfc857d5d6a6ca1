"""Brings released projects and their environments into a cache folder under the system's temporary folder.

Nothing of theirs is kept in this repository: a scenario names package, versions and tests, and the code is downloaded.
"""

import json
import os
import subprocess
import sys
import tarfile
import tempfile
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
CACHE = Path(os.environ.get("TESTWRIGHT_BENCH_CACHE") or Path(tempfile.gettempdir()) / "testwright-bench-evidence")


def load_projects() -> dict:
    """The content of projects.json: `environments` (requirements by name) and `projects`."""
    return json.loads((HERE / "projects.json").read_text(encoding="utf-8"))


def ensure_release(package: str, version: str) -> Path:
    """The unpacked source distribution, downloaded once. Raises CalledProcessError when pip cannot get it."""
    folder = CACHE / "releases" / f"{package}-{version}"
    if folder.exists():
        return folder
    sdists = CACHE / "sdists" / f"{package}-{version}"
    sdists.mkdir(parents=True, exist_ok=True)
    if not list(sdists.glob("*.tar.gz")):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        subprocess.run([*command, "--dest", str(sdists), f"{package}=={version}"], check=True, stdout=sys.stderr)
    [archive] = sdists.glob("*.tar.gz")
    with tempfile.TemporaryDirectory(dir=CACHE) as unpacked:
        with tarfile.open(archive) as tar:
            tar.extractall(unpacked, filter="data")
        [inner] = Path(unpacked).iterdir()
        folder.parent.mkdir(parents=True, exist_ok=True)
        inner.rename(folder)
    return folder


def ensure_environment(name: str) -> Path:
    """The Python interpreter of a virtual environment with the requirements of that name, made once."""
    requirements = load_projects()["environments"][name]
    folder = CACHE / f"environment-{name}"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "requirements.json"
    if not stamp.exists() or json.loads(stamp.read_text()) != requirements:
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run(
            [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *requirements],
            check=True,
            stdout=sys.stderr,
        )
        stamp.write_text(json.dumps(requirements))
    return python


def tree_of(project: dict, side: str) -> Path:
    """The folder that holds one version of a project; `side` is `base` or `head`."""
    if "package" in project:
        return ensure_release(project["package"], project[side])
    return HERE / project["folder"] / side
