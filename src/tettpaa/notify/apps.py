from django.apps import AppConfig


class Notify(AppConfig):
    name = "tettpaa.notify"
    label = "notify"

    def ready(self) -> None:
        from tettpaa.notify import access  # noqa: F401
