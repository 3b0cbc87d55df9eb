"""Addresses of plans, measures and the catalogue; uuids and codes only."""

from django.urls import path

from tettpaa.web.plan import catalogue, measure, views

urlpatterns = [
    path("plan/begynn/<uuid:person>/", views.begin, name="plan_open"),
    path("plan/<uuid:plan>/", views.plan, name="plan"),
    path("plan/<uuid:plan>/tiltak/", measure.pick, name="measure_pick"),
    path("plan/<uuid:plan>/tiltak/<slug:offer>/", measure.add, name="measure_add"),
    path("tiltak/", catalogue.catalogue, name="measures"),
    path("tiltak/<uuid:measure>/", measure.measure, name="measure"),
]
