"""What was said, as far as the reader may read it: words that were marked are redacted by default."""

from django.utils.translation import gettext as _

from tettpaa.cases.queries.places import role_label
from tettpaa.cases.rules import marks


def wording(words: str | None, topic: int, *, author: str | None, role: str) -> str:
    """The words of a statement; where there are none to read, what they are about and whom to ask.

    ``Skjermet: helse. Spør Hanne Testesen (helsesykepleier).``
    """
    if words or not topic:
        return words or ""
    label = next((str(one.label) for one in marks().values() if one.topic == topic), "")
    title = role_label(role)
    who = f"{author} ({title})" if author and title else author or title
    return _("Skjermet: %(topic)s. Spør %(who)s.") % {"topic": label, "who": who}
