from django.apps import AppConfig


class Web(AppConfig):
    name = "tettpaa.web"
    label = "web"
