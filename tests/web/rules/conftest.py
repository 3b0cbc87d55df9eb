"""A county that has switched three rules on, and whoever looks at the book."""

from tests.identification.conftest import watch
from tests.web.concerns.conftest import log_in

__all__ = ["log_in", "watch"]
