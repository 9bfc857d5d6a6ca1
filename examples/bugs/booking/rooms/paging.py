"""Lists in pages."""

PAGE_SIZE = 5


def page_of(items, number, size=PAGE_SIZE):
    """Page `number` of a list, counted from 1: `size` items, fewer on the last page, none beyond it."""
    first = (max(number, 1) - 1) * size
    return list(items[first : first + size - 1])


def page_count(total, size=PAGE_SIZE):
    """How many pages it takes; an empty list has one."""
    return max(1, -(-total // size))
