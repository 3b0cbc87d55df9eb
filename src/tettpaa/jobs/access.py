"""Rights over what is kept about jobs (no personal data is in it), and who looks after them."""

from django.utils.translation import gettext as _

from tettpaa.access.decide import Decision, by_role, permission
from tettpaa.access.rows import Rows, declare
from tettpaa.accounts.models import User

declare(Rows("queue.Failure", select="true", open=True))


@permission("jobs.see")
def _see(viewer: User, _subject: object = None) -> Decision:
    """Whoever answers for the system somewhere: jobs carry ids only."""
    return by_role(viewer, "jobs.see", _("Arbeidet i bakgrunnen er det bare de systemansvarlige som ser."))


@permission("jobs.retry")
def _retry(viewer: User, _subject: object = None) -> Decision:
    return by_role(viewer, "jobs.retry", _("Arbeidet i bakgrunnen er det bare de systemansvarlige som ser."))
