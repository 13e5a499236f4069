"""What the purchase sheet shows: its lines at today's prices, what may pay, where it goes, who will decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from emall.accounts.words import OrganisationKind
from emall.approvals.queries import human_of, known
from emall.approvals.rules import Exemption, Goods, Level, chain_for, levels_asked
from emall.budget.queries import PlanChoice, cost_centres_for, plans_for
from emall.budget.words import Method
from emall.cart.queries import JOINS, OFFER
from emall.cart.queries.ruled import SheetRules, fund_lines, sheet_rules
from emall.cart.rules.cart import Filled, Line, arranged
from emall.cart.rules.sheet import above_reference, suggested
from emall.database import DB, Row
from emall.kernel import clock
from emall.kernel.refusal import Missing, Refusal, Refused
from emall.orders.words import PurchaseStatus
from emall.plans.rules import code_for, same_group
from emall.plans.words import EDITION
from emall.rulebook.queries import rule
from emall.rulebook.words import Rule
from emall.web.visitor import Visitor

CORRECTIONS_MOST = 3  # plans whose code is offered to be corrected, the nearest first


@dataclass(frozen=True, slots=True)
class SheetView:
    """A purchase sheet as its page shows it; amounts in fen.

    `plan` and `line_plan` are the choice the page opens with, `chain` who will be asked, `missing` why nobody can be;
    `approval_days` and `answer_days` how many working days an approver and a supplier have.
    """

    purchase: Row
    lines: Filled
    plans: list[PlanChoice]
    centres: list[Row]
    plan: int
    line_plan: dict[int, int]
    addresses: list[Row]
    invoices: list[Row]
    chain: list[Level]
    skipped: list[Level]
    names: dict[int, str]
    missing: tuple[Refusal, ...]
    orders: list[Row]
    steps: list[Row]
    enterprise: bool
    today: date
    approval_days: int
    answer_days: int
    rules: SheetRules

    @property
    def editable(self) -> bool:
        """Whether the buyer may still change and submit it."""
        return self.purchase.status in (PurchaseStatus.DRAFT, PurchaseStatus.RETURNED)

    @property
    def usable(self) -> list[PlanChoice]:
        """Plans that cover all the goods, whether or not enough is left on them."""
        return [choice for choice in self.plans if choice.fits or self._only_too_small(choice)]

    @property
    def useless(self) -> list[PlanChoice]:
        """Plans that cannot pay for this sheet as a whole."""
        return [choice for choice in self.plans if choice not in self.usable]

    @property
    def correctable(self) -> list[tuple[PlanChoice, str]]:
        """Plans whose only fault is their catalogue code, each with the narrowest code that would cover these goods.

        None where some plan fits as it is, and none that is too small, or of goods when services are bought.
        """
        if self.plan or self.line_plan or not self.lines.lines:
            return []
        goods = [(line.row.official_edition, line.row.official_code) for line in self.lines.lines]
        found = [
            (choice, code_for(old=_code_of(choice), goods=goods, used_fen=_used(choice)))
            for choice in self.useless
            if choice.misfits and not choice.refusals
            if min(choice.row.left_fen, choice.row.line_left_fen) >= self.lines.total_fen
        ]
        alike = [(choice, code) for choice, code in found if code and code[0] == choice.row.official_code[0]]
        alike.sort(key=lambda pair: not same_group(_code_of(pair[0]), (EDITION, pair[1])))
        return alike[:CORRECTIONS_MOST]

    def _only_too_small(self, choice: PlanChoice) -> bool:
        keys = {refusal.key for refusal in choice.refusals}
        return not choice.misfits and keys <= {"plan_too_small", "line_too_small"}

    @property
    def above_reference(self) -> int:
        """How many lines cost more than their reference price, which asks for a reason."""
        return above_reference(self.lines.lines)

    @property
    def small_firms_fen(self) -> int:
        """What of the total goes to goods of small and medium firms."""
        return sum(line.total_fen for line in self.lines.counted if "sme" in line.row.tags)

    def place_for(self, line: int, otherwise: Any = "") -> Any:
        """The plan or cost centre a single line is bought on, where it differs."""
        return self.line_plan.get(line, otherwise)


def _code_of(choice: PlanChoice) -> tuple[str, str]:
    return choice.row.official_edition, choice.row.official_code


def _used(choice: PlanChoice) -> int:
    return int(choice.row.amount_fen - choice.row.left_fen)


async def sheet_view(*, visitor: Visitor, number: str) -> SheetView:
    """Everything the page of an own sheet shows. Raises Missing."""
    unit = visitor.organisation or 0
    purchase = await sheet(number=number, person=visitor.person, organisation=unit)
    if purchase is None:
        raise Missing
    today = clock.today()
    lines = arranged(await sheet_rows(purchase.id), to=purchase.region or visitor.region, today=today)
    enterprise = visitor.organisation_kind == OrganisationKind.STATE_ENTERPRISE
    plans, centres = await _funds(visitor, enterprise, lines, today)
    plan, line_plan = _chosen(lines, plans, centres)
    wanted, exemptions = await known(unit)
    goods = goods_on(lines.lines, enterprise=enterprise)
    requester = await human_of(visitor.person)
    chain, missing = _chain(wanted, exemptions, lines.total_fen, requester, goods)
    deciding = {level.post for level in chain}
    asked = levels_asked(levels=wanted, exemptions=exemptions, goods=goods)
    return SheetView(
        purchase=purchase,
        lines=lines,
        plans=plans,
        centres=centres,
        plan=plan,
        line_plan=line_plan,
        addresses=await addresses(unit),
        invoices=await invoice_profiles(unit),
        chain=chain,
        skipped=[one for one in asked if one.from_fen > lines.total_fen and one.post not in deciding],
        names={row.person: row.name for row in wanted},
        missing=missing,
        orders=await sheet_orders(purchase.id),
        steps=await steps_now(purchase.id),
        enterprise=enterprise,
        today=today,
        approval_days=await _days(Rule.APPROVAL_DAYS, visitor, today),
        answer_days=await _days(Rule.SUPPLIER_ANSWER_DAYS, visitor, today),
        rules=await sheet_rules(
            lines.counted,
            funds=fund_lines(lines.lines, (plan, line_plan), plans=plans, centres=centres),
            purchase=purchase,
            visitor=visitor,
            today=today,
        ),
    )


def goods_on(lines: Sequence[Line], *, enterprise: bool) -> list[Goods]:
    """What the approval chains are asked about: official codes, and how plans that may pay here are bought."""
    method = "" if enterprise else str(Method.EMALL)
    codes = {line.row.official_code if line.row.official_edition == "2022" else "" for line in lines}
    return [(code, method) for code in sorted(codes)]


async def _days(key: Rule, visitor: Visitor, today: date) -> int:
    return await rule(key, region=visitor.region, kind=visitor.organisation_kind, on=today)


async def _funds(
    visitor: Visitor, enterprise: bool, lines: Filled, today: date
) -> tuple[list[PlanChoice], list[Row]]:
    unit = visitor.organisation or 0
    if enterprise:
        return [], await cost_centres_for(organisation=unit, year=today.year)
    categories = dict.fromkeys((line.row.official_edition, line.row.official_code) for line in lines.lines)
    return await plans_for(
        organisation=unit, day=today, categories=tuple(categories), person=visitor.person
    ), []


def _chosen(lines: Filled, plans: Sequence[PlanChoice], centres: Sequence[Row]) -> tuple[int, dict[int, int]]:
    """The choice saved on the sheet, else a first suggestion."""
    column = "budget_line" if centres else "plan"
    saved = {line.row.id: line.row[column] for line in lines.lines if line.row[column]}
    if saved and len(set(saved.values())) == 1:
        return next(iter(saved.values())), {}
    if saved:
        return 0, saved
    if centres:
        enough = [row.id for row in centres if not row.frozen and row.left_fen >= lines.total_fen]
        return (enough[0] if enough else 0), {}
    return suggested(lines=lines.lines, plans=plans, total_fen=lines.total_fen)


def _chain(
    levels: Sequence[Level],
    exemptions: Sequence[Exemption],
    total_fen: int,
    requester: int,
    goods: Sequence[Goods],
) -> tuple[list[Level], tuple[Refusal, ...]]:
    try:
        chain = chain_for(
            levels=levels, exemptions=exemptions, total_fen=total_fen, requester=requester, goods=goods
        )
        return chain, ()
    except Refused as error:
        return [], error.refusals


async def sheet_rows(purchase: int) -> list[Row]:
    """The lines of a purchase sheet with today's offers behind them, by supplier and position.

    `seen_price_fen` and `seen_price_version` are those the sheet was made or last saved with.
    """
    return await DB.fetch(
        f"""SELECT c.id, c.quantity, true AS chosen, c.price_fen AS seen_price_fen,
                   c.price_version AS seen_price_version, c.plan, c.budget_line, c.remark, c."order" AS order_id,
                   d.number AS order_number, d.message, {OFFER}
            FROM order_line c JOIN purchase_order d ON d.id = c."order" {JOINS}
            WHERE d.purchase = $1 AND d.status IN ('draft', 'returned') ORDER BY d.id, c.position""",
        purchase,
    )


async def addresses(organisation: int) -> list[Row]:
    """Delivery addresses of a unit, the first choice first."""
    return await DB.fetch(
        """SELECT id, receiver, phone, region, street, first_choice FROM delivery_address
           WHERE organisation = $1 AND active ORDER BY first_choice DESC, id""",
        organisation,
    )


async def invoice_profiles(organisation: int) -> list[Row]:
    """Invoice profiles of a unit, the first choice first."""
    return await DB.fetch(
        """SELECT id, title, uscc, kind, email, first_choice FROM invoice_profile
           WHERE organisation = $1 ORDER BY first_choice DESC, id""",
        organisation,
    )


async def open_sheets(*, person: int, organisation: int) -> list[Row]:
    """A buyer's sheets not submitted yet: id, number, and the (listing, quantity) pairs on them."""
    return await DB.fetch(
        """SELECT p.id, p.number, array_agg(ARRAY[n.listing, n.quantity::bigint] ORDER BY n.listing) AS pairs
           FROM purchase p JOIN purchase_order d ON d.purchase = p.id JOIN order_line n ON n."order" = d.id
           WHERE p.buyer = $1 AND p.organisation = $2 AND p.status = 'draft'
           GROUP BY p.id ORDER BY p.id DESC LIMIT 20""",
        person,
        organisation,
    )


