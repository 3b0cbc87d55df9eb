from django.apps import AppConfig


class Consents(AppConfig):
    name = "tettpaa.consent"
    label = "consent"

    def ready(self) -> None:
        from tettpaa.consent import access  # noqa: F401
