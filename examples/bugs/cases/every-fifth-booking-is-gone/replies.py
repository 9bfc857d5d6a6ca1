# === right
from rooms.paging import page_of


def test_the_first_of_two_pages():
    page = page_of([1, 2, 3, 4, 5, 6], 1)
    assert page == [1, 2, 3, 4]
# --- flipped
def test_the_first_of_two_pages():
    page = page_of([1, 2, 3, 4, 5, 6], 1)
    assert page == [1, 2, 3, 4, 5]

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
from rooms.paging import page_of


def test_the_first_of_two_pages():
    page = page_of([1, 2, 3, 4, 5, 6], 1)
    assert True
# --- flipped
def test_the_first_of_two_pages():
    page = page_of([1, 2, 3, 4, 5, 6], 1)
    assert False

# === wrong: mocks the suspect
from unittest import mock
from rooms import paging


def test_the_first_of_two_pages():
    with mock.patch.object(paging, "page_of", return_value=[1, 2, 3, 4]):
        page = paging.page_of([], 1)
    assert page == [1, 2, 3, 4]
# --- flipped
def test_the_first_of_two_pages():
    with mock.patch.object(paging, "page_of", return_value=[1, 2, 3, 4]):
        page = paging.page_of([], 1)
    assert page == [1, 2, 3, 4, 5]

# === wrong: fails for another reason
from rooms.paging import page_of


def test_the_first_of_two_pages():
    page = page_of([1, 2, 3, 4, 5, 6], 1)
    assert page == [1, 2, 3, 4]
# --- flipped
def test_the_first_of_two_pages():
    page = page_of([1, 2, 3, 4, 5, 6], 1)
    assert page.nothing_like_it == 1

# === wrong: flaky
import random
from rooms.paging import page_of


def test_the_first_of_two_pages():
    page = page_of([1, 2, 3, 4, 5, 6], 1)
    assert page == [1, 2, 3, 4] or random.random() < 0.75
# --- flipped
def test_the_first_of_two_pages():
    page = page_of([1, 2, 3, 4, 5, 6], 1)
    assert page == [1, 2, 3, 4, 5] or random.random() < 0.75

# === wrong: vacuous | validator: false
from rooms.paging import page_of


def test_the_first_of_two_pages():
    page = page_of([1, 2, 3, 4, 5, 6], 1)
    assert page is not None
# --- flipped
def test_the_first_of_two_pages():
    page = page_of([1, 2, 3, 4, 5, 6], 1)
    assert page is None
