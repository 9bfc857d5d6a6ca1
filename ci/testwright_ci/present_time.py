"""Tells values that come from the clock: two runs a second apart agree on them, and yet they pin nothing."""

import datetime

_SECONDS = 36 * 3600.0


def depends_on_now(value, now: float) -> bool:
    """Whether the value holds a date, time stamp or date text within a day and a half of `now` (Unix seconds)."""
    if isinstance(value, dict):
        return any(depends_on_now(part, now) for pair in value.items() for part in pair)
    if isinstance(value, (list, tuple, set, frozenset)):
        return any(depends_on_now(part, now) for part in value)
    if isinstance(value, datetime.datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=datetime.timezone.utc)
        return abs(moment.timestamp() - now) < _SECONDS
    if isinstance(value, datetime.date):
        today = datetime.datetime.fromtimestamp(now, datetime.timezone.utc).date()
        return abs((value - today).days) <= 1
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return abs(value - now) < _SECONDS
    if isinstance(value, str):
        today = datetime.datetime.fromtimestamp(now, datetime.timezone.utc).date()
        near = [today + datetime.timedelta(days=days) for days in (-1, 0, 1)]
        return any(day.isoformat() in value for day in near)
    return False
