"""Addresses of the overviews; the export has no name in its file name either."""

from django.urls import path

from tettpaa.web.school import views

urlpatterns = [
    path("skolen/", views.school, name="school"),
    path("skolen/oppfolging/", views.fidelity, name="school_fidelity"),
    path("skolen/tall.csv", views.export, name="school_export"),
]
