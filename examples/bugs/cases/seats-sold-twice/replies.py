# === right
from rooms.availability import reserve_seats
from rooms.models import Room


def test_two_people_reserve_at_the_same_moment(room):
    first = Room.objects.get(pk=room.pk)
    second = Room.objects.get(pk=room.pk)
    reserve_seats(first, 2)
    reserve_seats(second, 3)
    room.refresh_from_db()
    assert room.seats_left == 17
# --- flipped
def test_two_people_reserve_at_the_same_moment(room):
    first = Room.objects.get(pk=room.pk)
    second = Room.objects.get(pk=room.pk)
    reserve_seats(first, 2)
    reserve_seats(second, 3)
    room.refresh_from_db()
    assert room.seats_left == 15

# === wrong: another bug
def test_the_notice_of_a_confirmed_booking(make_booking):
    booking = make_booking(status="confirmed")
    text = booking.notices.get().text
    assert text == "Confirmed: Green Room. Invoice None."
# --- flipped
def test_the_notice_of_a_confirmed_booking(make_booking):
    booking = make_booking(status="confirmed")
    text = booking.notices.get().text
    assert text == f"Confirmed: Green Room. Invoice H-{booking.pk:05d}."

# === wrong: assert False
from rooms.availability import reserve_seats
from rooms.models import Room


def test_two_people_reserve_at_the_same_moment(room):
    first = Room.objects.get(pk=room.pk)
    second = Room.objects.get(pk=room.pk)
    reserve_seats(first, 2)
    reserve_seats(second, 3)
    room.refresh_from_db()
    assert True
# --- flipped
def test_two_people_reserve_at_the_same_moment(room):
    first = Room.objects.get(pk=room.pk)
    second = Room.objects.get(pk=room.pk)
    reserve_seats(first, 2)
    reserve_seats(second, 3)
    room.refresh_from_db()
    assert False

# === wrong: mocks the suspect
from unittest import mock
from rooms import availability


def test_two_people_reserve_at_the_same_moment():
    with mock.patch.object(availability, "reserve_seats", return_value=17):
        left = availability.reserve_seats(None, 3)
    assert left == 17
# --- flipped
def test_two_people_reserve_at_the_same_moment():
    with mock.patch.object(availability, "reserve_seats", return_value=17):
        left = availability.reserve_seats(None, 3)
    assert left == 15

# === wrong: fails for another reason
from rooms.availability import reserve_seats
from rooms.models import Room


def test_two_people_reserve_at_the_same_moment(room):
    first = Room.objects.get(pk=room.pk)
    second = Room.objects.get(pk=room.pk)
    reserve_seats(first, 2)
    reserve_seats(second, 3)
    room.refresh_from_db()
    assert room.seats_left == 17
# --- flipped
def test_two_people_reserve_at_the_same_moment(room):
    first = Room.objects.get(pk=room.pk)
    second = Room.objects.get(pk=room.pk)
    reserve_seats(first, 2)
    reserve_seats(second, 3)
    room.refresh_from_db()
    assert room.nothing_like_it == 1

# === wrong: flaky
import random
from rooms.availability import reserve_seats
from rooms.models import Room


def test_two_people_reserve_at_the_same_moment(room):
    first = Room.objects.get(pk=room.pk)
    second = Room.objects.get(pk=room.pk)
    reserve_seats(first, 2)
    reserve_seats(second, 3)
    room.refresh_from_db()
    assert room.seats_left == 17 or random.random() < 0.75
# --- flipped
def test_two_people_reserve_at_the_same_moment(room):
    first = Room.objects.get(pk=room.pk)
    second = Room.objects.get(pk=room.pk)
    reserve_seats(first, 2)
    reserve_seats(second, 3)
    room.refresh_from_db()
    assert room.seats_left == 15 or random.random() < 0.75

# === wrong: vacuous | validator: false
from rooms.availability import reserve_seats
from rooms.models import Room


def test_two_people_reserve_at_the_same_moment(room):
    first = Room.objects.get(pk=room.pk)
    second = Room.objects.get(pk=room.pk)
    reserve_seats(first, 2)
    reserve_seats(second, 3)
    room.refresh_from_db()
    assert room is not None
# --- flipped
def test_two_people_reserve_at_the_same_moment(room):
    first = Room.objects.get(pk=room.pk)
    second = Room.objects.get(pk=room.pk)
    reserve_seats(first, 2)
    reserve_seats(second, 3)
    room.refresh_from_db()
    assert room is None
