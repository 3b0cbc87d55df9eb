"""What is filled in when somebody begins, ends, or stands in for somebody."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from tettpaa.accounts.roles import roles
from tettpaa.kit import clock
from tettpaa.web.staff.words import role

if TYPE_CHECKING:
    from tettpaa.accounts.models import Membership, User
    from tettpaa.insight.queries import Class
    from tettpaa.organisations.models import Unit


def _date(label: str, hint: str = "", **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, help_text=hint, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **more
    )


def _who(found: "list[User]", label: str) -> forms.ChoiceField:
    """By name, with the user name that tells two of the same name apart."""
    return forms.ChoiceField(
        label=label,
        choices=[(str(one.id), f"{one.name} ({one.username})") for one in found],
        widget=forms.RadioSelect,
    )


class StartForm(forms.Form):
    """Whom, as what, for which class, from when until when."""

    def __init__(self, data: Any, *, found: "list[User]", unit: "Unit", classes: "list[Class]") -> None:
        super().__init__(data, initial={"first": clock.today()})
        at = [one for one in roles().values() if unit.kind in one.at]
        self.people = {str(one.id): one for one in found}
        self.over_group = {one.code for one in at if one.over == "group"}
        self.fields["user"] = _who(found, _("Hvem?"))
        self.fields["role"] = forms.ChoiceField(
            label=_("Som hva?"), choices=[(one.code, role(one.code).capitalize()) for one in at]
        )
        if classes:
            self.fields["group"] = forms.ChoiceField(
                label=_("For hvilken klasse?"), required=False,
                help_text=_("For kontaktlærer og faglærer. Andre lar feltet stå."),
                choices=[("", "–"), *((str(one.id), one.code) for one in classes)],
            )  # fmt: skip
        self.fields["first"] = _date(_("Fra og med"))
        self.fields["last"] = _date(
            _("Til og med"), _("La stå tomt når det ikke er avtalt noen slutt."), required=False
        )

    def clean(self) -> dict[str, Any]:
        got = super().clean() or {}
        needs = got.get("role") in self.over_group
        if needs and "group" in self.fields and not got.get("group"):
            self.add_error("group", _("Velg klassen."))
        if not needs:
            got["group"] = ""
        return got


class EndForm(forms.Form):
    """The last day."""

    def __init__(self, data: Any, membership: "Membership") -> None:
        super().__init__(data, initial={"last": membership.last or clock.today()})
        self.fields["last"] = _date(_("Siste dag"), _("Går dagen ut uten ny beskjed, mister de innsynet da."))


class DeputyForm(forms.Form):
    """Who stands in, from when until when, and whether they take over at once."""

    def __init__(self, data: Any, *, found: "list[User]") -> None:
        super().__init__(data, initial={"first": clock.today(), "hand_over": True})
        self.people = {str(one.id): one for one in found}
        self.fields["user"] = _who(found, _("Hvem?"))
        self.fields["first"] = _date(_("Fra og med"))
        self.fields["last"] = _date(_("Til og med"))
        self.fields["hand_over"] = forms.BooleanField(
            label=_("Stedfortrederen tar over det som ligger der nå"), required=False,
            help_text=_("Gjelder når det begynner i dag. Det nye som kommer, får stedfortrederen uansett."),
        )  # fmt: skip
