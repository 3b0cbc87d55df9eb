"""Rows that can't be used wait, are corrected by who answers for the school, and count after that."""

import pytest
from django.core.exceptions import PermissionDenied

from tests.intake.export import Export, everything, held, user, young
from tettpaa.access.acting import acting_as
from tettpaa.intake import actions, queries
from tettpaa.intake.models import JoinedSource, QuarantineRow, RowState
from tettpaa.kit.errors import StaleWrite
from tettpaa.pathway.models import Enrolment

pytestmark = pytest.mark.django_db
GROUPS = 'from = "enrolments"\njoin = [{ source = "groups", on = { class = "id" } }]'


def waiting(name: str) -> list[queries.Waiting]:
    viewer = user(name)
    with acting_as(viewer.id):
        return queries.quarantine(viewer=viewer)


def correct(name: str, row: queries.Waiting, **values: str) -> None:
    viewer = user(name)
    with acting_as(viewer.id):
        actions.correct(by=viewer, row=row.id, values=values, version=row.version)


def spoil(export: Export, number: int, old: str, new: str) -> None:
    line = export.line("school/absence.csv", number)
    assert old in line
    export.replace("school/absence.csv", line, line.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "reason", "column"),
    [
        ("2026-11-09", "9/11", "absence: is no date", "date"),
        (";90;", ";-5;", "absence: is below 0", "minutes"),
        ("2026-11-09", "2026-07-01", "none of the person's enrolments", ""),
        (";D;", ";X;", "ground", "ground"),
    ],
)
def test_a_wrong_row_waits_and_the_good_ones_are_kept(
    export: Export, old: str, new: str, reason: str, column: str
) -> None:
    spoil(export, 4, old, new)
    done = export.load()
    assert done[1].quarantined == 1
    assert len(held()) == 4
    (row,) = waiting("ada-holm")
    assert (row.file, row.line) == ("absence.csv", 4)
    assert column in row.columns or not column
    assert QuarantineRow.objects.get().reason


def test_a_corrected_row_counts_after_the_replay(export: Export) -> None:
    whole = everything_of(export)
    spoil(export, 4, "2026-11-09", "9/11")
    export.load()
    (row,) = waiting("ada-holm")
    correct("ada-holm", row, date="2026-11-09")
    (done,) = actions.replay(by=user("ada-holm"))
    assert done.counts["absence"] == {"read": 1, "added": 1, "closed": 0}
    assert waiting("ada-holm") == []
    assert held() == whole


def everything_of(export: Export) -> list[tuple]:
    from django.db import transaction

    with transaction.atomic():
        export.load()
        found = held()
        transaction.set_rollback(True)
    return found


def test_a_row_that_is_wrong_again_waits_again(export: Export) -> None:
    spoil(export, 4, "2026-11-09", "9/11")
    export.load()
    (row,) = waiting("ada-holm")
    correct("ada-holm", row, date="2026-07-01")
    actions.replay(by=user("ada-holm"))
    (again,) = waiting("ada-holm")
    assert again.id != row.id
    assert {name: value for name, value, _ in again.cells}["date"] == "2026-07-01"
    assert actions.replay(by=user("ada-holm")) == []


def test_only_who_answers_for_the_school_sees_the_row(export: Export) -> None:
    spoil(export, 4, "2026-11-09", "2026-07-01")
    export.load()
    assert len(waiting("ada-holm")) == 1
    assert waiting("solveig-ra") == []
    for stranger in ("kari-moe", "sven-dal"):
        viewer = user(stranger)
        with acting_as(viewer.id):
            assert not QuarantineRow.objects.exists()
            with pytest.raises(PermissionDenied):
                queries.quarantine(viewer=viewer)
    other = user("solveig-ra")
    with acting_as(other.id), pytest.raises(QuarantineRow.DoesNotExist):
        actions.correct(by=other, row=QuarantineRow(id=young("Jonas").id).id, values={}, version=1)


def test_the_same_wrong_row_waits_once(export: Export) -> None:
    spoil(export, 4, "2026-11-09", "9/11")
    export.load()
    assert [one.quarantined for one in export.load()] == [0, 0]
    assert QuarantineRow.objects.count() == 1


def test_a_second_correction_of_the_same_row_is_refused(export: Export) -> None:
    spoil(export, 4, "2026-11-09", "9/11")
    export.load()
    (row,) = waiting("ada-holm")
    correct("ada-holm", row, date="2026-11-09")
    with pytest.raises(StaleWrite) as stale:
        correct("ada-holm", row, date="2026-11-10")
    assert stale.value.theirs["date"] == "2026-11-09"


def test_an_unknown_person_is_found_when_the_number_is_corrected(export: Export) -> None:
    jonas, _, _elias = export.numbers()
    stranger = export.line("register/guardians.csv", 2).split(";")[1]
    spoil(export, 4, jonas, stranger)
    export.load()
    (row,) = QuarantineRow.objects.all()
    assert "nobody" in row.reason
    QuarantineRow.objects.update(
        state=RowState.CORRECTED, values={**row.values, "pupil": jonas}, unit=young_unit()
    )
    actions.replay(by=user("ada-holm"))
    assert len(held()) == 5


def young_unit():
    return Enrolment.objects.get(person=young("Jonas")).unit


def test_rows_that_are_joined_to_another_file_are_replayed_without_it(export: Export) -> None:
    export.replace("mapping.toml", 'from = "enrolments"', GROUPS)
    export.replace("mapping.toml", 'group = "class"', 'group = "groups.code"')
    export.replace(
        "mapping.toml",
        "[source.enrolments]",
        '[source.groups]\nfile = "groups.csv"\ndelimiter = ";"\n\n[source.enrolments]',
    )
    for school, code in (("310100005", "1BAA"), ("310100005", "1BAA"), ("310100013", "1STA")):
        export.replace("school/enrolments.csv", f";{code};", f";{school}-2026-{code};")
    export.replace("school/enrolments.csv", ";2026-08-17;", ";someday;")
    export.load()
    assert Enrolment.objects.count() == 2
    assert JoinedSource.objects.count() == 1
    (row,) = [row for row in waiting("ada-holm") if row.file == "enrolments.csv"]
    correct("ada-holm", row, **{"from": "2026-08-17"})
    actions.replay(by=user("ada-holm"))
    assert Enrolment.objects.get(person=young("Jonas")).group.code == "1BAA"


def test_a_wrong_row_of_the_register_is_corrected_too(export: Export) -> None:
    line = export.line("register/people.csv", 2)
    export.replace("register/people.csv", line, line.replace("Jonas", ""))
    export.load("register")
    row = next(r for r in QuarantineRow.objects.all() if r.file == "people.csv")
    assert (row.line, row.columns) == (2, "given_name")
    QuarantineRow.objects.filter(id=row.id).update(
        state=RowState.CORRECTED, values={**row.values, "given_name": "Jonas"}, unit=row.batch.unit
    )
    from tettpaa.accounts.queries import system
    from tettpaa.intake.replay import run_again

    run_again(system(), row.batch, [QuarantineRow.objects.get(id=row.id)])
    assert young("Jonas").family_name == "Bergli"


def test_quarantine_does_not_change_what_is_held(export: Export) -> None:
    export.load()
    before = everything()
    (export.folder / "school/absence.csv").write_text(
        export.line("school/absence.csv", 1) + "\n" + "\n".join([";".join(["x"] * 6)] * 3) + "\n"
    )
    export.load("school/absence.csv")
    assert everything() == before
