"""`tettpaa account`: how one user logs in."""

from typing import Annotated

import typer

from tettpaa.cli.database import ready
from tettpaa.cli.output import notes
from tettpaa.kit.errors import InputError


def account(
    username: Annotated[str, typer.Argument(help="The user name, as the register has it.")],
    password: Annotated[bool, typer.Option("--password", help="Ask for a new password.")] = False,
    feide: Annotated[str | None, typer.Option(metavar="NAME", help="Their name at Feide.")] = None,
    number: Annotated[
        bool, typer.Option("--number", help="Ask for the identity number that they log in with.")
    ] = False,
    subject: Annotated[
        str | None,
        typer.Option(metavar="'PROVIDER WORD'", help="A provider and its own word (sub) for them."),
    ] = None,
    forget: Annotated[
        bool, typer.Option("--forget-second-factor", help="For one who lost the phone: set up anew.")
    ] = False,
) -> None:
    """Say how a user logs in. Run it as the log-in tettpaa_worker.

    Passwords and numbers are asked for, so that they do not stand in the shell's history. Of a number and of a
    provider's name only a keyed hash is kept.
    """
    if not (password or feide or number or subject or forget):
        raise InputError("nothing to do", remedy="see `tettpaa account --help`")
    ready()
    from tettpaa.access.acting import acting_as
    from tettpaa.accounts import actions
    from tettpaa.accounts.models import IdentityKind, User
    from tettpaa.accounts.queries import SYSTEM, system

    words = {IdentityKind.FEIDE: feide, IdentityKind.SUBJECT: subject}
    if number:
        words[IdentityKind.NUMBER] = typer.prompt("Identity number", hide_input=True)
    secret = typer.prompt("New password", hide_input=True, confirmation_prompt=True) if password else ""
    with acting_as(SYSTEM, "tettpaa_system"):
        user = User.objects.filter(username=username.lower(), is_active=True).first()
        if user is None:
            raise InputError(f"there is no user '{username}'", remedy="import the register first")
        for kind, word in words.items():
            if word:
                actions.tie_identity(by=system(), user=user, kind=kind, word=word)
        if secret:
            actions.set_password(by=system(), user=user, password=secret)
        if forget:
            actions.forget_second_factor(by=system(), user=user)
    notes.print("✓ Done.")
