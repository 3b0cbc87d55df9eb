"""What is filled in of a team, a meeting, an item on the agenda, minutes and a decision."""

import uuid
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from tettpaa.kit import clock
from tettpaa.measures.rules import TITLE, Offer
from tettpaa.meetings.rules import LONGEST, MINUTES, NAME, PART, SUMMARY
from tettpaa.web.consent.words import topic_label

if TYPE_CHECKING:
    from tettpaa.accounts.models import Membership, User
    from tettpaa.meetings.models import Team
    from tettpaa.organisations.models import Unit

AHEAD = timedelta(weeks=4)
"""When a meeting is proposed: IKO teams meet every four to six weeks."""
BEGINS = time(9)
LASTS = 60
SOON = timedelta(weeks=2)
"""How far ahead the deadline of a decision is proposed."""


class KeyForm(forms.Form):
    """Sent twice, it does the same once."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any, prefix: str, **initial: Any) -> None:
        super().__init__(data, initial={"request_key": uuid.uuid4(), **initial}, auto_id=f"{prefix}-%s")


class TeamForm(KeyForm):
    def __init__(self, data: Any, units: "list[Unit]") -> None:
        super().__init__(data, "team")
        self.fields["unit"] = forms.TypedChoiceField(
            label=_("Hvor hører teamet til?"),
            choices=[(str(one.id), one.name) for one in units],
            coerce=uuid.UUID,
        )
        self.fields["name"] = forms.CharField(
            label=_("Hva heter teamet?"),
            max_length=NAME,
            help_text=_("For eksempel ressursteam eller ungdomsteam."),
        )


class SeatForm(forms.Form):
    def __init__(self, data: Any, people: "list[Membership]") -> None:
        super().__init__(data, auto_id="seat-%s")
        rows = [("", _("Velg")), *((str(m.user_id), f"{m.user.name} ({m.role_label})") for m in people)]
        self.fields["user"] = forms.TypedChoiceField(label=_("Hvem?"), choices=rows, coerce=uuid.UUID)


class CallForm(KeyForm):
    def __init__(self, data: Any) -> None:
        day = clock.today() + AHEAD
        super().__init__(data, "call", day=day, time=BEGINS, minutes=LASTS)
        self.fields["day"] = forms.DateField(
            label=_("Dag"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
        )
        self.fields["time"] = forms.TimeField(
            label=_("Klokka"), widget=forms.TimeInput({"type": "time"}, "%H:%M")
        )
        self.fields["minutes"] = forms.IntegerField(
            label=_("Hvor mange minutter?"), min_value=MINUTES[0], max_value=MINUTES[1]
        )
        self.fields["place"] = forms.CharField(label=_("Sted"), max_length=NAME, required=False)

    def said(self) -> dict[str, Any]:
        got = dict(self.cleaned_data)
        starts = datetime.combine(got.pop("day"), got.pop("time"), tzinfo=clock.OSLO)
        return got | {"starts": starts}


class PutForm(KeyForm):
    def __init__(self, data: Any, teams: "list[Team]") -> None:
        super().__init__(data, "put")
        self.fields["team"] = forms.TypedChoiceField(
            label=_("Hvilket team?"), choices=[(str(one.id), f"{one.name}, {one.unit.name}") for one in teams],
            coerce=uuid.UUID,
        )  # fmt: skip
        self.fields["summary"] = forms.CharField(
            label=_("Hva gjelder det? Skriv uten navn"), max_length=SUMMARY,
            help_text=_("Alle i teamet leser dette, også de som ikke får vite hvem det er.") + " " + _(
                "For eksempel: «Vg1, borte hver mandag, trives i verkstedet»."
            ),
        )  # fmt: skip


class MinuteForm(forms.Form):
    """``version`` is of the part as the page showed it; 0: nothing is written there yet."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    part = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, part: str = "", version: int = 0, words: str = "") -> None:
        super().__init__(
            data,
            initial={"version": version, "part": part, "words": words},
            auto_id=f"minute-{part or 'all'}-%s",
        )
        label = (
            _("Referat")
            if not part
            else _("Referat, bare for dem som ser %(topic)s") % {"topic": topic_label(part)}
        )
        self.fields["words"] = forms.CharField(
            label=label,
            widget=forms.Textarea({"rows": 6 if not part else 3}),
            max_length=LONGEST,
        )

    def clean_part(self) -> str:
        part = str(self.cleaned_data["part"])
        if part not in PART:
            raise forms.ValidationError(_("Velg hvem som skal kunne lese det."))
        return part


class DecisionForm(KeyForm):
    def __init__(self, data: Any, people: "dict[User, Unit]", offers: list[Offer], usual: str) -> None:
        super().__init__(data, "decision", due=clock.today() + SOON, code=usual)
        self.fields["title"] = forms.CharField(label=_("Hva gjør vi?"), max_length=TITLE)
        rows = [("", _("Velg")), *((str(one.id), f"{one.name}, {unit.name}") for one, unit in people.items())]
        self.fields["who"] = forms.TypedChoiceField(
            label=_("Hvem har ansvaret?"), choices=rows, coerce=uuid.UUID
        )
        self.fields["due"] = forms.DateField(
            label=_("Frist"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
        )
        self.fields["code"] = forms.ChoiceField(
            label=_("Hva slags tiltak er det?"), choices=[(one.code, str(one.title)) for one in offers]
        )
        self.fields["aim"] = forms.CharField(
            label=_("Hvordan skal det hjelpe?"),
            widget=forms.Textarea({"rows": 2}),
            max_length=LONGEST,
            required=False,
        )
