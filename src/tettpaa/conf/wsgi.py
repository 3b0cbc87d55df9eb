"""What the web server calls, in each of its processes."""

import multiprocessing
import os

from django.core.wsgi import get_wsgi_application

from tettpaa.kit.lifeline import tie

if parent := multiprocessing.parent_process():
    tie(parent.pid)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tettpaa.conf.settings")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402

from tettpaa.access.guard import refuse_demo, refuse_power  # noqa: E402  needs the settings

refuse_power()
if settings.PRODUCTION:
    refuse_demo()
