"""What must always hold of the rulebook; each check is a query that finds the rows where it does not."""

from emall.journal.checks import CHECKS, Check
from emall.rulebook.words import UNITS, Rule

_KEYS = ", ".join(f"('{key}', '{UNITS[key]}')" for key in Rule)

_SQL = {
    "rules_of_one_scope_never_overlap": """
        SELECT a.id, a.key, a.region, a.organisation_kind, a.category, a.valid_from, b.id AS other, b.valid_from AS begins
        FROM rule_value a JOIN rule_value b ON b.id > a.id
         AND (a.key, a.region, a.organisation_kind, a.category) = (b.key, b.region, b.organisation_kind, b.category)
         AND daterange(a.valid_from, a.valid_until, '[]') && daterange(b.valid_from, b.valid_until, '[]')""",
    "every_rule_holds_today_everywhere": f"""
        SELECT k.key FROM (VALUES {_KEYS}) k(key, unit) WHERE NOT EXISTS (
            SELECT FROM rule_value v WHERE v.key = k.key AND (v.region, v.organisation_kind, v.category) = ('', '', '')
            AND v.valid_until IS NULL)""",
    "rules_have_the_unit_of_their_key": f"""
        SELECT v.id, v.key, v.unit FROM rule_value v LEFT JOIN (VALUES {_KEYS}) k(key, unit) ON k.key = v.key
        WHERE k.unit IS DISTINCT FROM v.unit""",
    "rule_changes_decided_by_two": """
        SELECT number, status, proposed_by, decided_by FROM rule_change
        WHERE decided_by = proposed_by
           OR (status IN ('approved', 'refused')) <> (decided_by IS NOT NULL AND decided_at IS NOT NULL)
           OR status NOT IN ('proposed', 'approved', 'refused', 'withdrawn')""",
    "approved_rule_changes_stand_in_the_rulebook": """
        SELECT c.number, c.made, c.replaces FROM rule_change c LEFT JOIN rule_value v ON v.id = c.made
        WHERE c.status = 'approved' AND NOT c.ending
          AND (v.key, v.region, v.organisation_kind, v.category, v.amount, v.valid_from)
              IS DISTINCT FROM (c.key, c.region, c.organisation_kind, c.category, c.amount, c.valid_from)""",
    "rule_changes_write_only_when_approved": """
        SELECT number, status, made FROM rule_change WHERE made IS NOT NULL AND (status <> 'approved' OR ending)""",
    "decisions_rest_on_a_row_valid_on_their_day": """
        SELECT d.id, d.kind, d.ref, d.key, d.day, d.rule FROM rule_decision d JOIN rule_value v ON v.id = d.rule
        WHERE v.key <> d.key OR d.day < v.valid_from OR d.day > v.valid_until OR d.amount <> v.amount""",
}

CHECKS += [Check(name, sql) for name, sql in _SQL.items()]
