# === right
from rooms.summary import cancel, confirm, room_summary


def test_the_summary_after_a_booking_was_given_up(room, make_booking):
    booking = make_booking()
    confirm(booking)
    room_summary(room)
    cancel(booking)
    summary = room_summary(room)
    assert summary["confirmed"] == 1
# --- flipped
def test_the_summary_after_a_booking_was_given_up(room, make_booking):
    booking = make_booking()
    confirm(booking)
    room_summary(room)
    cancel(booking)
    summary = room_summary(room)
    assert summary["confirmed"] == 0

# === wrong: another bug
from django.urls import reverse


def test_only_the_end_of_a_booking_is_changed(client, member, make_booking):
    booking = make_booking()
    client.force_login(member)
    answer = client.patch(
        reverse("api-booking-detail", args=[booking.pk]),
        {"ends_at": "2025-03-03T17:00Z"},
        content_type="application/json",
    )
    assert answer.status_code == 200
# --- flipped
def test_only_the_end_of_a_booking_is_changed(client, member, make_booking):
    booking = make_booking()
    client.force_login(member)
    answer = client.patch(
        reverse("api-booking-detail", args=[booking.pk]),
        {"ends_at": "2025-03-03T17:00Z"},
        content_type="application/json",
    )
    assert answer.status_code == 400

# === wrong: assert False
from rooms.summary import cancel, confirm, room_summary


def test_the_summary_after_a_booking_was_given_up(room, make_booking):
    booking = make_booking()
    confirm(booking)
    room_summary(room)
    cancel(booking)
    summary = room_summary(room)
    assert True
# --- flipped
def test_the_summary_after_a_booking_was_given_up(room, make_booking):
    booking = make_booking()
    confirm(booking)
    room_summary(room)
    cancel(booking)
    summary = room_summary(room)
    assert False

# === wrong: mocks the suspect
from unittest import mock
from rooms import summary


def test_the_summary_after_a_booking_was_given_up():
    with mock.patch.object(summary, "room_summary", return_value={"confirmed": 1}):
        numbers = summary.room_summary(None)
    assert numbers["confirmed"] == 1
# --- flipped
def test_the_summary_after_a_booking_was_given_up():
    with mock.patch.object(summary, "room_summary", return_value={"confirmed": 1}):
        numbers = summary.room_summary(None)
    assert numbers["confirmed"] == 0

# === wrong: fails for another reason
from rooms.summary import cancel, confirm, room_summary


def test_the_summary_after_a_booking_was_given_up(room, make_booking):
    booking = make_booking()
    confirm(booking)
    room_summary(room)
    cancel(booking)
    summary = room_summary(room)
    assert summary["confirmed"] == 1
# --- flipped
def test_the_summary_after_a_booking_was_given_up(room, make_booking):
    booking = make_booking()
    confirm(booking)
    room_summary(room)
    cancel(booking)
    summary = room_summary(room)
    assert summary.nothing_like_it == 1

# === wrong: flaky
import random
from rooms.summary import cancel, confirm, room_summary


def test_the_summary_after_a_booking_was_given_up(room, make_booking):
    booking = make_booking()
    confirm(booking)
    room_summary(room)
    cancel(booking)
    summary = room_summary(room)
    assert summary["confirmed"] == 1 or random.random() < 0.75
# --- flipped
def test_the_summary_after_a_booking_was_given_up(room, make_booking):
    booking = make_booking()
    confirm(booking)
    room_summary(room)
    cancel(booking)
    summary = room_summary(room)
    assert summary["confirmed"] == 0 or random.random() < 0.75

# === wrong: vacuous | validator: false
from rooms.summary import cancel, confirm, room_summary


def test_the_summary_after_a_booking_was_given_up(room, make_booking):
    booking = make_booking()
    confirm(booking)
    room_summary(room)
    cancel(booking)
    summary = room_summary(room)
    assert summary is not None
# --- flipped
def test_the_summary_after_a_booking_was_given_up(room, make_booking):
    booking = make_booking()
    confirm(booking)
    room_summary(room)
    cancel(booking)
    summary = room_summary(room)
    assert summary is None
