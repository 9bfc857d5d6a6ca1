"""Bookings by day, for the screen in the entrance."""

from collections import defaultdict

from django.utils import timezone

from rooms.models import Booking


def day_of(booking):
    """The day, on the hall's own clock, on which a booking begins."""
    return booking.starts_at.date()


def by_day(bookings):
    """Bookings under the day on which they begin, in the given order."""
    days = defaultdict(list)
    for booking in bookings:
        days[day_of(booking)].append(booking)
    return dict(days)


def label(booking):
    """What the screen shows for a booking: `18:30 Green Room`."""
    start = timezone.localtime(booking.starts_at)
    return f"{start:%H:%M} {booking.room.name}"


def upcoming(now):
    """Bookings that have not ended."""
    return Booking.objects.filter(ends_at__gt=now).exclude(status=Booking.CANCELLED)
