"""Addresses of mappings and of what they ask."""

from django.urls import path, register_converter

from tettpaa.cases.mapping.states import Level
from tettpaa.web.mapping import catalogue, views


class LevelConverter:
    regex = "|".join(Level.values)

    def to_python(self, value: str) -> Level:
        return Level(value)

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(LevelConverter, "level")

urlpatterns = [
    path("kartlegging/begynn/<uuid:person>/", views.begin, name="mapping_open"),
    path("kartlegging/<uuid:mapping>/", views.mapping, name="mapping"),
    path("kartlegging/sporsmal/<level:level>/", catalogue.catalogue, name="catalogue"),
    path("kartlegging/sporsmal/<level:level>/<slug:item>/", catalogue.question, name="catalogue_item"),
]
