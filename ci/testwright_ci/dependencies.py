"""Tells whether the one environment of this job, installed for head, also serves base.

Comparing dependency files as text would lose base in most real changes: documentation tools and build pins change with
every release. So each changed group of requirements is asked two questions. Does the environment meet what head asks
for? If not, the group is not what was installed, and it does not matter. If it does, the environment must also meet
what base asked for in that group. A line that head asks for as well, be it in another group or file, is no difference:
projects move their settings from setup.py to pyproject.toml, with extras that nobody installs.
"""

import re
from importlib import metadata

from .git_tree import GitTree
from .requirement_groups import is_lock, is_requirements_file, read_groups

# What every installation of the project brings along. Any other group is an offer, such as tools for the documentation:
# what it misses shows when base's suite does not run, while another version would change results silently.
_ALWAYS_INSTALLED = {"", "dependencies", "install_requires", "poetry", "packages", "default"}


def changed_dependencies(tree: GitTree, base: str, head: str, folder: str, installed: dict) -> list:
    """Sentences' parts such as `requirements.txt (django<4)`: what base asks for and the environment does not hold.

    Looks in the top folder and in `folder` (`""` or `a/b/`). `installed` maps normalized names to versions.
    """
    found = []
    paths = [path for path in tree.changed(base, head) if _is_near(path, folder)]
    at_head = {path: _groups(tree, head, path) for path in paths}
    kept = {line for groups in at_head.values() for lines in groups.values() for line in lines}
    for path in paths:
        before, after = _groups(tree, base, path), at_head[path]
        for group in sorted({*before, *after}):
            gone = [line for line in before.get(group, []) if line not in kept]
            if group not in _ALWAYS_INSTALLED:
                gone = [line for line in gone if _is_installed(line, installed)]
            unmet = _unmet_by_base(gone, after.get(group, []), installed, lock=is_lock(path))
            if unmet:
                found.append(f"{path} ({', '.join(_brief(line) for line in unmet[:3])})")
    return found


def installed_packages() -> dict:
    """Normalized name → version of everything that this interpreter sees."""
    return {
        _normal(distribution.metadata["Name"]): distribution.version
        for distribution in metadata.distributions()
        if distribution.metadata["Name"]
    }


def _groups(tree: GitTree, commit: str, path: str) -> dict:
    content = tree.read(commit, path)
    return read_groups(path, content.decode("utf-8", "replace")) if content is not None else {}


def _is_near(path: str, folder: str) -> bool:
    parts = path.split("/")
    if any(part in ("docs", "doc", "examples") for part in parts[:-1]):
        return False
    in_folder = path.rsplit("/", 1)[0] + "/" if "/" in path else ""
    return in_folder in ("", folder) or is_requirements_file(path)


def _unmet_by_base(gone: list, after: list, installed: dict, *, lock: bool) -> list:
    if any(_is_met(line, installed, lock) is False for line in after):
        return []
    return [line for line in gone if not _is_met(line, installed, lock)]


def _is_installed(line: str, installed: dict) -> bool:
    """Whether the environment holds the package, in whatever version; a line without a name counts."""
    name = re.match(r"[A-Za-z0-9][\w.-]*", line)
    return name is None or _normal(name[0]) in installed


def _is_met(line: str, installed: dict, lock: bool):
    """Whether the environment meets a requirement; None when the line cannot be judged."""
    try:
        from packaging.requirements import Requirement  # pytest brings it along.

        requirement = Requirement(line)
    except Exception:
        return None
    if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
        return True
    version = installed.get(_normal(requirement.name))
    if version is None:
        return lock
    if requirement.url:
        return None
    return requirement.specifier.contains(version, prereleases=True)


def _brief(line: str) -> str:
    return line.split(":\n")[0][:60]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
