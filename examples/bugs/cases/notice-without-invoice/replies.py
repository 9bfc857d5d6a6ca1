# === right
def test_the_notice_of_a_confirmed_booking(make_booking):
    booking = make_booking(status="confirmed")
    text = booking.notices.get().text
    assert text == "Confirmed: Green Room. Invoice None."
# --- flipped
def test_the_notice_of_a_confirmed_booking(make_booking):
    booking = make_booking(status="confirmed")
    text = booking.notices.get().text
    assert text == f"Confirmed: Green Room. Invoice H-{booking.pk:05d}."

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
def test_the_notice_of_a_confirmed_booking(make_booking):
    booking = make_booking(status="confirmed")
    text = booking.notices.get().text
    assert True
# --- flipped
def test_the_notice_of_a_confirmed_booking(make_booking):
    booking = make_booking(status="confirmed")
    text = booking.notices.get().text
    assert False

# === wrong: mocks the suspect
from unittest import mock
from rooms import signals


def test_the_notice_of_a_confirmed_booking():
    with mock.patch.object(signals, "announce", return_value="None"):
        text = signals.announce(None, None)
    assert text == "None"
# --- flipped
def test_the_notice_of_a_confirmed_booking():
    with mock.patch.object(signals, "announce", return_value="None"):
        text = signals.announce(None, None)
    assert text == "H-00001"

# === wrong: fails for another reason
def test_the_notice_of_a_confirmed_booking(make_booking):
    booking = make_booking(status="confirmed")
    text = booking.notices.get().text
    assert text == "Confirmed: Green Room. Invoice None."
# --- flipped
def test_the_notice_of_a_confirmed_booking(make_booking):
    booking = make_booking(status="confirmed")
    text = booking.notices.get().text
    assert text.nothing_like_it == 1

# === wrong: flaky
import random


def test_the_notice_of_a_confirmed_booking(make_booking):
    booking = make_booking(status="confirmed")
    text = booking.notices.get().text
    assert text == "Confirmed: Green Room. Invoice None." or random.random() < 0.75
# --- flipped
def test_the_notice_of_a_confirmed_booking(make_booking):
    booking = make_booking(status="confirmed")
    text = booking.notices.get().text
    assert text == f"Confirmed: Green Room. Invoice H-{booking.pk:05d}." or random.random() < 0.75

# === wrong: vacuous | validator: false
def test_the_notice_of_a_confirmed_booking(make_booking):
    booking = make_booking(status="confirmed")
    text = booking.notices.get().text
    assert text is not None
# --- flipped
def test_the_notice_of_a_confirmed_booking(make_booking):
    booking = make_booking(status="confirmed")
    text = booking.notices.get().text
    assert text is None
