"""What follows when a booking is confirmed."""

from django.db.models.signals import post_save

from rooms.models import Booking, Notice


def number_invoice(sender, instance, **kwargs):
    """A confirmed booking gets the number of its invoice, once."""
    if instance.status == Booking.CONFIRMED and not instance.invoice_number:
        instance.invoice_number = f"H-{instance.pk:05d}"
        Booking.objects.filter(pk=instance.pk).update(invoice_number=instance.invoice_number)


def announce(sender, instance, **kwargs):
    """The member is told that the booking is confirmed, with the number of the invoice."""
    if instance.status == Booking.CONFIRMED and not instance.notices.exists():
        Notice.objects.create(
            booking=instance,
            text=f"Confirmed: {instance.room.name}. Invoice {instance.invoice_number or None}.",
        )


def connect():
    """Receivers run in the order in which they are connected."""
    post_save.connect(announce, sender=Booking, dispatch_uid="announce")
    post_save.connect(number_invoice, sender=Booking, dispatch_uid="number-invoice")
