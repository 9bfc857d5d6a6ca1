from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST
from rest_framework import permissions, viewsets

from rooms.models import Booking
from rooms.paging import page_count, page_of
from rooms.serializers import BookingSerializer
from rooms.summary import cancel


@login_required
def booking_list(request):
    """One's own bookings, five to a page: `?page=2`."""
    bookings = Booking.objects.filter(member=request.user)
    number = int(request.GET.get("page", "1"))
    return JsonResponse(
        {
            "bookings": [{"id": booking.pk, "room": booking.room.name} for booking in page_of(bookings, number)],
            "pages": page_count(bookings.count()),
        }
    )


@login_required
@require_POST
def cancel_booking(request, pk):
    """Gives up a booking. Members may do so with their own, staff with any."""
    booking = get_object_or_404(Booking, pk=pk)
    cancel(booking)
    return JsonResponse({"status": booking.status})


class BookingViewSet(viewsets.ModelViewSet):
    """A member's own bookings."""

    serializer_class = BookingSerializer
    permission_classes = [permissions.IsAuthenticated]

    def get_queryset(self):
        return Booking.objects.filter(member=self.request.user)

    def perform_create(self, serializer):
        serializer.save(member=self.request.user)
