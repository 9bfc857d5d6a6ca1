"""Interest on amounts in cents."""


def days_between(start, end):
    """Days from one date to another, in either order."""
    return (end - start).days


def simple_interest(cents, rate, days):
    """Interest for some days at a yearly rate in percent."""
    return round(cents * rate * days / (100 * 365))


def is_overdue(due, today, grace=0):
    """Whether the day of payment and the days of grace are past."""
    return (today - due).days >= grace


def monthly_rate(rate):
    """The twelfth part of a yearly rate."""
    return rate / 12


def compound(cents, rate, years):
    """An amount after so many years at a rate in percent, rounded once at the end."""
    return round(cents * (1 + rate / 100) ** years)
