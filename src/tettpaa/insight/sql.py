"""The one place where need is said in SQL; ``insight/README.md`` says it in words."""

ON = (
    'select o.rule from (select distinct on (rule) rule, "on" from identification_ruleswitch '
    'where first <= %(today)s order by rule, first desc, at desc) o where o."on"'
)
"""Rules that are switched on today."""

DECIDED = "c.state = 'decided' and c.decision = any(%(followed)s)"


def need(concerns: str = "true", signals: str = "true") -> str:
    """(unit_id, person_id, followed) of everybody in need; the conditions are on ``c`` and ``s``.

    Asks for today, followed and severity as parameters.
    """
    return (
        "select n.unit_id, n.person_id, bool_or(n.followed) as followed from ("
        f"select c.unit_id, c.person_id, {DECIDED} as followed from cases_concern c "
        f"where c.state <> 'closed' and c.person_id is not null and {concerns} "
        "union all select s.unit_id, s.person_id, false from identification_signal s "
        f"where s.state = 'new' and s.severity >= %(severity)s and s.rule in ({ON}) and {signals}"
        ") n group by n.unit_id, n.person_id"
    )


def here(alias: str) -> str:
    """The enrolment (alias) holds today."""
    return f"{alias}.first <= %(today)s and ({alias}.last is null or {alias}.last >= %(today)s)"


def group_of(person: str, unit: str) -> str:
    """Lateral: the class the person has at the unit today, ``group_id``; a contact group if there is none."""
    return (
        "select e.group_id from pathway_enrolment e left join organisations_group k on k.id = e.group_id "
        f"where e.person_id = {person} and e.unit_id = {unit} and {here('e')} "
        "order by (k.kind = 'class') desc nulls last, e.first desc, e.id limit 1"
    )
