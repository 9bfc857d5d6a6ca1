from datetime import datetime, timedelta, timezone

import pytest

from rooms.availability import free_rooms, reserve_seats

START = datetime(2025, 3, 3, 18, tzinfo=timezone.utc)
END = START + timedelta(hours=2)


def test_a_room_without_bookings_is_free(room):
    assert list(free_rooms(START, END)) == [room]


def test_a_booked_room_is_not_free(room, make_booking):
    make_booking(status="confirmed")
    assert list(free_rooms(START, END)) == []


def test_a_room_is_free_again_when_a_booking_ends(room, make_booking):
    make_booking(status="confirmed")
    assert list(free_rooms(END, END + timedelta(hours=1))) == [room]


def test_seats_are_taken(room):
    reserve_seats(room, 3)
    room.refresh_from_db()
    assert room.seats_left == 17


def test_more_seats_than_are_left(room):
    with pytest.raises(ValueError):
        reserve_seats(room, 21)
