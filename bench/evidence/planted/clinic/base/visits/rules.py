"""Rules that need no database."""


def duration_text(minutes):
    """`90` as `1 h 30 min`."""
    hours, rest = divmod(minutes, 60)
    parts = ([f"{hours} h"] if hours else []) + ([f"{rest} min"] if rest else [])
    return " ".join(parts) or "0 min"


def is_workday(weekday):
    """Whether the clinic is open; Monday is 0."""
    return weekday < 5


def fee(minutes, is_insured):
    """In cents: 10 for a minute, half of it for the insured."""
    return minutes * 10 // (2 if is_insured else 1)


def initials(name):
    """`Ada Lovelace` as `A. L.`"""
    return " ".join(f"{word[0]}." for word in name.split())


def clock(minutes):
    """Minutes from midnight as `08:30`."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
