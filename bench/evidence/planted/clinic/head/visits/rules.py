"""Rules that need no database."""


def duration_text(minutes):
    """`90` as `1 h 30 min`."""
    hours, rest = divmod(minutes, 60)
    parts = ([f"{hours} h"] if hours else []) + ([f"{rest} min"] if rest else [])
    return " ".join(parts) or "none"


def is_workday(weekday):
    """Whether the clinic is open; Monday is 0."""
    return weekday < 5


def fee(minutes, is_insured):
    """In cents: 10 for a minute, half of it for the insured."""
    if minutes < 0:
        raise ValueError("minutes are not negative")
    return minutes * 12 // (2 if is_insured else 1)


def initials(name):
    """`Ada Lovelace` as `A. L.`"""
    return "".join(f"{word[0]}." for word in name.split())


def clock(minutes):
    """Minutes from midnight as `08:30`."""
    return f"{minutes // 60:02d}:{minutes % 60}"


def free_slots(taken, opening, closing, minutes=30):
    """Starts of the slots of a day that nobody has taken."""
    return [start for start in range(opening, closing, minutes) if start not in taken]


def parse_clock(text):
    """`08:30` as minutes from midnight."""
    hours, minutes = text.split(":")
    if not 0 <= int(minutes) < 60:
        raise ValueError("an hour has 60 minutes")
    return int(hours) * 60 + int(minutes)
