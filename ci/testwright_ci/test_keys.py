"""Names of tests that hold across processes: node ids begin at pytest's root folder, which depends on what is collected."""


def build_key(path: str, nodeid: str) -> str:
    """The absolute path of the test's file and what stands behind the path in the node id."""
    return f"{path}::{nodeid.split('::', 1)[-1]}"


def is_own(key: str, own: dict) -> bool:
    """Whether a test belongs to head's suite; `own` maps paths to the names of its tests, None for all of a file."""
    path, _, rest = key.partition("::")
    if path not in own:
        return False
    return own[path] is None or rest.split("[", 1)[0] in own[path]
