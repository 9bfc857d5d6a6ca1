"""Numbers of a room that are asked for often, kept for an hour."""

from django.core.cache import cache

from rooms.models import Booking

SECONDS = 3600


def _key(room_id):
    return f"room-summary-{room_id}"


def room_summary(room):
    """How many bookings of the room are confirmed and how many wait for an answer. Always up to date."""
    summary = cache.get(_key(room.pk))
    if summary is None:
        bookings = Booking.objects.filter(room=room)
        summary = {
            "confirmed": bookings.filter(status=Booking.CONFIRMED).count(),
            "requested": bookings.filter(status=Booking.REQUESTED).count(),
        }
        cache.set(_key(room.pk), summary, SECONDS)
    return summary


def forget_summary(room_id):
    """The next question is answered from the database."""
    cache.delete(_key(room_id))


def confirm(booking):
    """The hall agrees."""
    booking.status = Booking.CONFIRMED
    booking.save()
    forget_summary(booking.room_id)


def cancel(booking):
    """The booking is given up; the room is free again."""
    booking.status = Booking.CANCELLED
    booking.save()
