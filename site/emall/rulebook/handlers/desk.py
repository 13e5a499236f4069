"""The rulebook as staff read it, and where finance proposes another number."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from emall.journal import once_for
from emall.kernel import clock
from emall.kernel.refusal import Conflict, Missing, Refused
from emall.kernel.regions import CITY, COUNTIES
from emall.rulebook import actions
from emall.rulebook.access import KEEPERS, READERS, may_propose, may_rule
from emall.rulebook.actions import Proposal
from emall.rulebook.forms import KINDS, Ending, MoneyVersion, NumberVersion
from emall.rulebook.queries.changes import changes_of, names_of, open_changes, standing, standing_of, used_by
from emall.rulebook.rules import Scope, first_day
from emall.rulebook.words import (
    BY_CATEGORY,
    CHANGE_TONES,
    CHANGE_WORDS,
    RULE_WORDS,
    SECONDS_KEPT,
    UNITS,
    Rule,
    Unit,
)
from emall.web.forms import parse
from emall.web.guards import who
from emall.web.language import gettext as _
from emall.web.reply import page, redirect, rejected
from emall.web.visitor import Visitor

WHERE = "/desk/rules"
Run = Callable[[], Awaitable[str]]


class Rules(Controller):
    """Read by finance, the centre, county staff and audit; finance proposes."""

    path = WHERE
    opt = who(*READERS)

    @get(name="rulebook.rules.index")
    async def index(self, request: Request, visitor: NamedDependency[Visitor]) -> Response[bytes]:
        """The rules in force by group, and changes that wait."""
        groups = await standing(on=clock.today())
        rows = [row for rules in groups.values() for one in rules for row in (*one.now, *one.later)]
        facts = await words_of(row.category for row in rows)
        waiting = await open_changes()
        return page(request, "rulebook/desk.html", groups=groups, waiting=waiting, visitor=visitor, **facts)

    @get("/{key:str}", name="rulebook.rules.show")
    async def show(
        self, request: Request, key: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """One rule: rows, history, proposals, and the form for the next version."""
        return page(request, "rulebook/rule.html", **await rule_facts(visitor, key))

    @post("/{key:str}/changes", name="rulebook.change.create", opt=who(*KEEPERS))
    async def propose(
        self, request: Request, key: FromPath[str], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Propose a new version."""
        shape = MoneyVersion if UNITS[known(key)] == Unit.FEN else NumberVersion

        def deed(form: Any) -> Run:
            scope = Scope(key, form.region, form.kind, form.category.strip().upper())
            asked = Proposal(scope, form.amount, form.begins, form.until, form.source, form.reason)
            return lambda: actions.propose(visitor=visitor, proposal=asked)

        return await _proposed(request, visitor, key, "version", shape, deed)

    @post("/{key:str}/rows/{row:int}/ending", name="rulebook.ending.create", opt=who(*KEEPERS))
    async def end(
        self, request: Request, key: FromPath[str], row: FromPath[int], visitor: NamedDependency[Visitor]
    ) -> Response[bytes]:
        """Propose that a row ends."""

        def deed(form: Ending) -> Run:
            return lambda: actions.propose_end(visitor=visitor, row=row, last=form.until, reason=form.reason)

        return await _proposed(request, visitor, key, f"ending-{row}", Ending, deed)


async def _proposed(
    request: Request, visitor: Visitor, key: str, name: str, shape: Any, deed: Callable[[Any], Run]
) -> Response[bytes]:
    """Propose once; what is wrong is said at its form, with what was typed."""
    known(key)
    try:
        form = parse(request, shape)
        run = deed(form)

        async def kept() -> str:
            return f"{WHERE}/changes/{await run()}"

        url = await once_for(visitor, form, "rulebook.proposal", kept, about=[key, name])
    except (Refused, Conflict) as refused:
        facts = await rule_facts(visitor, key)
        return rejected(request, "rulebook/rule.html", refused, refused_form=name, **facts)
    return redirect(request, url, said=_("Proposed. Another person of finance decides on it."))


def known(key: str) -> Rule:
    """The rule of that key. Raises Missing."""
    if key not in list(Rule):
        raise Missing
    return Rule(key)


async def rule_facts(visitor: Visitor, key: str) -> dict[str, Any]:
    """What the page of one rule shows. Raises Missing for a key nobody knows."""
    found = await standing_of(known(key), on=clock.today())
    rows = [*found.later, *found.now, *found.past]
    return {
        "rule": found,
        "changes": await changes_of(key),
        "used": await used_by(row.id for row in rows),
        "proposing": may_propose(visitor),
        "everywhere": visitor.region == CITY,
        "ruling_over": {row.id for row in rows if may_rule(visitor, row.region)},
        "counties": [one for one in COUNTIES if may_rule(visitor, one.code)],
        "kinds": KINDS,
        "by_category": key in BY_CATEGORY,
        "earliest": first_day(clock.now()),
        **await words_of(row.category for row in rows),
    }


async def words_of(codes: Any) -> dict[str, Any]:
    """Words and names every page of the rulebook needs."""
    return {
        "words": RULE_WORDS,
        "units": UNITS,
        "change_words": CHANGE_WORDS,
        "change_tones": CHANGE_TONES,
        "category_names": await names_of(codes),
        "seconds_kept": SECONDS_KEPT,
    }
