"""Addresses of young people: uuids only, never a name, a number or a phone."""

from django.urls import path

from tettpaa.web.people import doubles, views

urlpatterns = [
    path("ungdommer/", views.people, name="people"),
    path("ungdommer/like/", doubles.doubles, name="doubles"),
    path("ungdommer/klasse/<uuid:group>/", views.group, name="people_group"),
    path("ungdom/<uuid:person>/", views.person, name="person"),
    path("ungdom/<uuid:person>/adressesperre/", views.protect, name="protect"),
]
