"""What the counsellor answers about those who were ticked, and what is marked on the working list."""

import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from tettpaa.identification.rhythm import notes
from tettpaa.identification.rules import Limits, limits_on, reasons
from tettpaa.identification.states import Kind, SignalState
from tettpaa.identification.words import language
from tettpaa.kit import clock

FOLLOW, KNOWN, NOT_NOW = "follow", str(SignalState.KNOWN), str(SignalState.NOT_NOW)
NEEDS = {FOLLOW: ("chosen", "holder"), KNOWN: ("chosen", KNOWN), NOT_NOW: ("chosen", NOT_NOW, "until")}
"""What each answer asks for."""
CONTACT, MINE = "contact", "mine"
APART = ","


class Ticked(forms.Field):
    """The ids of signals, a list for each young person who was ticked."""

    widget = forms.SelectMultiple

    def to_python(self, value: list[str] | None) -> list[list[uuid.UUID]]:
        try:
            return [[uuid.UUID(one) for one in part.split(APART)] for part in value or []]
        except ValueError:
            raise forms.ValidationError(_("Last siden på nytt, og velg igjen.")) from None


class AnswerForm(forms.Form):
    """One form with three buttons: what the pressed one needs is asked for, the rest is left."""

    use_required_attribute = False

    def __init__(self, data: Any) -> None:
        limits = limits_on(clock.today())
        until = clock.today() + timedelta(weeks=limits.not_now_weeks)
        super().__init__(data, initial={"holder": CONTACT, "until": until})
        self.fields["chosen"] = Ticked(
            label=_("Hvem gjelder det?"), error_messages={"required": _("Velg minst én ungdom.")}
        )
        self.fields["holder"] = forms.ChoiceField(
            label=_("Hvem tar dem?"), widget=forms.RadioSelect,
            choices=[(CONTACT, _("Kontaktlæreren")), (MINE, _("Jeg tar dem selv"))],
        )  # fmt: skip
        for kind in (KNOWN, NOT_NOW):
            self.fields[kind] = forms.ChoiceField(
                label=_("Grunn"), choices=[("", _("Velg grunn")), *_reasons(kind)],
                error_messages={"required": _("Velg en grunn.")},
            )  # fmt: skip
        self.fields["until"] = _until(limits)

    def clean(self) -> dict[str, Any]:
        got = super().clean() or self.cleaned_data
        for name in {*self.fields} - {*NEEDS[self.data["answer"]]}:
            self.errors.pop(name, None)
        return got

    def name(self, receiver: str) -> None:
        """Who has them unless the one who answers takes them."""
        self.fields["holder"].choices = [(CONTACT, receiver), (MINE, _("Jeg tar dem selv"))]

    def ticked(self) -> set[str]:
        """Whom to show as ticked when the form comes back."""
        return set(self.data.getlist("chosen")) if self.is_bound else set()


class DoneForm(forms.Form):
    """A line of the working list, and what came of it (the pressed button)."""

    kind = forms.ChoiceField(choices=Kind.choices)
    unit = forms.UUIDField()
    group = forms.UUIDField(required=False)
    person = forms.UUIDField(required=False)
    period = forms.DateField(input_formats=["%Y-%m-%d"])
    note = forms.ChoiceField(choices=lambda: [(code, said[language()]) for code, said in notes().items()])


def _until(limits: Limits) -> forms.DateField:
    first, last = (
        clock.today() + timedelta(days=1),
        clock.today() + timedelta(weeks=limits.not_now_most_weeks),
    )
    attrs = {"type": "date", "min": first.isoformat(), "max": last.isoformat()}
    return forms.DateField(label=_("Til"), widget=forms.DateInput(attrs, "%Y-%m-%d"))


def _reasons(kind: str) -> list[tuple[str, str]]:
    return [(code, one.label[language()]) for code, one in reasons().items() if one.kind == kind]
