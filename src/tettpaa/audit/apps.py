from django.apps import AppConfig


class Audit(AppConfig):
    name = "tettpaa.audit"
    label = "audit"
