"""Addresses for the system's keeper; a row is a uuid, so that no value of it stands in an address."""

from django.urls import path

from tettpaa.web.system import jobs, quarantine

urlpatterns = [
    path("karantene/", quarantine.rows, name="quarantine"),
    path("karantene/kjor/", quarantine.replay, name="quarantine_replay"),
    path("karantene/<uuid:row>/", quarantine.row, name="quarantine_row"),
    path("jobber/", jobs.jobs, name="jobs"),
    path("jobber/<int:job>/", jobs.retry, name="jobs_retry"),
]
