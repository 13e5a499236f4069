"""Every page of the site with somebody who may read it; what is not listed here must be listed as no page."""

from dataclasses import dataclass
from typing import Any

from emall.database import DB
from emall.kernel import clock, ids

NO_PAGES = {
    "home.entrance": "leads on to the mall",
    "web.health": "for machines",
    "web.readiness": "for machines",
    "catalogue.api.products": "for machines",
    "catalogue.picture.show": "a picture",
    "catalogue.suggestion.list": "a piece of a page",
    "cart.budget.show": "a piece of a page",
    "onboarding.template.show": "a file",
    "onboarding.file.problems": "a file",
    "searches.tally.export": "a file",
    "searches.saved.open": "leads on to a list of goods",
    # contracts: from here
    #
    #
    # contracts: to here
    # delays: from here
    "delays.desk.export": "a file",
    "delays.own.export": "a file",
    "delays.supplier.export": "a file",
    "delays.explanation.show": "only for what is late, which the demo city need not have",
    # delays: to here
    # papers: from here
    #
    #
    # papers: to here
    # payments: from here
    #
    #
    # payments: to here
    # plans: from here
    #
    #
    # plans: to here
    # requisitions: from here
    #
    #
    # requisitions: to here
    # reviews: from here
    #
    #
    # reviews: to here
    # rulebook: from here
    #
    #
    # rulebook: to here
    # runs: from here
    "runs.meter.export": "a file",
    "runs.pack.pdf": "a file",
    "runs.settlement.pdf": "a file",
    "runs.settlement.show": "the same page as runs.pack.show, of several orders",
    # runs: to here
    # settlement: from here
    #
    #
    # settlement: to here
}
INVITATION = "a link for nobody in particular"


@dataclass(frozen=True, slots=True)
class Sample:
    """One page: its route, who opens it (nobody if empty), and where; `status` if it is not a success."""

    route: str
    login: str
    path: str
    status: int = 200


def _orders(login: str, *statuses: str) -> list[Sample]:
    return [Sample("orders.order.show", login, f"/orders/{{{status}}}") for status in statuses]


