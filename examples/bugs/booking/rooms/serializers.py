from rest_framework import serializers

from rooms.models import Booking


class BookingSerializer(serializers.ModelSerializer):
    class Meta:
        model = Booking
        fields = ["id", "room", "starts_at", "ends_at", "status", "seats"]
        read_only_fields = ["status"]

    def validate_seats(self, value):
        if value is not None and value < 1:
            raise serializers.ValidationError("A booking is for one person at least.")
        return value

    def validate(self, attrs):
        """A booking ends after it starts, whichever of the two is being changed."""
        if "starts_at" in attrs and "ends_at" in attrs:
            if attrs["ends_at"] <= attrs["starts_at"]:
                raise serializers.ValidationError({"ends_at": "A booking ends after it starts."})
        return attrs
