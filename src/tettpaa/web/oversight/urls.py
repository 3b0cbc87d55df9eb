"""Addresses of the log: uuids only."""

from django.urls import path

from tettpaa.web.oversight import unusual, views

urlpatterns = [
    path("ungdom/<uuid:person>/lest/", views.reads, name="reads"),
    path("ungdom/<uuid:person>/lest/<uuid:read>/", views.ask, name="read_ask"),
    path("ungdom/<uuid:person>/historikk/", views.history, name="history"),
    path("innsyn/", unusual.unusual, name="unusual"),
    path("innsyn/spurt/<uuid:question>/", views.question, name="read_question"),
]
