from rooms.calendar import label


def test_the_screen_shows_the_time_on_the_hall_s_clock(make_booking):
    assert label(make_booking()) == "07:00 Green Room"
