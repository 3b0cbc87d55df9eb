"""What there is to see of a young person, one bit each; an access row holds a sum of them."""

from collections.abc import Iterable
from enum import IntFlag


class Topic(IntFlag):
    """BASIC: who it is. WHEREABOUTS: where they go and how to reach them; it comes with BASIC, unless the address
    is protected (``rows.Veil``). ENVIRONMENT: school environment (the act ch. 12). HEALTH, SOCIAL, NAV, FAMILY: words
    that somebody marked so, each owned by an agency (``cases/topics.toml``).
    """

    BASIC = 1
    ABSENCE = 2
    RESULTS = 4
    CONCERNS = 8
    SIGNALS = 16
    ENVIRONMENT = 32
    WHEREABOUTS = 64
    HEALTH = 128
    SOCIAL = 256
    NAV = 512
    FAMILY = 1024


def topics(names: Iterable[str]) -> Topic:
    """The sum of the topics named in lower case."""
    return Topic(sum(Topic[name.upper()] for name in names))
