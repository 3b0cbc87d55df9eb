"""A case about a class or a routine is about what the school can change: no young person's name stands in it."""

import re

from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from tettpaa.accounts.models import User
from tettpaa.cases.queries.places import Place
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError
from tettpaa.pathway.models import Enrolment

SHORTEST = 3
"""Letters of a given name that is looked for alone: «Bo» and «Ea» are too often something else."""


def demand_nameless(text: str, place: Place, *, viewer: User, column: str) -> None:
    """InputError if the text names somebody who goes there, as far as the viewer may know them."""
    if place.person is not None or not text:
        return
    today = clock.today()
    here = Enrolment.objects.filter(Q(last=None) | Q(last__gte=today), first__lte=today)
    found = here.filter(group=place.group) if place.group else here.filter(unit=place.unit)
    full = Concat("person__given_name", Value(" "), "person__family_name")
    named = found.annotate(full=full, said=Value(text)).filter(said__icontains=F("full")).exists()
    if place.group and not named:
        given = set(found.values_list("person__given_name", flat=True))
        named = any(len(one) >= SHORTEST and re.search(rf"\b{re.escape(one)}\b", text) for one in given)
    if named:
        raise InputError(
            _("Skriv uten navn på elever. Saken handler om det skolen kan endre, og flere leser den."),
            remedy=_("Er du bekymret for én bestemt, si fra om den ungdommen."),
            column=column,
        )
