"""Young people and their guardians, from the register."""

import uuid

from tettpaa.accounts.models import IdentityKind, UserKind
from tettpaa.intake.sheet import Sheet, Unusable, day, fits, known, needed, number
from tettpaa.intake.staff import NEW_USER, log_in_by
from tettpaa.intake.tables import add, rows, upsert
from tettpaa.intake.units import ID, counted
from tettpaa.kit.identity import IdentityNumber
from tettpaa.pathway.ciphers import encrypt
from tettpaa.pathway.keys import key_of
from tettpaa.pathway.protection import level_of

_NAMES = ("given_name", "family_name", "phone", "email", "language")


def people(sheet: Sheet) -> dict[str, int]:
    ids = _known_people()

    def read(row: dict[str, str]) -> tuple[IdentityNumber, dict[str, str]]:
        needed(row, "given_name", "family_name")
        fits(row, given_name=100, family_name=100, phone=20, email=254, language=10)
        return number(row, "identity_number"), row | {"protection": _level(row)}

    good = {key_of(found): (found, row) for found, row in sheet.each(read)}
    fresh = {key: uuid.uuid4() for key in good if key not in ids}
    _add(fresh, good, sheet)
    ids |= fresh
    # Protection is never lowered by a file, which may come from a system that doesn't know of it.
    held = dict(rows("select id, protection from pathway_youngperson where protection <> ''"))
    values = (
        _values(ids[key], row, max(held.get(ids[key], ""), row["protection"]))
        for key, (_, row) in good.items()
    )
    _, changed = upsert("pathway_youngperson", ("id",), (*_NAMES, "protection"), values, {"version": "1"})
    points = [
        (ids[key], None, kind, row[kind])
        for key, (_, row) in good.items()
        for kind in ("phone", "email")
        if row[kind]
    ]
    upsert(
        "pathway_contactpoint",
        ("person_id", "guardian_id", "kind", "value"),
        (),
        points,
        ID,
        nullable=("guardian_id",),
    )
    _users(
        UserKind.YOUNG,
        [
            (
                sheet.log_ins[digits],
                row["given_name"],
                row["family_name"],
                row["email"],
                row["phone"],
                ids[key],
            )
            for key, (found, row) in good.items()
            if (digits := found.reveal()) in sheet.log_ins
        ],
    )
    return counted(len(sheet.rows), (len(fresh), changed))


def _level(row: dict[str, str]) -> str:
    try:
        return level_of(row["protection"])
    except KeyError:
        raise Unusable("protection", "is no level of address protection") from None


def _values(person: uuid.UUID, row: dict[str, str], level: str) -> tuple:
    """With protection, phone and e-mail stand among the contact points alone."""
    reach = ("", "") if level else (row["phone"], row["email"])
    return person, row["given_name"], row["family_name"], *reach, row["language"] or "nb", level


def _known_people() -> dict[uuid.UUID, uuid.UUID]:
    """Persons by key; of one merged into another, the other."""
    return dict(
        rows(
            "select k.key, coalesce(p.merged_into_id, p.id) from pathway_personkey k "
            "join pathway_youngperson p on p.id = k.person_id"
        )
    )


def _add(
    fresh: dict[uuid.UUID, uuid.UUID],
    good: dict[uuid.UUID, tuple[IdentityNumber, dict[str, str]]],
    sheet: Sheet,
) -> None:
    """The new ones, encrypted, with our own key and (if told) the one that their facts come under."""
    names = ("id", "given_name", "family_name", "born", "language", "phone", "email", "identity_cipher")
    made = []
    for key, person in fresh.items():
        found, row = good[key]
        cipher, key_id = encrypt(found)
        cells = (
            row["given_name"],
            row["family_name"],
            found.birth_date,
            row["language"] or "nb",
            "" if row["protection"] else row["phone"],
        )
        email = "" if row["protection"] else row["email"]
        made.append((person, *cells, email, cipher, key_id, row["protection"], 1))
    add("pathway_youngperson", (*names, "identity_key_id", "protection", "version"), made)
    add("pathway_personkey", ("key", "person_id"), fresh.items())
    if sheet.keyring:
        # Also for those known before: this school system's keys may be new.
        ids = _known_people()
        theirs = {sheet.keyring.key(found.reveal()): ids[key] for key, (found, _) in good.items()}
        add("pathway_personkey", ("key", "person_id"), [row for row in theirs.items() if row[0] not in ids])


def guardians(sheet: Sheet) -> dict[str, int]:
    ids = {str(key): person for key, person in _known_people().items()}

    def read(row: dict[str, str]) -> tuple:
        needed(row, "given_name", "family_name")
        fits(row, given_name=100, family_name=100, relation=30, phone=20, email=254)
        child, adult = number(row, "person"), number(row, "guardian")
        person = known({"person": str(key_of(child))}, "person", ids, "young person")
        name = sheet.log_ins.get(adult.reveal(), f"g-{key_of(adult).hex}")
        numbers[name] = adult.reveal()
        return person, name, row, day(row, "phone_verified_on")

    numbers: dict[str, str] = {}
    good = sheet.each(read)
    _users(
        UserKind.GUARDIAN,
        [(name, r["given_name"], r["family_name"], r["email"], r["phone"], None) for _, name, r, _ in good],
    )
    log_in_by(IdentityKind.NUMBER, {name: numbers[name] for _, name, _, _ in good})
    users = dict(rows("select username, id from accounts_user where kind = 'guardian'"))
    done = upsert(
        "pathway_guardian",
        ("person_id", "user_id"),
        ("given_name", "family_name", "relation"),
        [(p, users[name], r["given_name"], r["family_name"], r["relation"]) for p, name, r, _ in good],
        ID,
    )
    known_as = {
        (p, u): i
        for p, u, i in rows("select person_id, user_id, id from pathway_guardian where user_id is not null")
    }
    points = [
        (person, known_as[person, users[name]], kind, row[kind], verified if kind == "phone" else None)
        for person, name, row, verified in good
        for kind in ("phone", "email")
        if row[kind]
    ]
    upsert(
        "pathway_contactpoint", ("person_id", "guardian_id", "kind", "value"), ("verified_on",), points, ID
    )
    return counted(len(sheet.rows), done)


def _users(kind: UserKind, given: list[tuple]) -> None:
    """Log-ins for them: (user name, given name, family name, e-mail, phone, person)."""
    columns = ("given_name", "family_name", "email", "phone", "person_id")
    new = {**NEW_USER, "kind": f"'{kind}'", "language": "'nb'"}
    upsert("accounts_user", ("username",), columns, given, new)
