"""Every move of a baton: one transaction, a row of history, an audit event, and sight that follows the baton.

Each takes the baton as the actor saw it (or its ``version``), and raises StaleWrite if it has moved since,
PermissionDenied with the reason (also when the baton is not in a state for it), InputError for what was
filled in wrongly, and Baton.DoesNotExist when the actor may not see it. Whoever gets or loses a baton is
told, but for ``open``: the room that opens it says that in its own words.
"""

from tettpaa.baton.actions.moves import accept, close, decline, give, offer, open, reschedule, take
from tettpaa.baton.actions.scan import climb, reroute

__all__ = ["accept", "climb", "close", "decline", "give", "offer", "open", "reroute", "reschedule", "take"]
