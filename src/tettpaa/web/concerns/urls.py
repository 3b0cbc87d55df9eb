"""Addresses of Si fra, and of one concern. The parts that name a matter are uuids, never names."""

from django.urls import path, register_converter

from tettpaa.cases.states import About
from tettpaa.web.concerns import raising, views


class AboutConverter:
    regex = "|".join(About.values)

    def to_python(self, value: str) -> About:
        return About(value)

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(AboutConverter, "about")

urlpatterns = [
    path("si-fra/", raising.duty, name="raise"),
    path("si-fra/om/<uuid:person>/", raising.duty_about, name="raise_about"),
    path("si-fra/meldt/", raising.reported, name="raise_reported"),
    path("si-fra/sendt/<uuid:statement>/", raising.sent, name="raise_sent"),
    path("si-fra/<slug:code>/", raising.who, name="raise_who"),
    path("si-fra/<slug:code>/<about:about>/<uuid:key>/", raising.say, name="raise_say"),
    path("uro/<uuid:concern>/", views.concern, name="concern"),
]
