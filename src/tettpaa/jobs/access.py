"""Rights over what is kept about jobs (no personal data is in it), and who looks after them."""

from django.utils.translation import gettext as _

from tettpaa.access.decide import Decision, permission
from tettpaa.access.rows import Rows, declare
from tettpaa.accounts.models import User
from tettpaa.accounts.queries import current_memberships

declare(Rows("queue.Failure", select="true", open=True))


@permission("jobs.see")
@permission("jobs.retry")
def _keeper(viewer: User, _subject: object = None) -> Decision:
    """Whoever answers for the system somewhere: jobs carry ids only."""
    if current_memberships().filter(user=viewer, role="system_admin").exists():
        return Decision(True, _("fordi du er systemansvarlig"))
    return Decision(False, _("Arbeidet i bakgrunnen er det bare de systemansvarlige som ser."))
