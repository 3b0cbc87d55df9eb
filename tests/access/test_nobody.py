"""Outside of an acting user the database shows nothing."""

import pytest
from django.db import ProgrammingError, connection, transaction

from tettpaa.access.acting import acting_as
from tettpaa.accounts.models import User
from tettpaa.accounts.queries import SYSTEM

pytestmark = pytest.mark.django_db


def test_nobody_sees_no_user() -> None:
    with acting_as(None):
        assert not User.objects.exists()


def test_the_outer_one_acts_again_after_an_inner() -> None:
    with acting_as(SYSTEM):
        with acting_as(None):
            assert not User.objects.exists()
        assert User.objects.filter(id=SYSTEM).exists()


def test_a_login_without_a_role_reads_no_table() -> None:
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("set local role tettpaa_web")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute("select * from pathway_youngperson")