async def sheet(*, number: str, person: int, organisation: int) -> Row | None:
    """An own purchase sheet by its number, whatever its status."""
    return await DB.fetch_row(
        "SELECT * FROM purchase WHERE number = $1 AND buyer = $2 AND organisation = $3",
        number,
        person,
        organisation,
    )


async def sheet_orders(purchase: int) -> list[Row]:
    """The orders of a sheet: number, status, supplier and total in fen."""
    return await DB.fetch(
        """SELECT d.id, d.number, d.status, d.total_fen, d.freight_fen, d.due_at, o.name AS supplier_name,
                  (SELECT count(*) FROM order_line n WHERE n."order" = d.id) AS lines
           FROM purchase_order d JOIN organisation o ON o.id = d.supplier WHERE d.purchase = $1 ORDER BY d.id""",
        purchase,
    )


async def steps_now(purchase: int) -> list[Row]:
    """The steps of the latest round of approval of a sheet."""
    return await DB.fetch(
        """SELECT s.position, s.title, s.status, s.due_at, s.decided_at, s.comment, w.name AS approver_name
           FROM approval_step s JOIN person w ON w.id = s.approver
           WHERE s.purchase = $1 AND s.round = (SELECT max(round) FROM approval_step WHERE purchase = $1)
           ORDER BY s.position""",
        purchase,
    )
