from django.apps import AppConfig


class Pathway(AppConfig):
    name = "tettpaa.pathway"
    label = "pathway"

    def ready(self) -> None:
        from tettpaa.pathway import access  # noqa: F401
