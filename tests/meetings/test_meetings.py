"""What a team talks about: who may know whom, that nothing is lost, and that what is decided becomes a measure."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tests.meetings.people import Around
from tests.support.house import House
from tettpaa.access.acting import acting_as
from tettpaa.baton.models import Baton
from tettpaa.cases.plan import actions as plans
from tettpaa.consent import actions as consent
from tettpaa.kit import clock
from tettpaa.kit.errors import InputError, StaleWrite
from tettpaa.measures.models import Measure
from tettpaa.meetings import actions, queries
from tettpaa.meetings.models import Item, Meeting, Minute, Team
from tettpaa.meetings.states import State
from tettpaa.notify.models import Message


@pytest.fixture
def around(house: House) -> Around:
    return Around(house)


def test_the_agenda_has_no_name_for_who_may_not_know_it(around: Around) -> None:
    meeting = around.calls()
    item = around.puts("kari", "jonas")
    [line] = around.sheet("ingrid", meeting).lines
    assert line.item
    assert line.item.person.name == "Jonas Prøve"
    [line] = around.sheet("noor", meeting).lines
    assert (line.id, line.number, line.summary, line.item) == (item.id, 1, "Vg1, borte hver mandag", None)
    told = around.talk("noor", item)
    assert (told.line.item, told.minutes, told.decided, told.unknowing) == (None, {}, [], [])


def test_a_consent_gives_the_name_and_its_withdrawal_takes_it(around: Around) -> None:
    meeting, item = around.calls(), around.puts("kari", "jonas")
    given = around.agrees("concerns")
    assert around.sheet("noor", meeting).lines[0].item
    assert around.talk("ingrid", item).unknowing == []
    around.does("jonas_self", consent.withdraw, consent=given.id)
    assert around.sheet("noor", meeting).lines[0].item is None
    assert [user.username for user in around.talk("ingrid", item).unknowing] == ["noor"]


def test_a_consent_to_something_else_does_not(around: Around) -> None:
    meeting = around.calls()
    around.puts("kari", "jonas")
    around.agrees("absence")
    assert around.sheet("noor", meeting).lines[0].item is None


def test_nor_does_a_concern_in_hand(around: Around) -> None:
    """What is handed over is that one concern, not what the team says."""
    meeting = around.calls()
    around.puts("kari", "jonas")
    around.agrees("absence")
    concern = around.says("kari", around.person("jonas"), mine=True).concern
    around.steps(
        "kari", "pass_on", concern, to=around.user("noor"), unit=around.house.units["nav"],
        processing="public_task", exception="consent", reason="Vil jobbe.",
    )  # fmt: skip
    around.steps("noor", "accept", concern)
    assert around.sheet("noor", meeting).lines[0].item is None


@pytest.mark.parametrize(
    "name", ["sven", "synne", "ola", "cato", "ada", "tom", "hanne", "lise", "jonas_self"]
)
def test_who_is_not_in_the_team_sees_no_meeting(around: Around, name: str) -> None:
    meeting = around.calls()
    around.puts("kari", "jonas")
    with pytest.raises(Meeting.DoesNotExist):
        around.sheet(name, meeting)
    assert around.reads(name, queries.teams) == []
    with pytest.raises(PermissionDenied):
        around.calls(name)


def test_a_leader_of_the_school_sees_it_without_a_seat(around: Around) -> None:
    """So that a team that everybody has left is not lost."""
    meeting = around.calls()
    assert around.sheet("rita", meeting).meeting.id == meeting.id


def test_who_no_longer_works_there_is_in_the_team_no_more(around: Around) -> None:
    meeting = around.calls()
    noor = around.user("noor")
    noor.memberships.update(last=clock.today() - timedelta(days=1))
    with pytest.raises(Meeting.DoesNotExist):
        around.sheet("noor", meeting)
    assert "noor" not in [one.user.username for one in around.sheet("kari", meeting).seats]


def test_a_summary_must_not_name_them(around: Around) -> None:
    for words in ("Jonas er borte", "Hva med prøve?", "«Jonas»"):
        with pytest.raises(InputError, match="uten navn") as refused:
            around.puts("kari", "jonas", words)
        assert refused.value.column == "summary"
    assert not Item.objects.exists()


def test_only_who_follows_them_up_puts_somebody_on_the_agenda(around: Around) -> None:
    around.seat("tom", "fjordvik")
    for name in ("tom", "noor"):
        with pytest.raises(PermissionDenied):
            around.puts(name, "jonas")
    with pytest.raises(InputError, match="team du er med i"):
        around.puts("rita", "jonas")


def test_once_on_the_agenda_is_once(around: Around) -> None:
    around.calls()
    assert around.puts("kari", "jonas").id == around.puts("ingrid", "jonas", "Det samme").id


def test_what_was_put_before_there_was_a_meeting_is_on_the_first(around: Around) -> None:
    item = around.puts("kari", "jonas")
    assert item.meeting_id is None
    meeting = around.calls()
    assert [line.id for line in around.sheet("ingrid", meeting).lines] == [item.id]


def test_what_was_not_talked_of_goes_on_to_the_next_meeting(around: Around) -> None:
    """Also of somebody whom the one who ends the meeting does not see, and when none is planned yet."""
    first = around.calls()
    done, left = around.puts("kari", "jonas"), around.puts("kari", "amina", "Vg1, trives ikke")
    around.does("kari", actions.write, item=done.id, part="", words="Går bedre.", version=0)
    around.does("noor", actions.hold, meeting=first.id, version=1)
    assert Meeting.objects.get(id=first.id).state == State.HELD
    assert [line.id for line in around.sheet("kari", first).lines] == [done.id]
    assert [one.id for one in around.reads("kari", queries.waiting, around.team.id)] == [left.id]
    second = around.calls("noor")
    assert [line.id for line in around.sheet("kari", second).lines] == [left.id]
    third = around.calls(days=30)
    around.does("noor", actions.cancel, meeting=second.id, version=1)
    assert [line.id for line in around.sheet("kari", third).lines] == [left.id]


def test_the_order_can_be_changed_by_who_sees_no_name(around: Around) -> None:
    meeting = around.calls()
    items = [around.puts("kari", one, f"Sak {n}") for n, one in enumerate(("jonas", "amina"), 1)]
    assert around.does("noor", actions.move, meeting=meeting.id, item=items[1].id, up=True)
    assert [line.summary for line in around.sheet("noor", meeting).lines] == ["Sak 2", "Sak 1"]
    assert not around.does("noor", actions.move, meeting=meeting.id, item=items[1].id, up=True)
    assert around.does("noor", actions.move, meeting=meeting.id, item=items[1].id, up=False)
    assert [line.summary for line in around.sheet("noor", meeting).lines] == ["Sak 1", "Sak 2"]


def test_minutes_are_read_by_topic(around: Around) -> None:
    """The contact teacher, who is not in the room, reads the ordinary part; what is marked, who sees that topic."""
    around.calls()
    item = around.puts("kari", "jonas")
    around.agrees("concerns", "social", by="lise")
    around.does("ingrid", actions.write, item=item.id, part="", words="Går bedre.", version=0)
    around.does("noor", actions.write, item=item.id, part="social", words="Får støtte hjemme.", version=0)
    assert {*around.talk("noor", item).minutes} == {"", "social"}
    assert {*around.talk("kari", item).minutes} == {""}
    with pytest.raises(Exception, match="row-level security"):
        around.does("kari", actions.write, item=item.id, part="social", words="Jeg gjetter.", version=0)
    assert {*around.reads("rita", queries.minutes, item.id)} == {""}
    for name in ("sven", "tom", "jonas_self", "lise", "ada"):
        assert around.reads(name, queries.minutes, item.id) == {}


def test_two_who_write_at_once_see_both_texts(around: Around) -> None:
    around.calls()
    item = around.puts("kari", "jonas")
    write = {"item": item.id, "part": ""}
    around.does("ingrid", actions.write, **write, words="Først.", version=0)
    with pytest.raises(StaleWrite) as stale:
        around.does("kari", actions.write, **write, words="Mitt.", version=0)
    assert (stale.value.theirs.words, stale.value.mine["words"]) == ("Først.", "Mitt.")
    around.does("kari", actions.write, **write, words="Først. Mitt.", version=1)
    assert Minute.objects.get().words == "Først. Mitt."


def test_minutes_stand_when_the_meeting_is_over(around: Around) -> None:
    meeting, item = around.calls(), around.puts("kari", "jonas")
    around.does("kari", actions.write, item=item.id, part="", words="Går bedre.", version=0)
    around.does("ingrid", actions.hold, meeting=meeting.id, version=1)
    with pytest.raises(InputError, match="avsluttet"):
        around.does("kari", actions.write, item=item.id, part="", words="Nei.", version=1)
    with pytest.raises(InputError, match="avsluttet"):
        around.decides("kari", item, "kari")
    with pytest.raises(InputError, match="holdt"):
        around.does("ingrid", actions.cancel, meeting=meeting.id, version=2)
    with pytest.raises(InputError, match="snakket om"):
        around.does("kari", actions.take_off, item=item.id)


def test_what_is_decided_is_a_measure_with_holder_and_deadline(around: Around) -> None:
    around.calls()
    item = around.puts("kari", "jonas")
    due = clock.today() + timedelta(days=10)
    made = around.decides("ingrid", item, "kari", due)
    baton = Baton.objects.get(subject_id=made.id)
    assert (baton.holder, baton.due, made.aim) == (around.user("kari"), due, "Ringe hjem på mandag")
    assert Message.objects.filter(to=around.user("kari"), text="measure.given").exists()
    assert [one.measure for one in around.talk("kari", item).decided] == [made.id]


def test_sent_twice_it_is_decided_once(around: Around) -> None:
    around.calls()
    item, key = around.puts("kari", "jonas"), uuid.uuid4()
    one = around.decides("ingrid", item, "kari", request_key=key)
    assert around.decides("ingrid", item, "kari", request_key=key).id == one.id
    assert len(around.talk("kari", item).decided) == 1


def test_nav_is_given_something_only_on_consent(around: Around) -> None:
    around.calls()
    item = around.puts("kari", "jonas")
    with pytest.raises(InputError, match="kan ha ansvaret"):
        around.decides("ingrid", item, "noor")
    assert not Measure.objects.exists()
    around.agrees("absence")
    made = around.decides("ingrid", item, "noor")
    assert (made.unit, made.ground) == (around.house.units["nav"], "consent")


def test_who_may_not_know_the_name_decides_nothing(around: Around) -> None:
    around.calls()
    item = around.puts("kari", "jonas")
    with pytest.raises(InputError, match="vite hvem"):
        around.decides("noor", item, "kari")


def test_what_was_decided_last_time_comes_first_next_time(around: Around) -> None:
    first, item = around.calls(), around.puts("kari", "jonas")
    made = around.decides("ingrid", item, "kari")
    around.does("ingrid", actions.hold, meeting=first.id, version=1)
    around.calls(days=28)
    again = around.puts("kari", "jonas", "Vg1, hvordan gikk det?")
    told = around.talk("ingrid", again)
    assert ([one.measure for one in told.before], told.decided) == ([made.id], [])
    around.does(
        "kari", plans.evaluate, measure=made.id, version=1, done="yes", helped="yes", view="staff", words="Gikk fint.",
    )  # fmt: skip
    assert Measure.objects.get(id=made.id).state == "evaluated"


def test_attendance_is_of_those_in_the_team(around: Around) -> None:
    meeting = around.calls()
    there = {around.user("ingrid").id, around.user("noor").id, around.user("sven").id}
    around.does("kari", actions.attend, meeting=meeting.id, present=there)
    noted = around.sheet("kari", meeting).there
    assert {name: noted.get(around.user(name).id) for name in ("ingrid", "noor", "kari", "sven")} == {
        "ingrid": True, "noor": True, "kari": False, "sven": None,
    }  # fmt: skip


def test_those_in_the_team_are_told_and_the_message_names_nobody(around: Around) -> None:
    meeting = around.calls()
    around.puts("kari", "jonas")
    around.does("ingrid", actions.hold, meeting=meeting.id, version=1)
    told = Message.objects.filter(text__startswith="meeting.")
    assert {(one.to.username, one.text) for one in told} == {
        (name, text) for name in ("kari", "per", "noor") for text in ("meeting.called", "meeting.held")
    }
    assert {one.person_id for one in told} == {None}


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"minutes": 5}, "minutes"),
        ({"minutes": 500}, "minutes"),
        ({"days": 400}, "day"),
        ({"days": -3}, "day"),
    ],
)
def test_a_meeting_is_called_within_reason(around: Around, change: dict[str, int], column: str) -> None:
    with pytest.raises(InputError) as refused:
        around.calls(**change)
    assert refused.value.column == column


def test_teams_are_begun_by_those_who_answer_for_them(around: Around) -> None:
    for name, unit in (("kari", "fjordvik"), ("ingrid", "solvik"), ("noor", "nav")):
        with pytest.raises(PermissionDenied):
            around.does(
                name, actions.begin, unit=around.house.units[unit].id, name="Team", request_key=uuid.uuid4()
            )
    assert Team.objects.count() == 1


def test_only_who_works_there_is_taken_in(around: Around) -> None:
    for name, unit in (("sven", "nav"), ("jonas_self", "fjordvik"), ("lise", "fjordvik")):
        with pytest.raises(InputError, match="arbeider der"):
            around.seat(name, unit)


def test_who_is_taken_out_sees_it_no_more_from_the_next_day(around: Around) -> None:
    meeting = around.calls()
    with clock.frozen(clock.now() + timedelta(days=1)):
        around.does("ingrid", actions.unseat, team=around.team.id, user=around.user("noor").id)
        with pytest.raises(Meeting.DoesNotExist):
            around.sheet("noor", meeting)
        around.seat("noor", "nav")
        assert around.sheet("noor", meeting).meeting.id == meeting.id


def test_a_calendar_reads_when_and_where_until_it_is_revoked(around: Around) -> None:
    around.calls()
    around.puts("kari", "jonas")
    key = around.does("noor", actions.subscribe)
    with acting_as(None):
        [one] = queries.feed(key) or []
        assert (one.team, one.unit, one.place) == ("Ressursteam", "Fjordvik", "Rom 204")
        assert queries.feed("feil") is None
    newer = around.does("noor", actions.subscribe)
    with acting_as(None):
        assert (queries.feed(key), len(queries.feed(newer) or [])) == (None, 1)
    around.does("noor", actions.unsubscribe)
    with acting_as(None):
        assert queries.feed(newer) is None


def test_an_unknown_part_is_refused(around: Around) -> None:
    around.calls()
    item = around.puts("kari", "jonas")
    with pytest.raises(InputError, match="lese det"):
        around.does("kari", actions.write, item=item.id, part="hva", words="x", version=0)
