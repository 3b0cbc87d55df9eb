"""Addresses of the page of who works at a unit."""

from django.urls import path

from tettpaa.web.staff import confirming, views

urlpatterns = [
    path("ansatte/", views.staff, name="staff"),
    path("ansatte/ny/", views.start, name="staff_start"),
    path("ansatte/bekreft/", confirming.confirm, name="staff_confirm"),
    path("ansatte/<uuid:membership>/slutter/", views.end, name="staff_end"),
    path("ansatte/<uuid:membership>/stedfortreder/", views.deputy, name="staff_deputy"),
    path("ansatte/angre/<uuid:change>/", views.undo, name="staff_undo"),
]
