from rooms.summary import confirm, forget_summary, room_summary


def test_requested_and_confirmed_are_counted(room, make_booking):
    forget_summary(room.pk)
    make_booking()
    confirm(make_booking())
    assert room_summary(room) == {"confirmed": 1, "requested": 1}
