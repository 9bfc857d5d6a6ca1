"""Compares what two commits ask to have installed: one environment serves only trees that agree on it."""

import ast
import configparser
import json
import re

from .git_tree import GitTree

_WHOLE_FILES = ("Pipfile", "Pipfile.lock", "poetry.lock", "pdm.lock", "environment.yml")
_REQUIREMENTS = re.compile(
    r"^(.*/)?((requirements|constraints)[^/]*\.(txt|in)|requirements/[^/]+\.(txt|in))$"
)
_SETUP_KEYWORDS = ("install_requires", "extras_require", "tests_require", "python_requires")
_PYPROJECT_TABLES = (
    ("project", "dependencies"),
    ("project", "optional-dependencies"),
    ("dependency-groups",),
    ("tool", "poetry", "dependencies"),
    ("tool", "poetry", "dev-dependencies"),
    ("tool", "poetry", "group"),
    ("tool", "poetry", "extras"),
    ("tool", "pdm", "dev-dependencies"),
    ("tool", "uv", "dev-dependencies"),
    ("tool", "uv", "sources"),
    ("tool", "hatch", "envs"),
)


def changed_dependencies(tree: GitTree, base: str, head: str, folder: str) -> list:
    """Paths whose dependencies differ between the commits, in the top folder and in `folder` (`""` or `a/b/`).

    A change that leaves the dependencies alone, such as a new version number in pyproject.toml, does not count.
    """
    candidates = [path for path in tree.changed(base, head) if _is_near(path, folder)]
    return [
        path
        for path in candidates
        if (_dependencies(path, tree, base) or None) != (_dependencies(path, tree, head) or None)
    ]


def _is_near(path: str, folder: str) -> bool:
    parts = path.split("/")
    if any(part in ("docs", "doc", "examples") for part in parts[:-1]):
        return False
    in_folder = path.rsplit("/", 1)[0] + "/" if "/" in path else ""
    return in_folder in ("", folder) or bool(_REQUIREMENTS.match(path))


def _dependencies(path: str, tree: GitTree, commit: str):
    """A value that is equal for two commits when the file asks for the same packages."""
    content = tree.read(commit, path)
    if content is None:
        return None
    name = path.rsplit("/", 1)[-1]
    text = content.decode("utf-8", "replace")
    try:
        if _REQUIREMENTS.match(path):
            return sorted({_without_comment(line) for line in text.splitlines()} - {""})
        if name == "pyproject.toml":
            return _pyproject(text)
        if name == "uv.lock":
            return _uv_lock(text)
        if name == "setup.py":
            return _setup_py(text)
        if name == "setup.cfg":
            return _setup_cfg(text)
    except Exception:
        return text  # Not readable by us: any difference counts.
    return text if name in _WHOLE_FILES else None


def _without_comment(line: str) -> str:
    return re.sub(r"(^|\s)#.*$", "", line).strip()


def _toml(text: str) -> dict:
    try:
        import tomllib
    except ModuleNotFoundError:  # Python 3.10; pytest installs tomli there.
        import tomli as tomllib
    return tomllib.loads(text)


def _pyproject(text: str):
    document = _toml(text)
    found = {}
    for keys in _PYPROJECT_TABLES:
        value = document
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        if value:
            found[".".join(keys)] = value
    return json.dumps(found, sort_keys=True, default=str) if found else None


def _uv_lock(text: str) -> str:
    packages = [
        {key: value for key, value in package.items() if key != "version"}
        if {"editable", "virtual"} & set(package.get("source", {}))
        else package
        for package in _toml(text).get("package", [])
    ]
    return json.dumps(packages, sort_keys=True, default=str)


def _setup_py(text: str) -> list:
    module = ast.parse(text)
    assigned = {
        target.id: ast.dump(node.value)
        for node in module.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Call):
            for keyword in node.keywords:
                if keyword.arg in _SETUP_KEYWORDS:
                    names = [part.id for part in ast.walk(keyword.value) if isinstance(part, ast.Name)]
                    found.append(
                        (keyword.arg, ast.dump(keyword.value), [assigned.get(name) for name in names])
                    )
    return found


def _setup_cfg(text: str) -> list:
    parser = configparser.RawConfigParser()
    parser.read_string(text)
    found = []
    if parser.has_section("options"):
        found += [item for item in parser.items("options") if item[0] in _SETUP_KEYWORDS]
    if parser.has_section("options.extras_require"):
        found += sorted(parser.items("options.extras_require"))
    return found
