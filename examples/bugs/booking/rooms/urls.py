from django.urls import include, path
from rest_framework.routers import DefaultRouter

from rooms import views

router = DefaultRouter()
router.register("bookings", views.BookingViewSet, basename="api-booking")

urlpatterns = [
    path("api/", include(router.urls)),
    path("bookings/", views.booking_list, name="booking-list"),
    path("bookings/<int:pk>/cancel/", views.cancel_booking, name="booking-cancel"),
]
