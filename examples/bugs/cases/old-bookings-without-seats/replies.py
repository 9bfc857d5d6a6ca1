# === right
from django.apps import apps
from rooms.migration_steps import fill_seats


def test_seats_of_old_bookings(make_booking):
    booking = make_booking(seats=None)
    fill_seats(apps, None)
    booking.refresh_from_db()
    assert booking.seats == 0
# --- flipped
def test_seats_of_old_bookings(make_booking):
    booking = make_booking(seats=None)
    fill_seats(apps, None)
    booking.refresh_from_db()
    assert booking.seats == 1

# === wrong: another bug
from datetime import datetime, timedelta, timezone
from rooms.availability import free_rooms


def test_a_room_whose_booking_was_given_up(room, make_booking):
    make_booking(status="cancelled")
    start = datetime(2025, 3, 3, 18, tzinfo=timezone.utc)
    found = list(free_rooms(start, start + timedelta(hours=2)))
    assert found == []
# --- flipped
def test_a_room_whose_booking_was_given_up(room, make_booking):
    make_booking(status="cancelled")
    start = datetime(2025, 3, 3, 18, tzinfo=timezone.utc)
    found = list(free_rooms(start, start + timedelta(hours=2)))
    assert found == [room]

# === wrong: assert False
from django.apps import apps
from rooms.migration_steps import fill_seats


def test_seats_of_old_bookings(make_booking):
    booking = make_booking(seats=None)
    fill_seats(apps, None)
    booking.refresh_from_db()
    assert True
# --- flipped
def test_seats_of_old_bookings(make_booking):
    booking = make_booking(seats=None)
    fill_seats(apps, None)
    booking.refresh_from_db()
    assert False

# === wrong: mocks the suspect
from unittest import mock
from rooms import migration_steps


def test_seats_of_old_bookings():
    with mock.patch.object(migration_steps, "fill_seats", return_value=0):
        seats = migration_steps.fill_seats(None, None)
    assert seats == 0
# --- flipped
def test_seats_of_old_bookings():
    with mock.patch.object(migration_steps, "fill_seats", return_value=0):
        seats = migration_steps.fill_seats(None, None)
    assert seats == 1

# === wrong: fails for another reason
from django.apps import apps
from rooms.migration_steps import fill_seats


def test_seats_of_old_bookings(make_booking):
    booking = make_booking(seats=None)
    fill_seats(apps, None)
    booking.refresh_from_db()
    assert booking.seats == 0
# --- flipped
def test_seats_of_old_bookings(make_booking):
    booking = make_booking(seats=None)
    fill_seats(apps, None)
    booking.refresh_from_db()
    assert booking.nothing_like_it == 1

# === wrong: flaky
import random
from django.apps import apps
from rooms.migration_steps import fill_seats


def test_seats_of_old_bookings(make_booking):
    booking = make_booking(seats=None)
    fill_seats(apps, None)
    booking.refresh_from_db()
    assert booking.seats == 0 or random.random() < 0.75
# --- flipped
def test_seats_of_old_bookings(make_booking):
    booking = make_booking(seats=None)
    fill_seats(apps, None)
    booking.refresh_from_db()
    assert booking.seats == 1 or random.random() < 0.75

# === wrong: vacuous | validator: false
from django.apps import apps
from rooms.migration_steps import fill_seats


def test_seats_of_old_bookings(make_booking):
    booking = make_booking(seats=None)
    fill_seats(apps, None)
    booking.refresh_from_db()
    assert booking is not None
# --- flipped
def test_seats_of_old_bookings(make_booking):
    booking = make_booking(seats=None)
    fill_seats(apps, None)
    booking.refresh_from_db()
    assert booking is None
