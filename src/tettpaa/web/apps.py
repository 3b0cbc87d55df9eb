from django.apps import AppConfig


class Web(AppConfig):
    name = "tettpaa.web"
    label = "web"

    def ready(self) -> None:
        from tettpaa.web.entrance import timeouts  # noqa: F401  notes when a log-in began
