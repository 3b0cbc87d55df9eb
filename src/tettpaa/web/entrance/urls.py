"""Addresses of log-in and log-out."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.i18n import set_language

from tettpaa.access.declared import open_to
from tettpaa.web.entrance import elsewhere, mine, second, views

urlpatterns = [
    path("logg-inn/", views.log_in, name="login"),
    path("logg-inn/", views.log_in, name="account_login"),  # so the library calls it
    path("logg-inn/bekreft/", second.give, name="mfa_authenticate"),
    path("logg-inn/sikring/", second.first, name="second_factor_first"),
    path("logg-inn/<slug:name>/ut/", elsewhere.start, name="elsewhere"),
    path("logg-inn/<slug:provider_id>/svar/", elsewhere.answer, name="openid_connect_callback"),
    path("logg-ut/", open_to("everybody", reads=False, sends=True)(LogoutView.as_view()), name="logout"),
    path("hatt/", mine.hat, name="hat"),
    path("min-innlogging/", mine.my_login, name="my_login"),
    path("min-innlogging/andre/", mine.end_others, name="end_others"),
    path("min-innlogging/bekreft/", mine.again, name="again"),
    path("min-innlogging/sikring/", second.add, name="second_factor_add"),
    path("min-innlogging/sikring/<int:factor>/fjern/", second.remove, name="second_factor_remove"),
    path("min-innlogging/reservekoder/", second.spare_codes, name="spare_codes"),
    path("spraak/", open_to("anybody", sends=True)(login_not_required(set_language)), name="set_language"),
]
if not settings.PRODUCTION:
    urlpatterns.append(path("logg-inn/demo/", views.demo_login, name="demo_login"))
