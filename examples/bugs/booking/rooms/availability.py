"""Which rooms can be had."""

from rooms.models import Booking, Room


def overlapping(starts_at, ends_at):
    """Bookings that share time with the period; one that ends when it starts does not."""
    return Booking.objects.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


def free_rooms(starts_at, ends_at):
    """Rooms that nobody has in the period. Cancelled bookings do not hold a room."""
    taken = overlapping(starts_at, ends_at).values("room_id")
    return Room.objects.exclude(pk__in=taken).order_by("name")


def reserve_seats(room, seats):
    """Takes seats of a room.

    Several people may do this at once, each with a copy of the room of their own.

    Raises:
        ValueError: when fewer seats are left.
    """
    if seats > room.seats_left:
        raise ValueError(f"only {room.seats_left} seats are left in {room.name}")
    room.seats_left -= seats
    room.save(update_fields=["seats_left"])
