"""Rooms of the hall, and who has them when."""

from django.conf import settings
from django.db import models


class Room(models.Model):
    name = models.CharField(max_length=50)
    capacity = models.PositiveIntegerField(default=20)
    seats_left = models.PositiveIntegerField(default=20)

    def __str__(self):
        return self.name


class Booking(models.Model):
    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    STATUSES = [(status, status) for status in (REQUESTED, CONFIRMED, CANCELLED)]

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="bookings")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=STATUSES, default=REQUESTED)
    seats = models.PositiveIntegerField(null=True)
    invoice_number = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]


class Notice(models.Model):
    """What a member was told, newest last."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="notices")
    text = models.CharField(max_length=200)
