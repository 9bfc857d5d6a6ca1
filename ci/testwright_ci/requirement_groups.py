"""Reads what a file asks to have installed: `{group: [requirement lines]}` in the form of PEP 508.

A line that cannot be put into that form stays as it is and is compared as text. Version numbers of the project itself
are no requirement, so a release that only raises them changes nothing here.
"""

import ast
import configparser
import json
import re

_REQUIREMENTS = re.compile(
    r"^(.*/)?((requirements|constraints)[^/]*\.(txt|in)|requirements/[^/]+\.(txt|in))$"
)
_SETUP_KEYWORDS = ("install_requires", "tests_require")


def is_requirements_file(path: str) -> bool:
    """Whether the path is a list of requirements for pip, wherever it lies."""
    return bool(_REQUIREMENTS.match(path))


def is_lock(path: str) -> bool:
    """Whether the file pins more than one environment needs, so that what is not installed does not matter."""
    name = path.rsplit("/", 1)[-1]
    return name.endswith(".lock") or name.startswith("constraints")


def read_groups(path: str, text: str) -> dict:
    """The requirement groups of a dependency file; empty for any other file."""
    name = path.rsplit("/", 1)[-1]
    if is_requirements_file(path):
        return {"": _pip_lines(text)}
    reader = {
        "pyproject.toml": _pyproject,
        "setup.py": _setup_py,
        "setup.cfg": _setup_cfg,
        "Pipfile": _pipfile,
        "Pipfile.lock": _pipfile_lock,
        "poetry.lock": _locked_packages,
        "uv.lock": _locked_packages,
        "pdm.lock": _locked_packages,
        "environment.yml": _whole,
    }.get(name)
    if reader is None:
        return {}
    try:
        return reader(text)
    except Exception:
        return _whole(text)


def _whole(text: str) -> dict:
    """For a file that is not readable by us: any difference counts."""
    return {"": [f"the whole file:\n{text}"]}


def _pip_lines(text: str) -> list:
    lines = []
    for line in re.sub(r"\\\r?\n", " ", text).splitlines():
        line = re.sub(r"(^|\s)#.*$", "", line).split(" --hash")[0].strip()
        if line and not line.startswith("-") and not line.startswith("."):
            lines.append(line)
    return lines


def _toml(text: str) -> dict:
    try:
        import tomllib
    except ModuleNotFoundError:  # Python 3.10; pytest brings tomli along there.
        import tomli as tomllib
    return tomllib.loads(text)


def _pyproject(text: str) -> dict:
    document = _toml(text)
    project, tool = document.get("project", {}), document.get("tool", {})
    groups = {"dependencies": _strings(project.get("dependencies", []))}
    for where in (project.get("optional-dependencies", {}), document.get("dependency-groups", {})):
        groups.update({name: _strings(lines) for name, lines in where.items()})
    for name, lines in tool.get("pdm", {}).get("dev-dependencies", {}).items():
        groups[f"pdm {name}"] = _strings(lines)
    groups["uv"] = _strings(tool.get("uv", {}).get("dev-dependencies", []))
    for name, environment in tool.get("hatch", {}).get("envs", {}).items():
        wanted = [*environment.get("dependencies", []), *environment.get("extra-dependencies", [])]
        groups[f"hatch {name}"] = _strings(wanted)
    poetry = tool.get("poetry", {})
    groups["poetry"] = _poetry(poetry.get("dependencies", {}))
    groups["poetry dev"] = _poetry(poetry.get("dev-dependencies", {}))
    for name, group in poetry.get("group", {}).items():
        groups[f"poetry {name}"] = _poetry(group.get("dependencies", {}))
    return groups


def _strings(lines: list) -> list:
    return [line for line in lines if isinstance(line, str)]


