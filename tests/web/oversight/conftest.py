"""The steps of the concern pages."""

from tests.web.concerns.conftest import do, log_in, on, said

__all__ = ["do", "log_in", "on", "said"]
