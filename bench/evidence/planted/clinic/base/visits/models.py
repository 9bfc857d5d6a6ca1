from django.core.exceptions import ValidationError
from django.db import models


class Doctor(models.Model):
    """Someone who receives patients."""

    name = models.CharField(max_length=50)
    is_active = models.BooleanField(default=True)

    def __str__(self):
        return self.name


class VisitQuerySet(models.QuerySet):
    def open(self):
        """Visits that have not taken place."""
        return self.filter(is_done=False)

    def of(self, doctor):
        """Visits of one doctor, in the order of the day."""
        return self.filter(doctor=doctor).order_by("start")


class Visit(models.Model):
    """An appointment on one day; `start` and `minutes` count from midnight."""

    doctor = models.ForeignKey(Doctor, on_delete=models.CASCADE)
    patient = models.CharField(max_length=50)
    start = models.IntegerField()
    minutes = models.IntegerField(default=30)
    is_done = models.BooleanField(default=False)

    objects = VisitQuerySet.as_manager()

    @property
    def end(self):
        return self.start + self.minutes

    def clean(self):
        if self.minutes <= 0:
            raise ValidationError({"minutes": "A visit takes time."})

    def overlaps(self, other):
        """Whether the two share a minute."""
        return self.start < other.end and other.start < self.end

    def finish(self):
        """Marks the visit as done."""
        self.is_done = True
        self.save()
