"""Log-in by user name and password, and the user of a session."""

import uuid

from django.contrib.auth.hashers import check_password
from django.db import connection
from django.http import HttpRequest

from tettpaa.accounts.models import User
from tettpaa.accounts.queries import logged_in


def by_name(username: str) -> User | None:
    """Who has that user name: id, name and password only. Works before anybody is logged in."""
    with connection.cursor() as cursor:
        cursor.execute("select id, username, password from app_login(%s)", [username])
        row = cursor.fetchone()
    return User(id=row[0], username=row[1], password=row[2]) if row else None


class ByPassword:
    """The app can't read users before it knows who asks; a definer function finds the one name given."""

    def authenticate(
        self, request: HttpRequest | None, username: str = "", password: str = ""
    ) -> User | None:
        user = by_name(username)
        # The check takes the same time for a name that isn't there; the answer doesn't tell which was wrong.
        fits = check_password(password, user.password if user else "!")
        return user if user and fits else None

    def get_user(self, user_id: str | uuid.UUID) -> User | None:
        return logged_in(user_id)
