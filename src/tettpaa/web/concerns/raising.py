"""Si fra: what it is about in law, who, what was seen; and the receipt. Each step has its own address."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from tettpaa.access.decide import decide
from tettpaa.access.declared import needs, open_to
from tettpaa.cases import queries as cases
from tettpaa.cases.access import Matter
from tettpaa.cases.queries.matters import Subject, matters, named, names
from tettpaa.cases.rules import Duty, duties
from tettpaa.cases.states import About, Urgency
from tettpaa.kit.errors import InputError
from tettpaa.pathway import queries as pathway
from tettpaa.web.concerns.forms import SayForm
from tettpaa.workflows import concerns


@open_to("everybody")
@require_safe
def duty(request: HttpRequest) -> HttpResponse:
    """First of all: what the law asks. Danger has its numbers on top."""
    return _ways(request, _only_one(request))


@needs("concern.raise")
@require_safe
def duty_about(request: HttpRequest, person: uuid.UUID) -> HttpResponse:
    """The same, about one young person."""
    return _ways(request, _known(person, request))


def _ways(request: HttpRequest, subject: Subject | None) -> HttpResponse:
    asked = [one for one in duties().values() if subject is None or subject.matter.about in one.about]
    first = next((one for one in asked if one.code == "danger"), None)
    context = {
        "page_title": _("Si fra"),
        "staff": request.user.kind == "staff",
        "subject": subject,
        "danger": first and _way(first, subject),
        "ways": [_way(one, subject) for one in asked if one is not first],
    }
    return render(request, "concerns/duty.html", context)


@open_to("everybody", post="person.find")
@require_http_methods(["GET", "HEAD", "POST"])
def who(request: HttpRequest, code: str) -> HttpResponse:
    """Whom or what it is about. The search is a POST: a name never stands in an address."""
    asked = _duty(code)
    known = [one for one in matters(viewer=request.user) if one.matter.about in asked.about]
    words = request.POST.get("q", "").strip()
    staff = request.user.kind == "staff"
    found, trouble = _search(words, request) if words else (None, "")
    links = [(one, _say(code, one)) for one in known]
    context = {
        "page_title": _("Hvem gjelder det?"),
        "duty": asked,
        "staff": staff,
        "may_find": bool(decide(request.user, "person.find")),
        "words": words,
        "searched": found is not None,
        "trouble": trouble,
        "found": [(one, _say(code, one) if known_of else "") for one, known_of in found or ()],
        "people": [pair for pair in links if pair[0].matter.about == About.PERSON],
        "classes": [pair for pair in links if pair[0].matter.about == About.CLASS],
        "units": [pair for pair in links if pair[0].matter.about == About.ROUTINE],
    }
    template = "concerns/found.html" if request.headers.get("HX-Request") else "concerns/who.html"
    return render(request, template, context)


@needs("concern.raise", post="concern.raise")
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, code: str, about: About, key: uuid.UUID) -> HttpResponse:
    """What was seen, how urgent; the button names who gets it."""
    asked, matter = _duty(code), Matter(about, key)
    subject = _subject(matter, request)
    if about not in asked.about:
        raise Http404
    staff = request.user.kind == "staff"
    try:
        shown = cases.preview(viewer=request.user, matter=matter, duty=code, urgency=Urgency.THIS_WEEK)
    except InputError as error:  # nobody answers for the young person: the page says whom to call
        raise PermissionDenied(f"{error.message} {error.remedy or ''}") from None
    form = SayForm(request.POST or None, duty=asked, preview=shown, staff=staff)
    if request.method == "POST" and form.is_valid():
        try:
            made = concerns.raise_concern(by=request.user, matter=matter, duty=code, **form.said())
        except InputError as error:
            form.add_error(error.column if error.column in form.fields else None, error.message)
        else:
            return redirect("raise_sent", made.statement) if made.statement else redirect("raise_reported")
    title = _("Si fra om %(who)s") % {"who": subject.name}
    if not asked.recorded:
        title = str(asked.title) if staff else _("Vold eller svikt hjemme")
    context = {
        "page_title": title,
        "duty": asked,
        "subject": subject,
        "preview": shown,
        "form": form,
        "staff": staff,
        "self": request.user.person_id == key,
        "back_url": reverse("raise_who", args=[code]),
    }
    template = "concerns/say.html" if asked.recorded else "concerns/outside.html"
    return render(request, template, context, status=422 if form.errors else 200)


@open_to("author")
@require_GET
def sent(request: HttpRequest, statement: uuid.UUID) -> HttpResponse:
    """The receipt: who has it, until when, and all that has been told since."""
    mine = cases.raised_by_me(viewer=request.user)
    said = next((one for one in mine if one.statement_id == statement), None)
    if said is None:
        raise Http404
    fresh = len(said.receipts) == 1
    title = _("Takk. Det er tatt imot.") if fresh else _("Det du sa fra om")
    return render(request, "concerns/sent.html", {"page_title": title, "said": said, "fresh": fresh})


@open_to("everybody")
@require_GET
def reported(request: HttpRequest) -> HttpResponse:
    """That one's own duty is done was kept, and nothing else."""
    return render(request, "concerns/reported.html", {"page_title": _("Det er notert at du har meldt fra")})


def _duty(code: str) -> Duty:
    if code not in duties():
        raise Http404
    return duties()[code]


def _way(one: Duty, subject: Subject | None) -> tuple[Duty, str]:
    return one, _say(one.code, subject) if subject else reverse("raise_who", args=[one.code])


def _say(code: str, subject: Subject) -> str:
    return reverse("raise_say", args=[code, subject.matter.about, subject.matter.id])


def _known(person: uuid.UUID, request: HttpRequest) -> Subject:
    found = named(person, viewer=request.user)
    if found is None:
        raise Http404
    return found


def _only_one(request: HttpRequest) -> Subject | None:
    """A young person says something about themselves, a guardian about their child: no need to ask who."""
    if request.user.kind == "staff":
        return None
    people = [one for one in matters(viewer=request.user) if one.matter.about == About.PERSON]
    return people[0] if len(people) == 1 else None


def _subject(matter: Matter, request: HttpRequest) -> Subject:
    if matter.about == About.PERSON:
        return _known(matter.id, request)
    found = next((one for one in matters(viewer=request.user) if one.matter == matter), None)
    if found is None:
        raise Http404
    return found


def _search(words: str, request: HttpRequest) -> tuple[list[tuple[Subject, bool]] | None, str]:
    """What was found, and whether the viewer knows them; or why it could not be searched."""
    try:
        found = pathway.search(words, viewer=request.user)
    except InputError as error:
        return None, f"{error.message} {error.remedy or ''}".strip()
    known = names([one.id for one in found], viewer=request.user)
    rows = [Subject(Matter(About.PERSON, one.id), one.name, _told_apart(one)) for one in found]
    return [(row, row.matter.id in known) for row in rows], ""


def _told_apart(one: pathway.Found) -> str:
    return " · ".join(str(part) for part in (one.group, one.school, one.born) if part)
