"""Orders in which the same tests must fare the same; runs in the test process."""

import random


def reorder(items: list, order: str, config) -> list:
    """The items in another order: `reversed`, or shuffled from `order` as a seed.

    Modules stay together, and classes within them, as in any run of pytest; a class's fixtures would else be set up many
    times. Django runs tests that flush the database after those that roll back, and so does pytest-django: its own order
    is put on top, because the other order fails honest tests.
    """
    chance = random.Random(order)
    shuffled = [item for module in _arrange(_group(items, _module), order, chance) for item in module]
    plugin = config.pluginmanager.get_plugin("django")
    sort = getattr(plugin, "pytest_collection_modifyitems", None)
    if sort is not None:
        sort(items=shuffled)
    return shuffled


def _arrange(groups: list, order: str, chance: random.Random) -> list:
    """The groups reversed or shuffled, and each of them by class and by test."""
    arranged = []
    for group in _mix(groups, order, chance):
        classes = [_mix(members, order, chance) for members in _mix(_group(group, _class), order, chance)]
        arranged.append([item for members in classes for item in members])
    return arranged


def _mix(entries: list, order: str, chance: random.Random) -> list:
    mixed = list(entries)
    if order == "reversed":
        mixed.reverse()
    else:
        chance.shuffle(mixed)
    return mixed


def _group(items: list, key) -> list:
    groups: dict = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return list(groups.values())


def _module(item) -> str:
    return item.nodeid.split("::", 1)[0]


def _class(item):
    # Tests outside of a class each stand for themselves: they may stand before, between and after the classes.
    return getattr(item, "cls", None) or item.nodeid
