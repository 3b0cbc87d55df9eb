from django.apps import AppConfig


class Measures(AppConfig):
    name = "tettpaa.measures"
    label = "measures"

    def ready(self) -> None:
        from tettpaa.measures import access  # noqa: F401