SAMPLES = (
    Sample("home.mall", "", "/mall"),
    Sample("accounts.sign_in.show", "", "/login"),
    Sample("accounts.invitation.show", "", "/join/{invitation}"),
    Sample("catalogue.category.show", "", "/mall/c/{category}"),
    Sample("catalogue.search.show", "", "/mall/search?q=档案盒&view=list"),
    Sample("catalogue.search.show", "", "/mall/search?q=没有这样的东西"),
    Sample("catalogue.ranking.show", "", "/mall/why?listing=2&q=复印纸"),
    Sample("catalogue.comparison.show", "", "/mall/compare?ids=2&ids=18"),
    Sample("catalogue.shop.show", "", "/shop/201"),
    Sample("help.index", "", "/help"),
    Sample("help.topic", "", "/help/buying"),
    Sample("help.statuses", "", "/help/statuses"),
    Sample("home.flow", "", "/help/flow/goods"),
    Sample("home.kit", "", "/dev/kit"),
    Sample("notices.index", "", "/notices"),
    Sample("notices.notice", "", "/notices/{notice}"),
    Sample("", "", "/there-is-no-such-page", 404),
    Sample("home.mall", "buyer", "/mall"),
    Sample("catalogue.search.show", "buyer", "/mall/search?q=复印纸"),
    Sample("catalogue.listing.show", "buyer", "/mall/p/2"),
    Sample("cart.show", "buyer", "/cart"),
    Sample("cart.checkout.show", "buyer", "/checkout/{sheet_draft}"),
    Sample("cart.checkout.show", "buyer", "/checkout/{sheet_returned}"),
    Sample("cart.checkout.show", "buyer", "/checkout/{sheet_pending_approval}"),
    Sample("cart.lists.index", "buyer", "/lists"),
    Sample("cart.lists.show", "buyer", "/lists/{list}"),
    Sample("orders.order.list", "buyer", "/orders"),
    *_orders("buyer", "pending_supplier", "shipped", "part_accepted", "accepted", "declined", "cancelled"),
    Sample("orders.order.print", "buyer", "/orders/{accepted}/print"),
    Sample("approvals.withdrawal.show", "buyer", "/orders/{pending_supplier}/withdrawal"),
    Sample("messages.index", "buyer", "/messages"),
    Sample("searches.saved.index", "buyer", "/mall/searches"),
    Sample("accounts.own.show", "buyer", "/account"),
    Sample("accounts.switch.show", "buyer", "/org/switch"),
    Sample("", "buyer", "/supplier", 403),
    Sample("home.mall", "approver", "/mall"),
    Sample("approvals.sheet.list", "approver", "/approvals"),
    Sample("approvals.sheet.list", "approver", "/approvals?tab=done"),
    Sample("approvals.sheet.show", "approver", "/approvals/{sheet_to_decide}"),
    Sample("approvals.sheet.show", "approver", "/approvals/{sheet_released}"),
    Sample("budget.lines.index", "accountant", "/budget"),
    Sample("budget.lines.show", "accountant", "/budget/{budget_line}"),
    Sample("budget.desk.index", "finance", "/desk/budget"),
    Sample("budget.desk.index", "county", "/desk/budget?q=没有这家"),
    Sample("budget.desk.unit", "finance", "/desk/budget/units/{budget_unit}"),
    Sample("budget.desk.line", "finance", "/desk/budget/lines/{budget_line}"),
    Sample("budget.desk.line", "auditor", "/desk/budget/lines/{budget_line}"),
    Sample("budget.desk.voucher", "finance", "/desk/budget/vouchers/{voucher}"),
    Sample("budget.year.show", "finance", "/desk/budget/years/{last_year}"),
    Sample("onboarding.file.index", "finance", "/desk/onboarding"),
    Sample("orders.order.list", "receiver", "/orders"),
    Sample("delivery.acceptance.new", "receiver", "/orders/{shipped}/acceptance"),
    Sample("delivery.acceptance.new", "receiver", "/orders/{received}/acceptance"),
    Sample("delivery.acceptance.print", "receiver", "/orders/{part_accepted}/acceptance/print"),
    Sample("orders.desk.show", "supplier", "/supplier"),
    Sample("orders.sale.list", "supplier", "/supplier/orders"),
    Sample("orders.sale.show", "supplier", "/supplier/orders/{sale_pending_supplier}"),
    Sample("orders.sale.show", "supplier", "/supplier/orders/{sale_shipped}"),
    Sample("orders.sale.print", "supplier", "/supplier/orders/{sale_shipped}/print"),
    Sample("delivery.shipment.new", "supplier", "/supplier/orders/{sale_confirmed}/shipments"),
    Sample("catalogue.own.list", "supplier", "/supplier/listings"),
    Sample("catalogue.own.show", "supplier", "/supplier/listings/{own}"),
    Sample("orders.order.list", "centre", "/orders"),
    Sample("onboarding.file.index", "centre", "/desk/onboarding"),
    Sample("onboarding.file.show", "centre", "/desk/onboarding/{file}"),
    Sample("searches.tally.show", "centre", "/desk/search"),
    Sample("searches.tally.show", "centre", "/desk/search?days=30&list=without"),
    Sample("searches.synonym.index", "centre", "/desk/search/synonyms"),
    Sample("searches.synonym.new", "centre", "/desk/search/synonyms/new?names=订书器"),
    Sample("searches.synonym.show", "centre", "/desk/search/synonyms/{synonym}"),
    Sample("accounts.unit.show", "unitadmin", "/unit"),
    Sample("accounts.unit.person", "unitadmin", "/unit/people/{colleague}"),
    Sample("accounts.people.list", "security", "/desk/people"),
    Sample("accounts.people.show", "security", "/desk/people/{colleague}"),
    # contracts: from here
    #
    #
    # contracts: to here
    # delays: from here
    Sample("delays.desk.index", "finance", "/desk/delays"),
    Sample("delays.own.index", "buyer", "/delays"),
    Sample("delays.supplier.index", "supplier", "/supplier/delays"),
    # delays: to here
    # papers: from here
    #
    #
    # papers: to here
    # payments: from here
    #
    #
    # payments: to here
    # plans: from here
    #
    #
    # plans: to here
    # requisitions: from here
    #
    #
    # requisitions: to here
    # reviews: from here
    Sample("reviews.review.show", "buyer", "/orders/{accepted}/review"),
    Sample("reviews.supplier.show", "supplier", "/supplier/orders/{sale_shipped}/review"),
    # reviews: to here
    # rulebook: from here
    #
    #
    # rulebook: to here
    # runs: from here
    Sample("runs.meter.show", "", "/open/runs"),
    Sample("runs.run.show", "buyer", "/orders/{accepted}/run"),
    Sample("runs.run.show", "approver", "/orders/{shipped}/run"),
    Sample("runs.pack.show", "accountant", "/orders/{accepted}/pack"),
    Sample("runs.run.supplier", "supplier", "/supplier/orders/{sale_confirmed}/run"),
    # runs: to here
    # settlement: from here
    #
    #
    # settlement: to here
)

