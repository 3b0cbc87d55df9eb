"""The same steps as the tests of the concern pages."""

from tests.identification.conftest import watch
from tests.web.concerns.conftest import do, log_in, on, said

__all__ = ["do", "log_in", "on", "said", "watch"]
