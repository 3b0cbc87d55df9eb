from django.apps import AppConfig


class Jobs(AppConfig):
    name = "tettpaa.jobs"
    label = "jobs"

    def ready(self) -> None:
        from tettpaa.jobs import access, handlers  # noqa: F401
