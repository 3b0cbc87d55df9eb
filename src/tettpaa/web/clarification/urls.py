"""Addresses of the clarification talk."""

from django.urls import path

from tettpaa.web.clarification import views

urlpatterns = [
    path("avklaring/avtal/<uuid:person>/", views.call, name="clarification_open"),
    path("avklaring/<uuid:clarification>/", views.clarification, name="clarification"),
]
