"""Who looks: the fixtures of the concern pages."""

from tests.web.concerns.conftest import log_in, said

__all__ = ["log_in", "said"]
