from django.apps import AppConfig


class Organisations(AppConfig):
    name = "tettpaa.organisations"
    label = "organisations"
