"""What is filled in of a consent and of a disclosure."""

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tettpaa.consent.rules import LONGEST, Purpose, hidden_grounds, latest, sharing_grounds
from tettpaa.consent.states import Giver, Way
from tettpaa.kit import clock
from tettpaa.kit.schoolyear import SchoolYear
from tettpaa.web.consent.words import topic_label

if TYPE_CHECKING:
    from tettpaa.organisations.models import Unit

SHORT = timedelta(days=90)
NOBODY = "none"
"""Stands for the empty choice, which a form takes for nothing chosen."""


def ends(purpose: Purpose) -> list[date]:
    """Days to choose from, the earliest first: three months, the end of the school year, the longest."""
    today, last = clock.today(), latest(purpose)
    found = {today + SHORT, SchoolYear.from_date(today).last, last}
    return sorted(day for day in found if today < day <= last)


def _text(label: str, hint: str = "", *, rows: int = 2, required: bool = True) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=hint, widget=area, max_length=LONGEST, required=required)


def _radio(label: str, among: Any, hint: str = "", **more: Any) -> forms.ChoiceField:
    rows = [(code, capfirst(str(words))) for code, words in among]
    return forms.ChoiceField(label=label, help_text=hint, choices=rows, widget=forms.RadioSelect, **more)


class Conditions(forms.MultipleChoiceField):
    """Asked for with the paragraph that they belong to: the action says what is lacking of the one chosen."""

    def validate(self, value: list[str]) -> None:
        if value:
            super().validate(value)


class ConsentForm(forms.Form):
    """Who may see, what, and until when: choices only, nothing to type."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any, purpose: Purpose, units: "list[Unit]", files: Any = None) -> None:
        days = [day.isoformat() for day in ends(purpose)]
        super().__init__(data, files, initial={"request_key": uuid.uuid4(), "last": days[0]})
        among = [(str(one.id), one.name) for one in units]
        one_only = {"initial": among[0][0]} if len(among) == 1 else {}
        self.fields["unit"] = _radio(_("Hvem får se?"), among, **one_only)
        self.fields["topics"] = forms.MultipleChoiceField(
            label=_("Hva får de se?"),
            help_text=_("Navnet ditt og hvor du går, ser de uansett. Alt annet velger du."),
            choices=[(code, capfirst(topic_label(code))) for code in purpose.topics],
            widget=forms.CheckboxSelectMultiple,
        )
        shown = [(day, date_format(date.fromisoformat(day), "j. F Y")) for day in days]
        self.fields["last"] = forms.TypedChoiceField(
            label=_("Hvor lenge?"),
            help_text=_("Du kan trekke det når som helst."),
            choices=shown,
            coerce=date.fromisoformat,
            widget=forms.RadioSelect,
        )

    def said(self) -> dict[str, Any]:
        return self.cleaned_data | {"unit": uuid.UUID(self.cleaned_data["unit"])}


class RegisterForm(ConsentForm):
    """The same, and how it was said and by whom."""

    def __init__(self, data: Any, purpose: Purpose, units: "list[Unit]", files: Any = None) -> None:
        super().__init__(data, purpose, units, files)
        self.fields["topics"].help_text = _("Navn og hvor ungdommen går, ser de uansett. Resten er valgt.")
        self.fields["last"].help_text = _("Ungdommen kan trekke det når som helst.")
        self.fields["giver"] = _radio(_("Hvem sa ja?"), Giver.choices, initial=Giver.YOUNG)
        self.fields["name"] = forms.CharField(
            label=_("Navnet på den foresatte"), max_length=200, required=False,
            help_text=_("Bare når det var en foresatt."),
        )  # fmt: skip
        ways = [(code, label) for code, label in Way.choices if code != Way.PAGE]
        self.fields["way"] = _radio(_("Hvordan ble det sagt?"), ways, initial=Way.PAPER)
        self.fields["note"] = _text(
            _("Når, og hva ble sagt"), _("Må fylles ut når det ble sagt i en samtale."), required=False
        )
        self.fields["paper"] = forms.FileField(
            label=_("Arket, skannet eller som bilde"), help_text=_("PDF, PNG eller JPEG, høyst 5 MB."),
            required=False, widget=forms.FileInput({"accept": ".pdf,.png,.jpg,.jpeg"}),
        )  # fmt: skip


class DisclosureForm(forms.Form):
    """Each condition of a paragraph is a box below it; only those of the chosen one count."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any, units: "list[Unit]") -> None:
        today = clock.today()
        super().__init__(data, initial={"request_key": uuid.uuid4(), "day": today, "hidden_ground": NOBODY})
        rows = [("", _("En annen, skriv nedenfor")), *((str(one.id), one.name) for one in units)]
        self.fields["unit"] = forms.ChoiceField(label=_("Til hvem?"), choices=rows, required=False)
        self.fields["receiver"] = forms.CharField(
            label=_("Mottaker utenfor"), max_length=120, required=False,
            help_text=_("For eksempel «politiet» eller «legevakta». La stå tomt når du har valgt over."),
        )  # fmt: skip
        self.grounds = [one for one in sharing_grounds("exception") if not one.by_consent]
        self.fields["exception"] = _radio(
            _("Hva opphever taushetsplikten?"), [(one.code, one.label) for one in self.grounds]
        )
        for one in self.grounds:
            self.fields[f"conditions-{one.code}"] = Conditions(
                label=_("Dette må stemme når du velger «%(ground)s»") % {"ground": one.label},
                help_text=one.source, choices=[(code, str(said)) for code, said in one.conditions.items()],
                widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip
        processing = [(one.code, one.label) for one in sharing_grounds("processing")]
        self.fields["processing"] = _radio(_("Hva gjør det lovlig å behandle opplysningene?"), processing)
        self.fields["given"] = _text(_("Hva fortalte dere?"), _("Ikke mer enn det mottakeren fikk."))
        self.fields["reason"] = _text(_("Hvorfor var det nødvendig?"))
        self.fields["day"] = forms.DateField(
            label=_("Når?"), widget=forms.DateInput({"type": "date", "max": today.isoformat()}, "%Y-%m-%d")
        )
        hidden = [(NOBODY, _("Ja, de får lese det her")), *hidden_grounds().items()]
        hint = _("Fortell det til dem først. Velg en grunn bare når de må holdes utenfor.")
        self.fields["hidden_ground"] = _radio(_("Får ungdommen og foresatte vite det?"), hidden, hint)

    def said(self) -> dict[str, Any]:
        got = {name: value for name, value in self.cleaned_data.items() if not name.startswith("conditions-")}
        return got | {
            "unit": uuid.UUID(got["unit"]) if got["unit"] else None,
            "conditions": self.cleaned_data.get(f"conditions-{got['exception']}", []),
            "hidden_ground": "" if got["hidden_ground"] == NOBODY else got["hidden_ground"],
        }