def _poetry(table: dict) -> list:
    """Name and constraint pairs as PEP 508 lines."""
    lines = []
    for name, constraint in table.items():
        if name.lower() == "python":
            continue
        version = constraint.get("version") if isinstance(constraint, dict) else constraint
        optional = isinstance(constraint, dict) and constraint.get("optional")
        if optional:
            continue
        if isinstance(version, str):
            lines.append(f"{name}{_specifier(version)}")
        else:
            lines.append(f"{name} = {json.dumps(constraint, sort_keys=True, default=str)}")
    return lines


def _specifier(constraint: str) -> str:
    """Caret, tilde and bare versions of Poetry and Pipenv as a PEP 440 specifier."""
    parts = []
    for part in (piece.strip() for piece in constraint.split(",")):
        match = re.fullmatch(r"([\^~])\s*(\d+(?:\.\d+)*)(.*)", part)
        if part in ("*", ""):
            continue
        if match:
            numbers = [int(number) for number in match[2].split(".")]
            kept = 1 if match[1] == "^" or len(numbers) == 1 else 2
            if match[1] == "^":
                kept = next((place + 1 for place, number in enumerate(numbers) if number), len(numbers))
            upper = [*numbers[: kept - 1], numbers[kept - 1] + 1]
            parts.append(f">={match[2]}{match[3]},<{'.'.join(map(str, upper))}")
        else:
            parts.append(part if part[0] in "<>=!~" else f"=={part}")
    return ",".join(parts)


def _pipfile(text: str) -> dict:
    document = _toml(text)
    return {name: _poetry(document.get(name, {})) for name in ("packages", "dev-packages")}


def _pipfile_lock(text: str) -> dict:
    document = json.loads(text)
    return {
        group: [f"{name}{entry.get('version', '')}" for name, entry in document.get(group, {}).items()]
        for group in ("default", "develop")
    }


def _locked_packages(text: str) -> dict:
    own = {"editable", "virtual", "directory"}
    packages = [
        package for package in _toml(text).get("package", []) if not own & set(package.get("source", {}))
    ]
    return {"": [f"{package['name']}=={package['version']}" for package in packages if "version" in package]}


def _setup_py(text: str) -> dict:
    module = ast.parse(text)
    names = {
        target.id: node.value
        for node in ast.walk(module)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    groups: dict = {}
    for node in ast.walk(module):
        for keyword in node.keywords if isinstance(node, ast.Call) else []:
            if keyword.arg in _SETUP_KEYWORDS:
                groups[keyword.arg] = _lines(_fold(keyword.value, names))
            elif keyword.arg == "extras_require":
                extras = _fold(keyword.value, names)
                if not isinstance(extras, dict):
                    extras = {"extras": extras}
                groups.update({str(name): _lines(lines) for name, lines in extras.items()})
    return groups


def _lines(value) -> list:
    found = value.splitlines() if isinstance(value, str) else value
    return [line.strip() for line in found if isinstance(line, str) and line.strip()]


def _fold(node, names: dict, depth: int = 0):
    """The constant that a display, name or sum of these stands for; the node's own text when it is none."""
    if depth > 20:
        return [ast.dump(node)]
    if isinstance(node, ast.Name) and node.id in names:
        return _fold(names[node.id], names, depth + 1)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        parts = (_fold(node.left, names, depth + 1), _fold(node.right, names, depth + 1))
        return [line for part in parts for line in _lines(part)]
    if isinstance(node, ast.Dict) and None not in node.keys:
        pairs = zip(node.keys, node.values, strict=True)
        return {ast.literal_eval(key): _fold(value, names, depth + 1) for key, value in pairs}
    try:
        return ast.literal_eval(node)
    except ValueError:
        return [ast.dump(node)]


def _setup_cfg(text: str) -> dict:
    parser = configparser.RawConfigParser()
    parser.read_string(text)
    groups = {}
    for name in _SETUP_KEYWORDS:
        groups[name] = _pip_lines(parser.get("options", name, fallback=""))
    if parser.has_section("options.extras_require"):
        groups.update({name: _pip_lines(lines) for name, lines in parser.items("options.extras_require")})
    return groups
