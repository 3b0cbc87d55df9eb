"""Addresses of log-in and log-out."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.i18n import set_language

from tettpaa.web.entrance import views

urlpatterns = [
    path("logg-inn/", views.LogIn.as_view(), name="login"),
    path("logg-inn/demo/", views.demo_login, name="demo_login"),
    path("logg-ut/", LogoutView.as_view(), name="logout"),
    path("spraak/", login_not_required(set_language), name="set_language"),
]
