from django.urls import path

from visits import views

urlpatterns = [
    path("doctors/", views.doctors, name="doctors"),
    path("visits/<int:number>/", views.visit, name="visit"),
    path("doctors/<int:number>/busy/", views.busy, name="busy"),
]
