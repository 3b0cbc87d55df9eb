"""What is filled in of a plan: a goal, an agreement, a measure, an evaluation, and a unit's own measure."""

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tettpaa.consent.rules import sharing_grounds
from tettpaa.kit import clock
from tettpaa.measures.rules import LONGEST, TITLE, Offer, areas, funding, intensities
from tettpaa.measures.states import Done, Helped, Shown, View

if TYPE_CHECKING:
    from tettpaa.accounts.models import User
    from tettpaa.organisations.models import Unit

EVALUATED = timedelta(weeks=4)
"""How far ahead the evaluation is proposed."""


def _text(label: str, hint: str = "", *, rows: int = 3, required: bool = True) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=hint, widget=area, max_length=LONGEST, required=required)


def _day(label: str, hint: str = "", **more: Any) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, "%Y-%m-%d")
    return forms.DateField(label=label, help_text=hint, widget=widget, **more)


def _choice(label: str, among: Any, hint: str = "", **more: Any) -> forms.ChoiceField:
    rows = [(code, capfirst(str(words))) for code, words in among]
    return forms.ChoiceField(label=label, help_text=hint, choices=rows, **more)


class GoalForm(forms.Form):
    """``line`` and ``version`` are of the goal that is changed, as the page showed it; empty for a new one."""

    line = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, *, staff: bool, prefix: str = "goal", **initial: Any) -> None:
        super().__init__(data, initial=initial, auto_id=f"{prefix}-%s")
        label = _("Målet") if initial.get("line") else _("Nytt mål") if staff else _("Hva vil du?")
        hint = "" if initial.get("line") else _("Kort er best: det man vil kunne, gjøre eller slippe.")
        self.fields["words"] = _text(label, hint, rows=2)
        if staff and not initial.get("line"):
            whose = [("own", _("Ungdommens egne ord, notert av meg")), ("ours", _("Et mål fra oss rundt"))]
            self.fields["whose"] = _choice(
                _("Hvem sier det?"), whose, widget=forms.RadioSelect, initial="own"
            )

    def said(self) -> dict[str, Any]:
        got = self.cleaned_data
        return {
            "words": got["words"], "own": got.get("whose") == "own", "line": got["line"],
            "version": got["version"] or 0,
        }  # fmt: skip


class ShowForm(forms.Form):
    """``nobody`` stands for the empty choice, which a form takes for nothing chosen."""

    def __init__(self, data: Any, shown: str) -> None:
        super().__init__(data, initial={"shown": shown or "nobody"}, auto_id="show-%s")
        hint = _("Fortell det til dem først. Da er ikke skjermen den første som sier det.")
        among = [(code or "nobody", label) for code, label in Shown.choices]
        self.fields["shown"] = _choice(_("Hvem ser planen hjemme?"), among, hint, widget=forms.RadioSelect)

    def clean_shown(self) -> str:
        chosen = str(self.cleaned_data["shown"])
        return "" if chosen == "nobody" else chosen


class MeasureForm(forms.Form):
    """A measure of the catalogue at ``unit``; the ground is asked for when it is another than the plan's, and who
    does what when several do it as one."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, offer: Offer, people: "list[User]", unit: "Unit", ground: bool) -> None:
        today = clock.today()
        super().__init__(data, initial={
            "request_key": uuid.uuid4(), "title": str(offer.title), "first": today, "last": today + EVALUATED,
            "evaluate_on": today + EVALUATED,
        })  # fmt: skip
        self.people = people
        self.fields["title"] = forms.CharField(label=_("Hva skal gjøres?"), max_length=TITLE)
        self.fields["aim"] = _text(
            _("Hvordan skal det hjelpe?"), _("Knytt det til målet ungdommen har satt.")
        )
        rows = [("", _("Velg")), *((str(one.id), one.name) for one in people)]
        self.fields["responsible"] = forms.ChoiceField(label=_("Hvem har ansvaret?"), choices=rows)
        if ground:
            found = [(one.code, one.label) for one in sharing_grounds("exception", unit.kind)]
            label = _("Hva gjør det lovlig å dele med %(unit)s?") % {"unit": unit.name}
            hint = _("De ser dette tiltaket, ikke resten av planen.")
            self.fields["ground"] = _choice(label, found, hint, widget=forms.RadioSelect)
        self.fields["first"] = _day(_("Fra"))
        self.fields["last"] = _day(_("Til"))
        self.fields["evaluate_on"] = _day(
            _("Når skal det evalueres?"), _("Den som har ansvaret, får det i sin liste til da.")
        )
        self.fields["pays"] = _choice(_("Hvem betaler?"), funding().items())
        if not offer.combines:
            return
        hint = _("Én linje for hver som er med, for eksempel «NAV: praksisplass to dager».")
        self.fields["parts"] = _text(_("Hvem gjør hva sammen?"), hint, required=False)
        hint = _("Ett kompetansemål fra læreplanen på hver linje, når praksis skal telle som opplæring.")
        self.fields["goals"] = _text(_("Kompetansemål"), hint, required=False)

    def said(self) -> dict[str, Any]:
        got = dict(self.cleaned_data)
        who = next(one for one in self.people if str(one.id) == got["responsible"])
        lines = {
            name: [one.strip() for one in got.get(name, "").splitlines() if one.strip()]
            for name in ("parts", "goals")
        }
        return got | lines | {"responsible": who}


class EvaluationForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, version: int, latest: date) -> None:
        super().__init__(data, initial={"version": version, "view": View.TOGETHER}, auto_id="evaluate-%s")
        radio = {"widget": forms.RadioSelect}
        self.fields["done"] = _choice(_("Ble det gjort som planlagt?"), Done.choices, **radio)
        self.fields["helped"] = _choice(_("Hjalp det?"), Helped.choices, **radio)
        self.fields["view"] = _choice(_("Hvem mener det?"), View.choices, **radio)
        self.fields["words"] = _text(_("Hva skjedde, og hva lærte dere?"))
        self.fields["goes_on_to"] = _day(
            _("Fortsetter det? Sett ny dato"), _("La stå tomt hvis tiltaket er ferdig."), required=False
        )


class RemarkForm(forms.Form):
    def __init__(self, data: Any, *, own: bool) -> None:
        super().__init__(data, auto_id="remark-%s")
        self.fields["words"] = _text(_("Hvordan går det med dette?") if own else _("Legg til"), rows=2)


class OwnMeasureForm(forms.Form):
    request_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any, units: "list[Unit]") -> None:
        super().__init__(data, initial={"request_key": uuid.uuid4()}, auto_id="own-%s")
        self.fields["unit"] = forms.TypedChoiceField(
            label=_("Hvor?"), choices=[(str(one.id), one.name) for one in units], coerce=uuid.UUID
        )
        self.fields["title"] = forms.CharField(label=_("Navn"), max_length=TITLE)
        self.fields["text"] = _text(_("Hva går det ut på?"))
        self.fields["area"] = _choice(_("Område"), areas().items())
        self.fields["intensity"] = _choice(_("Hvor mye av uka?"), intensities().items())
        self.fields["offered_by"] = forms.CharField(
            label=_("Hvem gjør det?"), max_length=TITLE, required=False
        )
        self.fields["example"] = _text(_("Et eksempel"), rows=2, required=False)
