"""What there is to see of a young person, one bit each; an access row holds a sum of them."""

from collections.abc import Iterable
from enum import IntFlag


class Topic(IntFlag):
    """BASIC: who it is and where they go. ENVIRONMENT: school environment (the act ch. 12)."""

    BASIC = 1
    ABSENCE = 2
    RESULTS = 4
    CONCERNS = 8
    SIGNALS = 16
    ENVIRONMENT = 32


def topics(names: Iterable[str]) -> Topic:
    """The sum of the topics named in lower case."""
    return Topic(sum(Topic[name.upper()] for name in names))
