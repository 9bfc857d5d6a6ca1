from django.http import JsonResponse
from django.shortcuts import get_object_or_404

from visits.models import Doctor, Visit
from visits.rules import clock


def doctors(request):
    """Names of the active doctors."""
    names = Doctor.objects.order_by("name").values_list("name", flat=True)
    return JsonResponse({"doctors": list(names)})


def visit(request, number):
    """One visit."""
    found = get_object_or_404(Visit, pk=number)
    return JsonResponse({"patient": found.patient, "start": clock(found.start), "done": found.is_done})


def busy(request, number):
    """How many open visits a doctor has."""
    doctor = get_object_or_404(Doctor, pk=number)
    return JsonResponse({"open": Visit.objects.of(doctor).open().count()})
