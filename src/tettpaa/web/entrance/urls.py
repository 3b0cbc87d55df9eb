"""Addresses of log-in and log-out."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.i18n import set_language

from tettpaa.access.declared import open_to
from tettpaa.web.entrance import views

urlpatterns = [
    path("logg-inn/", open_to("anybody", sends=True)(views.LogIn.as_view()), name="login"),
    path("logg-inn/demo/", views.demo_login, name="demo_login"),
    path("logg-ut/", open_to("everybody", reads=False, sends=True)(LogoutView.as_view()), name="logout"),
    path("spraak/", open_to("anybody", sends=True)(login_not_required(set_language)), name="set_language"),
]
