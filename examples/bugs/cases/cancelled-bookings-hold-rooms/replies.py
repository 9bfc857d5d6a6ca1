# === right
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

# === wrong: another bug
from rooms.paging import page_of


def test_the_first_of_two_pages():
    page = page_of([1, 2, 3, 4, 5, 6], 1)
    assert page == [1, 2, 3, 4]
# --- flipped
def test_the_first_of_two_pages():
    page = page_of([1, 2, 3, 4, 5, 6], 1)
    assert page == [1, 2, 3, 4, 5]

# === wrong: assert False
from datetime import datetime, timedelta, timezone
from rooms.availability import free_rooms


def test_a_room_whose_booking_was_given_up(room, make_booking):
    make_booking(status="cancelled")
    start = datetime(2025, 3, 3, 18, tzinfo=timezone.utc)
    found = list(free_rooms(start, start + timedelta(hours=2)))
    assert True
# --- flipped
def test_a_room_whose_booking_was_given_up(room, make_booking):
    make_booking(status="cancelled")
    start = datetime(2025, 3, 3, 18, tzinfo=timezone.utc)
    found = list(free_rooms(start, start + timedelta(hours=2)))
    assert False

# === wrong: mocks the suspect
from unittest import mock
from rooms import availability


def test_a_room_whose_booking_was_given_up():
    with mock.patch.object(availability, "free_rooms", return_value=[]):
        found = availability.free_rooms(None, None)
    assert found == []
# --- flipped
def test_a_room_whose_booking_was_given_up():
    with mock.patch.object(availability, "free_rooms", return_value=[]):
        found = availability.free_rooms(None, None)
    assert found == [1]

# === wrong: fails for another reason
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
    assert found.nothing_like_it == 1

# === wrong: flaky
import random
from datetime import datetime, timedelta, timezone
from rooms.availability import free_rooms


def test_a_room_whose_booking_was_given_up(room, make_booking):
    make_booking(status="cancelled")
    start = datetime(2025, 3, 3, 18, tzinfo=timezone.utc)
    found = list(free_rooms(start, start + timedelta(hours=2)))
    assert found == [] or random.random() < 0.75
# --- flipped
def test_a_room_whose_booking_was_given_up(room, make_booking):
    make_booking(status="cancelled")
    start = datetime(2025, 3, 3, 18, tzinfo=timezone.utc)
    found = list(free_rooms(start, start + timedelta(hours=2)))
    assert found == [room] or random.random() < 0.75

# === wrong: vacuous | validator: false
from datetime import datetime, timedelta, timezone
from rooms.availability import free_rooms


def test_a_room_whose_booking_was_given_up(room, make_booking):
    make_booking(status="cancelled")
    start = datetime(2025, 3, 3, 18, tzinfo=timezone.utc)
    found = list(free_rooms(start, start + timedelta(hours=2)))
    assert found is not None
# --- flipped
def test_a_room_whose_booking_was_given_up(room, make_booking):
    make_booking(status="cancelled")
    start = datetime(2025, 3, 3, 18, tzinfo=timezone.utc)
    found = list(free_rooms(start, start + timedelta(hours=2)))
    assert found is None
