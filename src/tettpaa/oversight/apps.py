from django.apps import AppConfig


class Oversight(AppConfig):
    name = "tettpaa.oversight"
    label = "oversight"

    def ready(self) -> None:
        from tettpaa.oversight import access  # noqa: F401
