"""The application's own settings, and beside them an empty page, a clock that stands on the day of the county,
and what each page took."""

from tettpaa.conf.settings import *  # noqa: F403
from tettpaa.conf.settings import MIDDLEWARE as OWN

MIDDLEWARE = ["bench.pages.middleware.timed", *OWN]
ROOT_URLCONF = "bench.pages.urls"
