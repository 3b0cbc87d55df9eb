from django.apps import AppConfig


class Identification(AppConfig):
    name = "tettpaa.identification"
    label = "identification"

    def ready(self) -> None:
        from tettpaa.identification import access  # noqa: F401
