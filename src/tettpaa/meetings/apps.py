from django.apps import AppConfig


class Meetings(AppConfig):
    name = "tettpaa.meetings"
    label = "meetings"

    def ready(self) -> None:
        from tettpaa.meetings import access  # noqa: F401
