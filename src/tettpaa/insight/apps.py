from django.apps import AppConfig


class Insight(AppConfig):
    name = "tettpaa.insight"
    label = "insight"

    def ready(self) -> None:
        from tettpaa.insight import access  # noqa: F401
