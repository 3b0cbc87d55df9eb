"""Put on a hat: what one sees by consent follows it at once."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from tettpaa.access.decide import Decision, demand, permission
from tettpaa.access.refresh import refresh
from tettpaa.accounts.models import Hat, Membership, User
from tettpaa.accounts.queries import hats, memberships_of
from tettpaa.audit.record import record
from tettpaa.kit import clock


@permission("hat.wear")
def _wear(viewer: User, membership: uuid.UUID | None = None) -> Decision:
    found = hats(memberships_of(viewer=viewer))
    if found and membership in (None, *(one.id for one in found.among)):
        return Decision(True, _("fordi du arbeider for begge"))
    return Decision(False, _("Hatt velges av den som arbeider for to etater."))


@transaction.atomic
def wear(*, by: User, membership: uuid.UUID) -> Membership:
    """From now on ``by`` acts as this. PermissionDenied for what isn't theirs today, or isn't worn."""
    demand(by, "hat.wear", membership)
    Hat(id=uuid.uuid4(), user=by, membership_id=membership, at=clock.now()).save(force_insert=True)
    refresh(users=[by.id])
    record(by=by.id, verb="hat.worn", subject=("membership", membership))
    return Membership.objects.select_related("unit").get(id=membership)
