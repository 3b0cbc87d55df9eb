"""The register says how people log in; what it says is kept as hashes."""

import pytest

from tests.intake.export import Export, user
from tettpaa.accounts.identities import key_of, user_with
from tettpaa.accounts.models import Identity

pytestmark = pytest.mark.django_db


def with_feide(export: Export, name: str) -> None:
    path = export.folder / "register/staff.csv"
    header, kari, *others = path.read_text("utf-8").splitlines()
    header = header.removesuffix(";feide")
    plain = ";".join(kari.split(";")[:5])
    rest = [";".join(line.split(";")[:5]) + ";" for line in others]
    path.write_text("\n".join([f"{header};feide", f"{plain};{name}", *rest]) + "\n", "utf-8")


def test_staff_log_in_by_the_name_at_feide_that_the_register_has_now(db: None, export: Export) -> None:
    with_feide(export, "kari@fjordvik.example")
    export.load()
    export.load()
    assert user_with([key_of("feide", "feide:kari@fjordvik.example")], ["staff"]) == user("kari-moe")
    with_feide(export, "kari.moe@fjordvik.example")
    export.load()
    assert user_with([key_of("feide", "kari@fjordvik.example")], ["staff"]) is None
    assert user_with([key_of("feide", "kari.moe@fjordvik.example")], ["staff"]) == user("kari-moe")


def test_a_guardian_logs_in_by_the_number_that_the_register_has(imported: Export) -> None:
    number = imported.line("register/guardians.csv", 2).split(";")[1]
    found = user_with([key_of("number", number)], ["guardian"])
    assert found is not None
    assert number not in str(list(Identity.objects.values_list()))


def test_a_register_without_the_column_changes_nothing(imported: Export) -> None:
    assert not Identity.objects.filter(kind="feide").exists()
