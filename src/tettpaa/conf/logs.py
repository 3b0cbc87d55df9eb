"""Log lines without personal data: of an exception, where it was raised and of what kind, not its words."""

import logging
import traceback
from types import TracebackType

_Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Line(logging.Formatter):
    """What an exception says may quote a row (``Key (name)=(…) already exists``): left out, causes too."""

    def formatException(self, ei: _Raised) -> str:  # noqa: N802  the name is logging's
        lines, error = [], ei[1]
        while error is not None:
            lines += traceback.format_tb(error.__traceback__)
            lines.append(f"{type(error).__module__}.{type(error).__qualname__}\n")
            error = error.__cause__ or error.__context__
        return "".join(lines).rstrip()
