from django.apps import AppConfig


class Baton(AppConfig):
    name = "tettpaa.baton"
    label = "baton"

    def ready(self) -> None:
        from tettpaa.baton import access  # noqa: F401
