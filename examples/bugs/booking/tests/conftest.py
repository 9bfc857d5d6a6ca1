from datetime import datetime, timedelta, timezone

import pytest
from django.contrib.auth.models import User

from rooms.models import Booking, Room


@pytest.fixture
def room(db):
    return Room.objects.create(name="Green Room")


@pytest.fixture
def member(db):
    return User.objects.create_user("mira", password="example-only")


@pytest.fixture
def make_booking(room, member):
    """Bookings of the green room by mira: 18:00 to 20:00 UTC on 3 March 2025 unless told otherwise."""

    def make(**values):
        starts_at = values.pop("starts_at", datetime(2025, 3, 3, 18, tzinfo=timezone.utc))
        values.setdefault("ends_at", starts_at + timedelta(hours=2))
        values.setdefault("room", room)
        values.setdefault("member", member)
        values.setdefault("seats", 1)
        return Booking.objects.create(starts_at=starts_at, **values)

    return make
