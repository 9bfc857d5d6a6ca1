# === right
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

# === wrong: another bug
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

# === wrong: assert False
from django.urls import reverse


def test_only_the_end_of_a_booking_is_changed(client, member, make_booking):
    booking = make_booking()
    client.force_login(member)
    answer = client.patch(
        reverse("api-booking-detail", args=[booking.pk]),
        {"ends_at": "2025-03-03T17:00Z"},
        content_type="application/json",
    )
    assert True
# --- flipped
def test_only_the_end_of_a_booking_is_changed(client, member, make_booking):
    booking = make_booking()
    client.force_login(member)
    answer = client.patch(
        reverse("api-booking-detail", args=[booking.pk]),
        {"ends_at": "2025-03-03T17:00Z"},
        content_type="application/json",
    )
    assert False

# === wrong: mocks the suspect
from unittest import mock
from rooms.serializers import BookingSerializer


def test_only_the_end_of_a_booking_is_changed():
    with mock.patch.object(BookingSerializer, "validate", return_value=200):
        answer = BookingSerializer().validate({})
    assert answer == 200
# --- flipped
def test_only_the_end_of_a_booking_is_changed():
    with mock.patch.object(BookingSerializer, "validate", return_value=200):
        answer = BookingSerializer().validate({})
    assert answer == 400

# === wrong: fails for another reason
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
    assert answer.nothing_like_it == 1

# === wrong: flaky
import random
from django.urls import reverse


def test_only_the_end_of_a_booking_is_changed(client, member, make_booking):
    booking = make_booking()
    client.force_login(member)
    answer = client.patch(
        reverse("api-booking-detail", args=[booking.pk]),
        {"ends_at": "2025-03-03T17:00Z"},
        content_type="application/json",
    )
    assert answer.status_code == 200 or random.random() < 0.75
# --- flipped
def test_only_the_end_of_a_booking_is_changed(client, member, make_booking):
    booking = make_booking()
    client.force_login(member)
    answer = client.patch(
        reverse("api-booking-detail", args=[booking.pk]),
        {"ends_at": "2025-03-03T17:00Z"},
        content_type="application/json",
    )
    assert answer.status_code == 400 or random.random() < 0.75

# === wrong: vacuous | validator: false
from django.urls import reverse


def test_only_the_end_of_a_booking_is_changed(client, member, make_booking):
    booking = make_booking()
    client.force_login(member)
    answer = client.patch(
        reverse("api-booking-detail", args=[booking.pk]),
        {"ends_at": "2025-03-03T17:00Z"},
        content_type="application/json",
    )
    assert answer is not None
# --- flipped
def test_only_the_end_of_a_booking_is_changed(client, member, make_booking):
    booking = make_booking()
    client.force_login(member)
    answer = client.patch(
        reverse("api-booking-detail", args=[booking.pk]),
        {"ends_at": "2025-03-03T17:00Z"},
        content_type="application/json",
    )
    assert answer is None