_ONE_OF_EACH = {
    "category": "SELECT code FROM category ORDER BY id OFFSET 20 LIMIT 1",
    "notice": "SELECT min(number) FROM notice",
    "list": "SELECT min(s.id) FROM shopping_list s JOIN post t ON t.organisation = s.organisation"
    " JOIN person p ON p.id = t.person WHERE p.login = 'buyer'",
    "own": "SELECT min(l.id) FROM listing l JOIN post t ON t.organisation = l.supplier"
    " JOIN person p ON p.id = t.person WHERE p.login = 'supplier' AND l.status = 'live'",
    "sheet_to_decide": "SELECT max(u.number) FROM purchase u JOIN approval_step s ON s.purchase = u.id"
    " JOIN person p ON p.id = s.approver WHERE p.login = 'approver' AND s.status = 'now'",
    "budget_line": "SELECT min(b.id) FROM budget_line b JOIN post t ON t.organisation = b.organisation"
    " JOIN person p ON p.id = t.person WHERE p.login = 'accountant'",
    "budget_unit": "SELECT t.organisation FROM post t JOIN person p ON p.id = t.person WHERE p.login = 'accountant'",
    "voucher": "SELECT max(number) FROM budget_voucher",
    "last_year": "SELECT min(year) FROM budget_line",
    "colleague": "SELECT id FROM person WHERE login = 'receiver'",
    # contracts: from here
    #
    #
    # contracts: to here
    # delays: from here
    #
    #
    # delays: to here
    # papers: from here
    #
    #
    # papers: to here
    # payments: from here
    #
    #
    # payments: to here
    # plans: from here
    #
    #
    # plans: to here
    # requisitions: from here
    #
    #
    # requisitions: to here
    # reviews: from here
    #
    #
    # reviews: to here
    # rulebook: from here
    #
    #
    # rulebook: to here
    # runs: from here
    #
    #
    # runs: to here
    # settlement: from here
    #
    #
    # settlement: to here
}


# The latest of each status: orders of the buyer's unit, orders at the seller's firm, sheets of the unit.
_BY_STATUS = (
    ("", "purchase_order", "organisation", "buyer"),
    ("sale_", "purchase_order", "supplier", "supplier"),
    ("sheet_", "purchase", "organisation", "buyer"),
)


async def places() -> dict[str, Any]:
    """What the braces of the samples stand for, from the demo world."""
    found = {name: await DB.fetch_value(sql) for name, sql in _ONE_OF_EACH.items()}
    for prefix, table, column, login in _BY_STATUS:
        rows = await DB.fetch(
            f"""SELECT status, max(number) AS number FROM {table} WHERE {column} =
                (SELECT organisation FROM post t JOIN person p ON p.id = t.person WHERE p.login = $1) GROUP BY status""",
            login,
        )
        found |= {prefix + row.status: row.number for row in rows}
    return {**found, "invitation": await _invitation(), "synonym": await _searches()}


async def _searches() -> int:
    """A group of names, and something in the tallies and among the buyer's own searches; the group's id."""
    buyer = await DB.fetch_row(
        "SELECT p.id, t.organisation FROM person p JOIN post t ON t.person = p.id WHERE p.login = 'buyer' LIMIT 1"
    )
    now = clock.now()
    await DB.execute(
        "INSERT INTO search_tally (day, words, asked, empty, relaxed, degraded, slowest_ms, spent_ms, last_total)"
        " VALUES ($1, '订书器', 7, 7, 0, 1, 180, 420, 0), ($1, '复印纸', 41, 0, 2, 0, 31, 450, 18),"
        " ($1, '钉书机', 5, 5, 0, 0, 12, 40, 0), ($1, '拇指盘', 3, 3, 0, 0, 9, 20, 0)"
        " ON CONFLICT DO NOTHING",
        clock.today(),
    )
    if buyer:
        await DB.execute(
            "INSERT INTO saved_search (person, organisation, name, address, created_at) VALUES ($1, $2, '复印纸 · 莲都',"
            " '/mall/search?q=%E5%A4%8D%E5%8D%B0%E7%BA%B8&county=331102&in_stock=1', $3) ON CONFLICT DO NOTHING",
            *(buyer.id, buyer.organisation, now),
        )
        await DB.execute(
            "INSERT INTO recent_search (person, words, at) VALUES ($1, '档案盒', $2) ON CONFLICT DO NOTHING",
            *(buyer.id, now),
        )
    known = await DB.fetch_value("SELECT min(id) FROM synonym")
    return int(
        known
        or await DB.fetch_value(
            "INSERT INTO synonym (names, note, created_at, updated_at, active, version)"
            " VALUES ('{订书器,订书机}', '两种写法', $1, $1, true, 1) RETURNING id",
            now,
        )
    )


async def _invitation() -> str:
    """A fresh invitation of somebody who cannot sign in yet."""
    await DB.execute(
        """INSERT INTO invitation (token, person, purpose, created_at, expires_at)
           SELECT $1, min(id), 'join', $2::timestamptz, $2::timestamptz + interval '1 day' FROM person WHERE password = ''
           ON CONFLICT (token) DO NOTHING""",
        *(ids.digest(INVITATION), clock.now()),
    )
    return INVITATION.replace(" ", "%20")
