"""Whose place ended without completion, and without anybody having talked with them first: somebody reacts, once."""

import logging
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from tettpaa.accounts.models import User
from tettpaa.cases.access import Matter
from tettpaa.cases.clarification.queries import left_without_talk
from tettpaa.cases.models import Concern
from tettpaa.cases.queries.places import day
from tettpaa.cases.states import About, Urgency
from tettpaa.kit.errors import InputError
from tettpaa.workflows import concerns

log = logging.getLogger(__name__)
ORIGIN = "quit"


@transaction.atomic
def follow(*, by: User) -> list[uuid.UUID]:
    """As the system, a scan of state: a concern for each, where «Si fra» would lead. Run twice it says it once."""
    left = left_without_talk(viewer=by)
    said = Concern.objects.filter(origin_kind=ORIGIN, origin_id__in=[one.key for one in left])
    there = set(said.values_list("origin_id", flat=True))
    made = []
    for one in left:
        if one.key in there:
            continue
        words = _(
            "Skolens system sier at plassen ved %(unit)s tok slutt %(day)s, uten at opplæringen er fullført. "
            "Det står ingen avklaringssamtale her. Ta kontakt, og spør hva som skjedde."
        ) % {"unit": one.unit.name, "day": day(one.last)}
        try:
            with transaction.atomic():
                raised = concerns.raise_concern(
                    by=by, matter=Matter(About.PERSON, one.person), words=words, urgency=Urgency.THIS_WEEK,
                    duty="other", request_key=one.key, origin=(ORIGIN, one.key),
                )  # fmt: skip
        except (
            InputError
        ) as error:  # nobody answers there: the others are said all the same, and it is tried again
            log.error("a place ended without a talk, and nobody could be told: %s", error.message)
            continue
        made += [raised.concern] if raised.concern else []
    return made
