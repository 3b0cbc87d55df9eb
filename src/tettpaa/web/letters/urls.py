"""Addresses of letters: uuids only."""

from django.urls import path

from tettpaa.web.letters import views

urlpatterns = [
    path("brev/skriv/<uuid:person>/", views.begin, name="thread_begin"),
    path("brev/<uuid:thread>/", views.thread, name="thread"),
]
