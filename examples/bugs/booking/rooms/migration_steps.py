"""What the migrations do to data, apart from them so that it can be read and tested."""


def fill_seats(apps, schema_editor):
    """Bookings from before we counted seats were for one person each: they get one seat.

    Bookings that already have a number keep it.
    """
    booking_model = apps.get_model("rooms", "Booking")
    booking_model.objects.filter(seats__isnull=True).update(seats=0)
