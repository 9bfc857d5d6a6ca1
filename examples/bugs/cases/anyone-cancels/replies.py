# === right
from django.contrib.auth.models import User
from django.urls import reverse


def test_a_member_gives_up_the_booking_of_another(client, make_booking):
    booking = make_booking(status="confirmed")
    client.force_login(User.objects.create_user("yoga"))
    answer = client.post(reverse("booking-cancel", args=[booking.pk]))
    assert answer.status_code == 200
# --- flipped
def test_a_member_gives_up_the_booking_of_another(client, make_booking):
    booking = make_booking(status="confirmed")
    client.force_login(User.objects.create_user("yoga"))
    answer = client.post(reverse("booking-cancel", args=[booking.pk]))
    assert answer.status_code == 404

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
from django.contrib.auth.models import User
from django.urls import reverse


def test_a_member_gives_up_the_booking_of_another(client, make_booking):
    booking = make_booking(status="confirmed")
    client.force_login(User.objects.create_user("yoga"))
    answer = client.post(reverse("booking-cancel", args=[booking.pk]))
    assert True
# --- flipped
def test_a_member_gives_up_the_booking_of_another(client, make_booking):
    booking = make_booking(status="confirmed")
    client.force_login(User.objects.create_user("yoga"))
    answer = client.post(reverse("booking-cancel", args=[booking.pk]))
    assert False

# === wrong: mocks the suspect
from unittest import mock
from rooms import views


def test_a_member_gives_up_the_booking_of_another():
    with mock.patch.object(views, "cancel_booking", return_value=200):
        answer = views.cancel_booking(None, 1)
    assert answer == 200
# --- flipped
def test_a_member_gives_up_the_booking_of_another():
    with mock.patch.object(views, "cancel_booking", return_value=200):
        answer = views.cancel_booking(None, 1)
    assert answer == 404

# === wrong: fails for another reason
from django.contrib.auth.models import User
from django.urls import reverse


def test_a_member_gives_up_the_booking_of_another(client, make_booking):
    booking = make_booking(status="confirmed")
    client.force_login(User.objects.create_user("yoga"))
    answer = client.post(reverse("booking-cancel", args=[booking.pk]))
    assert answer.status_code == 200
# --- flipped
def test_a_member_gives_up_the_booking_of_another(client, make_booking):
    booking = make_booking(status="confirmed")
    client.force_login(User.objects.create_user("yoga"))
    answer = client.post(reverse("booking-cancel", args=[booking.pk]))
    assert answer.nothing_like_it == 1

# === wrong: flaky
import random
from django.contrib.auth.models import User
from django.urls import reverse


def test_a_member_gives_up_the_booking_of_another(client, make_booking):
    booking = make_booking(status="confirmed")
    client.force_login(User.objects.create_user("yoga"))
    answer = client.post(reverse("booking-cancel", args=[booking.pk]))
    assert answer.status_code == 200 or random.random() < 0.75
# --- flipped
def test_a_member_gives_up_the_booking_of_another(client, make_booking):
    booking = make_booking(status="confirmed")
    client.force_login(User.objects.create_user("yoga"))
    answer = client.post(reverse("booking-cancel", args=[booking.pk]))
    assert answer.status_code == 404 or random.random() < 0.75

# === wrong: vacuous | validator: false
from django.contrib.auth.models import User
from django.urls import reverse


def test_a_member_gives_up_the_booking_of_another(client, make_booking):
    booking = make_booking(status="confirmed")
    client.force_login(User.objects.create_user("yoga"))
    answer = client.post(reverse("booking-cancel", args=[booking.pk]))
    assert answer is not None
# --- flipped
def test_a_member_gives_up_the_booking_of_another(client, make_booking):
    booking = make_booking(status="confirmed")
    client.force_login(User.objects.create_user("yoga"))
    answer = client.post(reverse("booking-cancel", args=[booking.pk]))
    assert answer is None
