# === right
from datetime import date
from rooms.calendar import by_day


def test_the_day_of_a_morning_booking(make_booking):
    booking = make_booking()
    days = by_day([booking])
    assert days == {date(2025, 3, 3): [booking]}
# --- flipped
def test_the_day_of_a_morning_booking(make_booking):
    booking = make_booking()
    days = by_day([booking])
    assert days == {date(2025, 3, 4): [booking]}

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
from datetime import date
from rooms.calendar import by_day


def test_the_day_of_a_morning_booking(make_booking):
    booking = make_booking()
    days = by_day([booking])
    assert True
# --- flipped
def test_the_day_of_a_morning_booking(make_booking):
    booking = make_booking()
    days = by_day([booking])
    assert False

# === wrong: mocks the suspect
from unittest import mock
from rooms import calendar


def test_the_day_of_a_morning_booking():
    with mock.patch.object(calendar, "by_day", return_value={3: []}):
        days = calendar.by_day([])
    assert days == {3: []}
# --- flipped
def test_the_day_of_a_morning_booking():
    with mock.patch.object(calendar, "by_day", return_value={3: []}):
        days = calendar.by_day([])
    assert days == {4: []}

# === wrong: fails for another reason
from datetime import date
from rooms.calendar import by_day


def test_the_day_of_a_morning_booking(make_booking):
    booking = make_booking()
    days = by_day([booking])
    assert days == {date(2025, 3, 3): [booking]}
# --- flipped
def test_the_day_of_a_morning_booking(make_booking):
    booking = make_booking()
    days = by_day([booking])
    assert days.nothing_like_it == 1

# === wrong: flaky
import random
from datetime import date
from rooms.calendar import by_day


def test_the_day_of_a_morning_booking(make_booking):
    booking = make_booking()
    days = by_day([booking])
    assert days == {date(2025, 3, 3): [booking]} or random.random() < 0.75
# --- flipped
def test_the_day_of_a_morning_booking(make_booking):
    booking = make_booking()
    days = by_day([booking])
    assert days == {date(2025, 3, 4): [booking]} or random.random() < 0.75

# === wrong: vacuous | validator: false
from datetime import date
from rooms.calendar import by_day


def test_the_day_of_a_morning_booking(make_booking):
    booking = make_booking()
    days = by_day([booking])
    assert days is not None
# --- flipped
def test_the_day_of_a_morning_booking(make_booking):
    booking = make_booking()
    days = by_day([booking])
    assert days is None
