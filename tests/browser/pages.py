"""The pages, and who looks at them."""

from collections.abc import Iterator

from django.urls import resolve

from tests.browser.conftest import Site

PAGES = (
    ("login", "", "/logg-inn/"),
    ("inbox", "kari", "/"),
    ("inbox", "ingrid", "/"),
    ("inbox", "rita", "/"),
    ("inbox", "noor", "/"),
    ("inbox", "nils", "/"),
    ("inbox", "cato", "/"),
    ("inbox", "ada", "/"),
    ("inbox", "jonas_self", "/"),
    ("inbox", "lise", "/"),
    ("messages", "tom", "/meldinger/"),
    ("messages", "jonas_self", "/meldinger/"),
    ("messages", "nils", "/meldinger/"),
    ("raise", "tom", "/si-fra/"),
    ("raise", "jonas_self", "/si-fra/"),
    ("raise_about", "tom", "/si-fra/om/{people[jonas]}/"),
    ("raise_who", "tom", "/si-fra/other/"),
    ("raise_who", "jonas_self", "/si-fra/other/"),
    ("raise_say", "tom", "/si-fra/other/person/{people[jonas]}/"),
    ("raise_say", "tom", "/si-fra/danger/person/{people[jonas]}/"),
    ("raise_say", "tom", "/si-fra/child_welfare/person/{people[jonas]}/"),
    ("raise_say", "tom", "/si-fra/other/class/{groups[1BAA]}/"),
    ("raise_say", "jonas_self", "/si-fra/environment/person/{people[jonas]}/"),
    ("raise_say", "jonas_self", "/si-fra/child_welfare/person/{people[jonas]}/"),
    ("raise_reported", "tom", "/si-fra/meldt/"),
    ("raise_sent", "tom", "/si-fra/sendt/{statements[raised]}/"),
    ("raise_sent", "tom", "/si-fra/sendt/{statements[closed]}/"),
    ("concern", "kari", "/uro/{concerns[overdue]}/"),
    ("concern", "kari", "/uro/{concerns[raised]}/"),
    ("concern", "kari", "/uro/{concerns[seen]}/?enhet="),
    ("concern", "kari", "/uro/{concerns[followed]}/"),
    ("concern", "kari", "/uro/{concerns[hidden]}/"),
    ("concern", "kari", "/uro/{concerns[closed]}/"),
    ("concern", "ingrid", "/uro/{concerns[seen]}/"),
    ("concern", "noor", "/uro/{concerns[offered]}/"),
    ("concern", "rita", "/uro/{concerns[environment]}/"),
    ("concern", "rita", "/uro/{concerns[case]}/"),
    ("concern", "rita", "/uro/{concerns[class]}/"),
    ("concern", "rita", "/uro/{concerns[routine]}/"),
    ("people", "kari", "/ungdommer/"),
    ("people", "ingrid", "/ungdommer/"),
    ("people", "noor", "/ungdommer/"),
    ("people", "nils", "/ungdommer/"),
    ("people_group", "kari", "/ungdommer/klasse/{groups[1BAA]}/"),
    ("people_group", "tom", "/ungdommer/klasse/{groups[1BAA]}/"),
    ("person", "kari", "/ungdom/{people[jonas]}/"),
    ("person", "kari", "/ungdom/{people[oda]}/"),
    ("person", "tom", "/ungdom/{people[jonas]}/"),
    ("person", "ingrid", "/ungdom/{people[amina]}/"),
    ("person", "noor", "/ungdom/{people[frida]}/"),
    ("school", "ingrid", "/skolen/"),
    ("school", "rita", "/skolen/"),
    ("school", "cato", "/skolen/"),
    ("triage", "ingrid", "/signaler/"),
    ("triage", "ingrid", "/signaler/?klasse={groups[1BAA]}"),
    ("triage", "per", "/signaler/?klasse={groups[1BAA]}"),
    ("rhythm", "ingrid", "/rytmen/"),
    ("rhythm", "kari", "/rytmen/"),
    ("rules", "cato", "/regelboka/"),
    ("rules", "kari", "/regelboka/"),
    ("rule", "cato", "/regelboka/absence-over-10-percent/"),
    ("rule", "kari", "/regelboka/absence-limit-near/"),
    ("doubles", "ingrid", "/ungdommer/like/"),
    ("emergency", "hanne", "/nodtilgang/{people[jonas]}/"),
    ("emergencies", "rita", "/nodtilgang/"),
    ("emergencies", "tom", "/nodtilgang/"),
    ("staff", "rita", "/ansatte/"),
    ("staff", "ada", "/ansatte/"),
    ("staff_start", "rita", "/ansatte/ny/"),
    ("staff_end", "rita", "/ansatte/{memberships[kari]}/slutter/"),
    ("staff_deputy", "rita", "/ansatte/{memberships[kari]}/stedfortreder/"),
    ("staff_confirm", "rita", "/ansatte/bekreft/"),
    ("quarantine", "ada", "/karantene/"),
    ("quarantine_row", "ada", "/karantene/{rows[date]}/"),
    ("jobs", "ada", "/jobber/"),
    ("reads", "kari", "/ungdom/{people[jonas]}/lest/"),
    ("reads", "jonas_self", "/ungdom/{people[jonas]}/lest/"),
    ("history", "ingrid", "/ungdom/{people[emil]}/historikk/"),
    ("read_ask", "jonas_self", "/ungdom/{people[jonas]}/lest/{reads[jonas]}/"),
    ("read_question", "jonas_self", "/innsyn/spurt/{questions[jonas]}/"),
    ("read_question", "rita", "/innsyn/spurt/{questions[jonas]}/"),
    ("unusual", "rita", "/innsyn/"),
    ("jobs", "ada", "/jobber/?tilstand=todo"),
)
"""(name of the address, who, the address of what tests/support/life.py has made)."""
NO_PAGES = {
    "protect": "a button",
    "emergency_end": "a button",
    "staff_undo": "a button",
    "demo_login": "a button of the demo",
    "logout": "a button",
    "set_language": "a button",
    "messages_read": "a button",
    "triage_undo": "a button",
    "quarantine_replay": "a button",
    "jobs_retry": "a button",
    "school_export": "a file",
}
"""Addresses that never show a page of their own, and why."""
CAST = tuple(dict.fromkeys(who for _, who, _ in PAGES))


def addresses(who: str, site: Site) -> Iterator[str]:
    """Those of one of the cast, as they are on this site."""
    for name, one, address in PAGES:
        if one == who:
            found = address.format_map(vars(site))
            assert resolve(found.partition("?")[0]).url_name == name
            yield found
