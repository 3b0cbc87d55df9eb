"""What consents and disclosures are called on screens."""

from django.utils.translation import gettext as _

from tettpaa.access.topics import Topic
from tettpaa.web.people.words import listed


def topic_label(code: str) -> str:
    """What can be ticked, in plain words. KeyError for a topic that no purpose offers."""
    return {
        "absence": _("fravær"),
        "results": _("karakterer"),
        "concerns": _("uro, kartlegging og planen"),
        "health": _("det som er merket helse"),
        "social": _("det som er merket sosiale forhold"),
        "nav": _("det som er merket NAV"),
        "family": _("det som er merket familien"),
    }[code]


def what(bits: int) -> str:
    """``fravær og karakterer``: what a consent shows beside who it is."""
    offered = (
        Topic.ABSENCE,
        Topic.RESULTS,
        Topic.CONCERNS,
        Topic.HEALTH,
        Topic.SOCIAL,
        Topic.NAV,
        Topic.FAMILY,
    )
    return listed([topic_label(str(one.name).lower()) for one in offered if bits & one])
