from django.apps import AppConfig


class Intake(AppConfig):
    name = "tettpaa.intake"
    label = "intake"

    def ready(self) -> None:
        from tettpaa.intake import access  # noqa: F401
