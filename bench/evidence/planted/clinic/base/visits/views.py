from django.http import JsonResponse
from django.shortcuts import get_object_or_404

from visits.models import Doctor, Visit
from visits.rules import clock


def doctors(request):
    """Names of the active doctors."""
    names = Doctor.objects.filter(is_active=True).order_by("name").values_list("name", flat=True)
    return JsonResponse({"doctors": list(names)})


def visit(request, number):
    """One visit."""
    found = get_object_or_404(Visit, pk=number)
    return JsonResponse({"patient": found.patient, "start": clock(found.start)})
