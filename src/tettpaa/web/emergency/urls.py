"""Addresses of emergency access: uuids only."""

from django.urls import path

from tettpaa.web.emergency import views

urlpatterns = [
    path("nodtilgang/", views.opened, name="emergencies"),
    path("nodtilgang/<uuid:person>/", views.open_it, name="emergency"),
    path("nodtilgang/avslutt/<uuid:emergency>/", views.end, name="emergency_end"),
]
