from django.apps import AppConfig


class Access(AppConfig):
    name = "tettpaa.access"
    label = "access"

    def ready(self) -> None:
        from tettpaa.access import below  # noqa: F401  registers the rows of the rooms below
