"""Addresses of the rule book; a rule is named as in the book."""

from django.urls import path

from tettpaa.web.rules import views

urlpatterns = [
    path("regelboka/", views.rules, name="rules"),
    path("regelboka/<slug:rule>/", views.rule, name="rule"),
]
