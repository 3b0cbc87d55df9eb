"""The addresses of the pages, a file for each journey."""

from django.urls import include, path

urlpatterns = [
    path("", include("tettpaa.web.entrance.urls")),
    path("", include("tettpaa.web.todo.urls")),
    path("", include("tettpaa.web.concerns.urls")),
    path("", include("tettpaa.web.mapping.urls")),
    path("", include("tettpaa.web.clarification.urls")),
    path("", include("tettpaa.web.letters.urls")),
    path("", include("tettpaa.web.people.urls")),
    path("", include("tettpaa.web.school.urls")),
    path("", include("tettpaa.web.signals.urls")),
    path("", include("tettpaa.web.rules.urls")),
    path("", include("tettpaa.web.system.urls")),
    path("", include("tettpaa.web.emergency.urls")),
    path("", include("tettpaa.web.staff.urls")),
    path("", include("tettpaa.web.oversight.urls")),
    path("", include("tettpaa.web.plan.urls")),
    path("", include("tettpaa.web.consent.urls")),
    path("", include("tettpaa.web.meetings.urls")),
]
