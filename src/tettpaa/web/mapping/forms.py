"""What is written together at the end of a mapping, and a county's wording of one question."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from tettpaa.cases.mapping.queries import Detail
from tettpaa.cases.mapping.rules import LANGUAGES, LONGEST, Factor


def _text(label: str, hint: str = "", *, rows: int = 3, required: bool = False) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=hint, widget=area, max_length=LONGEST, required=required)


class AnswerForm(forms.Form):
    """One's own answer to each question, all of them optional; ``version`` is of what one has written before."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any, detail: Detail) -> None:
        asked = [one for _layer, found in detail.layers for one in found]
        start = {one.factor.code: one.mine for one in asked} | {"version": detail.version}
        super().__init__(data, initial=start, auto_id="f-%s")
        for one in asked:
            self.fields[one.factor.code] = _text(str(one.factor.ask), rows=2)


class TogetherForm(forms.Form):
    """``version`` is the mapping's as the page showed it; one that has moved since is not written over."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial, auto_id="together-%s")
        self.fields["strengths"] = _text(_("Dette går bra, og kan bygges på"))
        self.fields["agreed"] = _text(
            _("Dette er vi enige om"), _("Skriv det ungdommen selv vil først. Kort er best.")
        )
        self.fields["shown"] = forms.BooleanField(
            label=_("Ungdommen får se dette og svarene når vi er ferdige"), required=False
        )


class QuestionForm(forms.Form):
    """``number`` is the version that the page showed."""

    number = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, factor: Factor) -> None:
        start = {"number": factor.number, "used": factor.used}
        for language in LANGUAGES:
            start[f"title_{language}"] = factor.title.by_language[language]
            start[f"ask_{language}"] = factor.ask.by_language[language]
        super().__init__(data, initial=start)
        names = {"nb": _("bokmål"), "nn": _("nynorsk"), "en": _("engelsk")}
        for language, name in names.items():
            self.fields[f"title_{language}"] = forms.CharField(
                label=_("Overskrift på %(language)s") % {"language": name}, max_length=80
            )
            self.fields[f"ask_{language}"] = _text(
                _("Spørsmålet på %(language)s") % {"language": name}, rows=2, required=True
            )
        self.fields["used"] = forms.BooleanField(label=_("Spørsmålet er med i samtalen"), required=False)
        self.fields["reason"] = _text(_("Hvorfor?"), _("Alle ansatte kan lese dette."), rows=2, required=True)

    def said(self) -> dict[str, Any]:
        """For ``change_question``."""
        got = self.cleaned_data
        return {
            "number": got["number"],
            "title": {one: got[f"title_{one}"] for one in LANGUAGES},
            "ask": {one: got[f"ask_{one}"] for one in LANGUAGES},
            "used": got["used"],
            "reason": got["reason"],
        }
