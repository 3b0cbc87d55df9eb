"""Whom a log-in provider's words mean, without the words being kept."""

import random
from datetime import date

import pytest

from tests.support.house import House
from tettpaa.access.acting import acting_as
from tettpaa.accounts.actions import forget_second_factor, set_password, tie_identity
from tettpaa.accounts.identities import key_of, user_with
from tettpaa.accounts.models import Identity, IdentityKind, User
from tettpaa.accounts.queries import system
from tettpaa.kit.errors import InputError
from tettpaa.kit.identity import make_synthetic

NUMBER = make_synthetic(random.Random(3), date(1981, 2, 3)).reveal()


def tie(house: House, user: str, kind: str, word: str) -> None:
    tie_identity(by=system(), user=house.users[user], kind=kind, word=word)


@pytest.mark.parametrize("written", ["feide:kari@fjordvik.example", " Kari@Fjordvik.example"])
def test_feides_name_however_it_is_written(house: House, written: str) -> None:
    tie(house, "kari", IdentityKind.FEIDE, "kari@fjordvik.example")
    with acting_as(None):
        assert user_with([key_of(IdentityKind.FEIDE, written)], ["staff"]) == house.users["kari"]


def test_words_that_mean_two_people_mean_nobody(house: House) -> None:
    tie(house, "kari", IdentityKind.FEIDE, "kari@fjordvik.example")
    tie(house, "tom", IdentityKind.NUMBER, NUMBER)
    both = [key_of(IdentityKind.FEIDE, "kari@fjordvik.example"), key_of(IdentityKind.NUMBER, NUMBER)]
    assert user_with(both, ["staff"]) is None


def test_a_teacher_whose_child_goes_to_the_school_is_two_users(house: House) -> None:
    for user in ("tom", "lise"):
        tie(house, user, IdentityKind.NUMBER, NUMBER)
    found = [user_with([key_of(IdentityKind.NUMBER, NUMBER)], [kind]) for kind in ("staff", "guardian")]
    assert found == [house.users["tom"], house.users["lise"]]


def test_one_who_is_no_longer_active_is_not_found(house: House) -> None:
    tie(house, "tom", IdentityKind.NUMBER, NUMBER)
    User.objects.filter(id=house.users["tom"].id).update(is_active=False)
    assert user_with([key_of(IdentityKind.NUMBER, NUMBER)], ["staff"]) is None


def test_a_word_is_not_handed_from_one_to_another(house: House) -> None:
    tie(house, "tom", IdentityKind.NUMBER, NUMBER)
    tie(house, "tom", IdentityKind.NUMBER, NUMBER)
    assert Identity.objects.count() == 1
    with pytest.raises(InputError, match="belongs to another user"):
        tie(house, "kari", IdentityKind.NUMBER, NUMBER)


def test_the_hash_is_another_than_the_facts_have(house: House) -> None:
    from tettpaa.kit.identity import IdentityNumber
    from tettpaa.pathway.keys import key_of as of_the_facts

    assert key_of(IdentityKind.NUMBER, NUMBER) != of_the_facts(IdentityNumber.parse(NUMBER))


def test_the_app_reads_no_identity(house: House) -> None:
    from django.db import ProgrammingError

    with pytest.raises(ProgrammingError, match="permission denied"), acting_as(house.users["kari"].id):
        Identity.objects.exists()


@pytest.mark.parametrize("weak", ["kort", "password1234", "kari testesen"])
def test_a_password_that_is_easily_guessed(house: House, weak: str) -> None:
    with pytest.raises(InputError, match="too easy to guess") as told:
        set_password(by=system(), user=house.users["kari"], password=weak)
    assert weak not in str(told.value)


def test_whoever_lost_the_phone_starts_anew(house: House) -> None:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(house.users["kari"], "JBSWY3DPEHPK3PXP")
    forget_second_factor(by=system(), user=house.users["kari"])
    assert not Authenticator.objects.exists()
