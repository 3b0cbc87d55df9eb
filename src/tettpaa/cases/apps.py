from django.apps import AppConfig


class Cases(AppConfig):
    name = "tettpaa.cases"
    label = "cases"

    def ready(self) -> None:
        from tettpaa.cases import access  # noqa: F401
        from tettpaa.cases.clarification import access as clarification  # noqa: F401
        from tettpaa.cases.letters import access as letters  # noqa: F401
        from tettpaa.cases.mapping import access as mapping  # noqa: F401
        from tettpaa.cases.plan import access as plan  # noqa: F401
