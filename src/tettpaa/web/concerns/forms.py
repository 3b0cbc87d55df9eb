"""What people fill in when they say something, and when they answer for a concern."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tettpaa.cases.queries import Detail, Preview
from tettpaa.cases.queries.one import Unit, User
from tettpaa.cases.rules import LONGEST_WORDS, Duty, marks
from tettpaa.cases.states import Decision, Urgency
from tettpaa.consent.rules import hidden_grounds, sharing_grounds


def _text(label: str, hint: str = "", *, rows: int = 3, required: bool = True) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, help_text=hint, widget=area, max_length=LONGEST_WORDS, required=required
    )


def _date(label: str, hint: str, last: date, **more: Any) -> forms.DateField:
    attrs = {"type": "date", "max": last.isoformat()}
    return forms.DateField(label=label, help_text=hint, widget=forms.DateInput(attrs, "%Y-%m-%d"), **more)


class SayForm(forms.Form):
    """``request_key`` makes a double click one concern."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, duty: Duty, preview: Preview, staff: bool) -> None:
        super().__init__(data, initial={"request_key": uuid.uuid4(), "urgency": Urgency.THIS_WEEK})
        if preview.receiver is None:
            return
        hint = _("Skriv det du har sett eller hørt, ikke hva du tror det kommer av.")
        if not preview.receiver.place.person:
            hint = _("Skriv hva du har sett, uten navn på elever. Saken handler om det skolen kan endre.")
        self.fields["words"] = _text(_("Hva har du sett eller hørt?"), hint, rows=5)
        if duty.seen != 0:
            self.fields["urgency"] = forms.ChoiceField(
                label=_("Hvor mye haster det?"), choices=_urgencies(), widget=forms.RadioSelect
            )
        if staff and preview.receiver.place.person:
            grounds = [(code, str(words)) for code, words in hidden_grounds().items()]
            self.fields["hidden_ground"] = forms.ChoiceField(
                label=_("Hvorfor skal de ikke se det?"), required=False,
                choices=[("", _("De kan se det som andre")), *grounds],
            )  # fmt: skip
            topics = [(code, capfirst(str(one.label))) for code, one in marks().items()]
            self.fields["topic"] = forms.ChoiceField(
                label=_("Hva slags opplysninger er det?"), required=False, initial=preview.mark,
                help_text=_("Ordene vises da bare for deg og dem som har med temaet å gjøre."),
                choices=[("", _("Vanlige opplysninger")), *topics],
            )  # fmt: skip

    def said(self) -> dict[str, Any]:
        """For ``raise_concern``."""
        got = self.cleaned_data
        return {
            "words": got.get("words", ""),
            "urgency": got.get("urgency") or Urgency.TODAY,
            "hidden_ground": got.get("hidden_ground", ""),
            "topic": got.get("topic", ""),
            "request_key": got["request_key"],
        }


def _urgencies() -> list[tuple[str, str]]:
    return [(Urgency.THIS_WEEK, _("Denne uka holder")), (Urgency.TODAY, _("I dag"))]


class VersionForm(forms.Form):
    """``version`` is the record's as the page showed it; one that has moved since is not written over."""

    verb = ""
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, version: int, **initial: Any) -> None:
        super().__init__(data, initial={"version": version, **initial}, auto_id=f"{self.verb}-%s")


class DecideForm(VersionForm):
    verb = "decide"

    def __init__(self, data: Any, detail: Detail) -> None:
        super().__init__(data, detail.concern.version, follow_up=detail.follow_up_by)
        words = {
            Decision.FOLLOW_UP: _("Jeg følger det opp her"),
            Decision.CASE_OPENED: _("Jeg oppretter sak"),
            Decision.NO_ACTION: _("Det er ikke grunn til å gjøre noe"),
        }
        self.fields["decision"] = forms.ChoiceField(
            label=_("Hva skal skje?"), widget=forms.RadioSelect,
            choices=[(code, label) for code, label in words.items() if code in detail.decisions],
        )  # fmt: skip
        hint = _("Er det ikke grunn til å gjøre noe, må du si hvorfor.")
        self.fields["reason"] = _text(_("Hva skal gjøres, og hvorfor?"), hint, required=False)
        self.fields["follow_up"] = _date(
            _("Når ser du på det igjen?"), _("Trengs ikke når det ikke er grunn til å gjøre noe."),
            detail.follow_up_latest, required=False,
        )  # fmt: skip


class PassOnForm(VersionForm):
    """To somebody at one of the units; the grounds for sharing are asked for when it isn't the concern's own."""

    verb = "pass_on"
    unit = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, detail: Detail, units: list[Unit], at: Unit, receivers: list[User]) -> None:
        super().__init__(data, detail.concern.version, unit=at.id)
        self.units, self.at, self.receivers = units, at, receivers
        people = [(str(user.id), user.name) for user in receivers]
        self.fields["to"] = forms.ChoiceField(label=_("Hvem?"), choices=[("", _("Velg")), *people])
        self.fields["reason"] = _text(_("Hvorfor?"), rows=2)
        home = detail.baton.unit_id if detail.baton else detail.concern.unit_id
        if at.id == home or detail.concern.person_id is None:
            return
        labels = {
            "processing": _("Hva gjør det lovlig å behandle opplysningene?"),
            "exception": _("Hva opphever taushetsplikten?"),
        }
        for kind, label in labels.items():
            grounds = [(ground.code, str(ground.label)) for ground in sharing_grounds(kind, at.kind)]
            self.fields[kind] = forms.ChoiceField(label=label, choices=[("", _("Velg")), *grounds])


class DeclineForm(VersionForm):
    verb = "decline"

    def __init__(self, data: Any, detail: Detail) -> None:
        super().__init__(data, detail.concern.version)
        self.fields["reason"] = _text(_("Hvorfor kan du ikke ta imot?"), rows=2)


class RescheduleForm(VersionForm):
    verb = "reschedule"

    def __init__(self, data: Any, detail: Detail) -> None:
        super().__init__(data, detail.baton.version, due=detail.baton.due)
        self.fields["due"] = _date(_("Ny frist"), "", detail.follow_up_latest)
        self.fields["reason"] = _text(_("Hvorfor?"), rows=2)


class CloseForm(VersionForm):
    verb = "close"

    def __init__(self, data: Any, detail: Detail) -> None:
        super().__init__(data, detail.concern.version)
        self.fields["outcome"] = forms.ChoiceField(
            label=_("Hva kom ut av det?"), widget=forms.RadioSelect,
            choices=[(one.value, one.label) for one in detail.outcomes],
        )  # fmt: skip
        self.fields["text"] = _text(_("Med egne ord"), rows=2, required=False)
