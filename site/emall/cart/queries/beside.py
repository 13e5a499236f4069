"""What stands beside the cart: the money it would come from, and who would be asked."""

from dataclasses import dataclass

from emall.accounts.words import OrganisationKind
from emall.approvals.queries import known
from emall.approvals.rules import Level, levels_asked
from emall.budget.queries import cost_centres_for, plans_for
from emall.cart.queries.sheet import goods_on
from emall.cart.rules.cart import Filled
from emall.kernel import clock
from emall.web.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Beside:
    """The first plan or cost centre that covers the ticked goods (amounts in fen), and the chain's levels."""

    name: str
    number: str
    used_fen: int
    whole_fen: int
    asked: list[Level]
    not_asked: list[Level]


async def beside(*, visitor: Visitor, cart: Filled) -> Beside:
    """What stands beside a cart; empty name where no money covers it."""
    unit = visitor.organisation or 0
    enterprise = visitor.organisation_kind == OrganisationKind.STATE_ENTERPRISE
    levels, exemptions = await known(unit)
    wanted = levels_asked(
        levels=levels,
        exemptions=exemptions,
        goods=goods_on(cart.counted, enterprise=enterprise),
    )
    name, number, used, whole = await _money(visitor, cart)
    return Beside(
        name,
        number,
        used,
        whole,
        [row for row in wanted if row.from_fen <= cart.total_fen],
        [row for row in wanted if row.from_fen > cart.total_fen],
    )


async def _money(visitor: Visitor, cart: Filled) -> tuple[str, str, int, int]:
    unit, today = visitor.organisation or 0, clock.today()
    if visitor.organisation_kind == OrganisationKind.STATE_ENTERPRISE:
        for row in await cost_centres_for(organisation=unit, year=today.year):
            if not row.frozen:
                return row.name, row.code, row.appropriated_fen - row.left_fen, row.appropriated_fen
        return "", "", 0, 0
    categories = dict.fromkeys((line.row.official_edition, line.row.official_code) for line in cart.counted)
    plans = await plans_for(organisation=unit, day=today, categories=tuple(categories), person=visitor.person)
    for choice in plans:
        if choice.fits:
            plan = choice.row
            return (
                f"{plan.line_name} {plan.line_code}",
                plan.number,
                plan.amount_fen - plan.left_fen,
                plan.amount_fen,
            )
    return "", "", 0, 0
