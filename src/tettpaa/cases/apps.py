from django.apps import AppConfig


class Cases(AppConfig):
    name = "tettpaa.cases"
    label = "cases"

    def ready(self) -> None:
        from tettpaa.cases import access  # noqa: F401
        from tettpaa.cases.plan import access as plan  # noqa: F401
