"""What time and leaving do with batons."""

from datetime import datetime

from django.db import transaction

from tettpaa.access.decide import demand
from tettpaa.accounts.models import Membership, User
from tettpaa.accounts.queries import system
from tettpaa.baton import queries, rules
from tettpaa.baton.actions.moving import ladder_of, moved, next_place, placed, say, unoffered
from tettpaa.baton.models import Baton
from tettpaa.baton.states import Move
from tettpaa.kit import clock
from tettpaa.organisations.models import Unit
from tettpaa.organisations.queries import closures
from tettpaa.pathway.queries import family_of


@transaction.atomic
def reroute(
    *,
    by: User,
    user: User,
    unit: Unit | None = None,
    leaving: Membership | None = None,
    step: str | None = None,
    to: User | None = None,
) -> int:
    """Hand what the user holds (at the unit, at the step) to ``to`` (unless close family) or those who are next;
    returns how many.

    With ``leaving``, the membership that ends: only what rested on it, and offers that the user can no longer
    answer come back. InputError if nobody is left to take one. For ``workflows``, as the system: the user's
    batons may be out of the actor's sight.
    """
    mine = Baton.objects.filter(closed_at=None).order_by("id").select_for_update()
    for row in mine.filter(offered_to=user) if leaving else ():
        if not queries.rests(user.id, row.offered_unit_id or row.unit_id, leaving=leaving):
            _back(row, by)
    told = {"unit": unit, "step": step}
    held = mine.filter(holder=user, **{name: value for name, value in told.items() if value})
    moving = [r for r in held if leaving is None or not queries.stays(r.unit_id, r.step, user, leaving)]
    for row in moving:
        ladder = ladder_of(row)
        codes = [one.code for one in ladder.from_step(row.step)]
        if to and not (row.person_id and to.id in family_of(row.person_id)):
            placed(row, Move.REROUTED, by, to, step=row.step)
            continue
        place = next_place(ladder, codes, row.unit, row.group, leaving, user, person=row.person_id)
        placed(row, Move.REROUTED, by, place.holder, step=place.step)
    return len(moving)


def climb(*, now: datetime | None = None, by: User | None = None) -> int:
    """Put right what time has done, for every open baton, as the system; returns how many moved.

    A scan of state: run it again and nothing happens, miss a week and nothing is lost. A holder who has left
    is replaced, an offer without an answer comes back, and what is overdue goes **one** step up with a new
    deadline from today, however late it is: those in between never had the days that the ladder gives
    them, and a worker that was down must not land everything with the principal at once. At the last step
    it stays; the count that those above see tells of it.
    """
    by = by or system()
    demand(by, "baton.climb")
    with clock.frozen(now or clock.now()), transaction.atomic():
        rows = queries.to_put_right(clock.today()).select_for_update(of=("self",), skip_locked=True)
        return sum(_put_right(row, by) for row in rows)


def _put_right(row: Baton, by: User) -> bool:
    """Whether it moved. Where nobody at all is left it stands as it is, and the promise's check tells."""
    today, ladder = clock.today(), ladder_of(row)
    if not queries.rests(row.holder_id, row.unit_id):
        place = _first(row, ladder.from_step(row.step))
        return bool(place and placed(row, Move.REROUTED, by, place.holder, step=place.step))
    unanswered = row.offered_to_id is not None and (
        row.offer_due < today or not queries.rests(row.offered_to_id, row.offered_unit_id or row.unit_id)
    )
    if unanswered:
        _back(row, by)
    above = ladder.above(row.step)
    climbs_after = ladder.pace(row.step, row.urgent).climbs_after
    late = bool(above) and rules.climbs(row.due, today, climbs_after, closures(row.unit_id))
    place = _first(row, above) if late else None
    if place:
        placed(row, Move.CLIMBED, by, place.holder, step=place.step)
    return unanswered or place is not None


def _first(row: Baton, steps: tuple[rules.Step, ...]) -> queries.Place | None:
    codes = [step.code for step in steps]
    found = queries.places(ladder_of(row), codes, row.unit, row.group, person=row.person_id)
    return next((place for place in found if place.holder.id != row.holder_id), None)


def _back(row: Baton, by: User) -> None:
    moved(unoffered(row), Move.CAME_BACK, by)
    say("baton.returned", row.holder, row, by, due=row.due)
