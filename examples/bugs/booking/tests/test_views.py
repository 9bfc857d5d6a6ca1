from django.urls import reverse


def test_members_see_their_own_bookings(client, member, make_booking):
    booking = make_booking()
    client.force_login(member)
    answer = client.get(reverse("booking-list")).json()
    assert answer == {"bookings": [{"id": booking.pk, "room": "Green Room"}], "pages": 1}


def test_strangers_are_sent_away(client, make_booking):
    answer = client.post(reverse("booking-cancel", args=[make_booking().pk]))
    assert answer.status_code == 302


def test_a_new_booking_must_end_after_it_starts(client, member, room):
    client.force_login(member)
    data = {"room": room.pk, "starts_at": "2025-03-03T20:00Z", "ends_at": "2025-03-03T18:00Z"}
    answer = client.post(reverse("api-booking-list"), data)
    assert answer.status_code == 400
