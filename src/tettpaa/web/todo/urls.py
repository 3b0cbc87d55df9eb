"""Addresses of what waits for the one who is logged in."""

from django.urls import path

from tettpaa.web.todo import views

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("meldinger/", views.messages, name="messages"),
    path("meldinger/lest/", views.read, name="messages_read"),
]
