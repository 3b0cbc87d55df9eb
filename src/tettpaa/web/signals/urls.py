"""Addresses of triage and of the rhythm; units and classes stand in them as uuids."""

from django.urls import path

from tettpaa.web.signals import rhythm, views

urlpatterns = [
    path("signaler/", views.triage, name="triage"),
    path("signaler/angre/", views.undo, name="triage_undo"),
    path("rytmen/", rhythm.page, name="rhythm"),
]
