"""Every page of the site with somebody who may read it; what is not listed here must be listed as no page."""

from dataclasses import dataclass
from typing import Any

from emall.database import DB
from emall.kernel import clock, ids
from tests.delivery.samples import delivered

NO_PAGES = {
    "delivery.acceptance.pdf": "a file",
    "delivery.photo.show": "a picture",
    "delivery.handover.photo": "a picture",
    "home.entrance": "leads on to the mall",
    "web.health": "for machines",
    "web.readiness": "for machines",
    "catalogue.api.products": "for machines",
    "catalogue.picture.show": "a picture",
    "catalogue.suggestion.list": "a piece of a page",
    "cart.budget.show": "a piece of a page",
    "onboarding.template.show": "a file",
    "orders.file.list": "a file",
    "orders.api.show": "for machines",
    "onboarding.file.problems": "a file",
    "searches.tally.export": "a file",
    "searches.saved.open": "leads on to a list of goods",
    # contracts: from here
    "contracts.contract.pdf": "a file",
    "contracts.order.show": "leads on to a contract",
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
    "payments.letter.status": "for machines",
    "payments.batch.file": "a file",
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
    "settlement.invoice.file": "a file",
    "settlement.invoice.of_order": "leads on to the invoice",
    "settlement.sheet.of_order": "leads on to the settlement",
    "settlement.sheet.pdf": "a paper",
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
    Sample("delivery.photo.list", "receiver", "/orders/{received}/photos"),
    Sample("delivery.signature.new", "approver", "/orders/{signing}/acceptance/signature"),
    Sample("delivery.handover.show", "", "/handover/{handover}"),
    Sample("delivery.after_sale.new", "buyer", "/orders/{part_accepted}/after-sale/new"),
    Sample("delivery.after_sale.show", "buyer", "/after-sales/{after_sale}"),
    Sample("delivery.ending.new", "centre", "/desk/orders/{part_accepted}/ending"),
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
    Sample("contracts.contract.list", "buyer", "/contracts"),
    Sample("contracts.preview.show", "buyer", "/contracts/preview?order={pending_supplier}"),
    Sample("contracts.sale.list", "supplier", "/supplier/contracts"),
    Sample("contracts.desk.list", "finance", "/desk/contracts"),
    Sample("contracts.open.list", "", "/open/contracts"),
    Sample("contracts.paper.check", "", "/verify/{contract}"),
    Sample("contracts.contract.show", "buyer", "/contracts/{contract}"),
    Sample("contracts.contract.show", "approver", "/contracts/{offer}"),
    Sample("contracts.contract.show", "finance", "/contracts/{contract}"),
    Sample("contracts.contract.print", "accountant", "/contracts/{contract}/print"),
    Sample("contracts.signature.list", "auditor", "/contracts/{contract}/signatures"),
    Sample("contracts.supplement.new", "buyer", "/contracts/{contract}/supplement"),
    Sample("contracts.open.show", "", "/open/contracts/{contract}"),
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
    Sample("payments.release.index", "accountant", "/payments"),
    Sample("payments.release.index", "accountant", "/payments?tab=ordered"),
    Sample("payments.release.index", "accountant", "/payments?tab=paid"),
    Sample("payments.release.index", "accountant", "/payments?tab=failed"),
    Sample("payments.payment.show", "accountant", "/payments/{payment}"),
    Sample("payments.reconciliation.show", "accountant", "/payments/reconciliation"),
    Sample("payments.account.show", "supplier", "/supplier/account"),
    Sample("payments.treasury.index", "finance", "/desk/treasury"),
    Sample("payments.treasury.list", "finance", "/desk/treasury/payments"),
    Sample("payments.treasury.show", "finance", "/desk/treasury/payments/{payment}"),
    Sample("payments.batch.show", "finance", "/desk/treasury/batches/{batch}"),
    Sample("payments.answers.show", "finance", "/desk/treasury/answers/{answer_file}"),
    Sample("payments.simulator.show", "finance", "/demo/treasury"),
    # payments: to here
    # plans: from here
    #
    Sample("plans.plan.list", "buyer", "/plans"),
    Sample("plans.plan.list", "approver", "/plans?tab=mine"),
    Sample("plans.plan.list", "soebuyer", "/plans"),
    Sample("plans.plan.new", "buyer", "/plans/new?from=cart"),
    Sample("plans.plan.edit", "buyer", "/plans/{plan_draft}/edit"),
    Sample("plans.plan.show", "buyer", "/plans/{plan_draft}"),
    Sample("plans.plan.show", "accountant", "/plans/{plan_in_use}"),
    Sample("plans.plan.show", "finance", "/plans/{plan_in_use}"),
    Sample("plans.desk.list", "finance", "/desk/plans"),
    Sample("plans.desk.list", "county", "/desk/plans?status=mine"),
    #
    # plans: to here
    # requisitions: from here
    Sample("requisitions.request.list", "buyer", "/requests"),
    Sample("requisitions.request.new", "receiver", "/requests/new?listing=2"),
    Sample("requisitions.request.show", "buyer", "/requests/{request}"),
    Sample("approvals.chain.list", "unitadmin", "/unit/approvals?amount=12000"),
    Sample("approvals.chain.show", "unitadmin", "/unit/approvals/chain"),
    Sample("approvals.delegation.own", "approver", "/account/delegations"),
    Sample("approvals.delegation.unit", "unitadmin", "/unit/delegations"),
    # requisitions: to here
    # reviews: from here
    Sample("reviews.review.show", "buyer", "/orders/{accepted}/review"),
    Sample("reviews.supplier.show", "supplier", "/supplier/orders/{sale_shipped}/review"),
    # reviews: to here
    # rulebook: from here
    Sample("rulebook.rules.index", "finance", "/desk/rules"),
    Sample("rulebook.rules.index", "centre", "/desk/rules"),
    Sample("rulebook.rules.show", "finance", "/desk/rules/direct_up_to"),
    Sample("rulebook.rules.show", "auditor", "/desk/rules/late_interest_ppm"),
    Sample("rulebook.change.show", "finance", "/desk/rules/changes/{rule_change}"),
    #
    # rulebook: to here
    # runs: from here
    Sample("runs.meter.show", "", "/open/runs"),
    Sample("runs.run.show", "buyer", "/orders/{accepted}/run"),
    Sample("runs.run.show", "approver", "/orders/{shipped}/run"),
    Sample("runs.run.show", "accountant", "/orders/{completed}/run"),
    Sample("runs.pack.show", "accountant", "/orders/{accepted}/pack"),
    Sample("runs.run.supplier", "supplier", "/supplier/orders/{sale_confirmed}/run"),
    # runs: to here
    # settlement: from here
    Sample("settlement.invoice.list", "supplier", "/supplier/invoices"),
    Sample("settlement.invoice.new", "supplier", "/supplier/invoices/new?order={sale_accepted}"),
    Sample("settlement.invoice.show", "supplier", "/supplier/invoices/{sold_invoice}"),
    Sample("settlement.invoice.read", "buyer", "/invoices/{invoice}"),
    Sample("settlement.sheet.list", "buyer", "/settlements"),
    Sample("settlement.sheet.list", "approver", "/settlements?tab=mine"),
    Sample("settlement.sheet.list", "finance", "/settlements"),
    Sample("settlement.sheet.new", "buyer", "/settlements/new?supplier={settle_with}"),
    Sample("settlement.sheet.show", "approver", "/settlements/{settlement_to_review}"),
    Sample("settlement.sheet.show", "buyer", "/settlements/{settlement_paid}"),
    Sample("settlement.sheet.print", "buyer", "/settlements/{settlement_paid}/print"),
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
    "contract": "SELECT max(c.number) FROM contract c JOIN post t ON t.organisation = c.organisation"
    " JOIN person p ON p.id = t.person WHERE p.login = 'buyer' AND c.status = 'published'",
    "offer": "SELECT max(c.number) FROM contract c JOIN post t ON t.organisation = c.organisation"
    " JOIN person p ON p.id = t.person WHERE p.login = 'buyer' AND c.status = 'half_signed'",
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
    "payment": "SELECT max(y.number) FROM payment y JOIN post t ON t.organisation = y.organisation"
    " JOIN person p ON p.id = t.person WHERE p.login = 'accountant'",
    "batch": "SELECT max(number) FROM treasury_batch",
    "answer_file": "SELECT max(digest) FROM treasury_answer WHERE channel = 'file'",
    # payments: to here
    # plans: from here
    #
    "plan_draft": "SELECT min(n.number) FROM plan n JOIN post t ON t.organisation = n.organisation"
    " JOIN person p ON p.id = t.person WHERE p.login = 'buyer' AND n.status = 'draft'",
    "plan_in_use": "SELECT min(n.number) FROM plan n JOIN post t ON t.organisation = n.organisation"
    " JOIN person p ON p.id = t.person WHERE p.login = 'buyer' AND n.status = 'in_use'",
    #
    # plans: to here
    # requisitions: from here
    "request": "SELECT max(r.number) FROM requisition r JOIN requisition_line n ON n.requisition = r.id"
    " JOIN post t ON t.organisation = r.organisation JOIN person p ON p.id = t.person"
    " WHERE p.login = 'buyer' AND n.status = 'open'",
    # requisitions: to here
    # reviews: from here
    #
    #
    # reviews: to here
    # rulebook: from here
    "rule_change": "INSERT INTO rule_change (number, key, amount, unit, valid_from, source, reason, proposed_by, proposed_at,"
    " replaces) SELECT 'GZ0', 'direct_up_to', 3000000, 'fen', now()::date + 30, '样例', '试行三个月', p.id, now(), v.id"
    " FROM person p, rule_value v WHERE p.login = 'finance' AND v.key = 'direct_up_to' AND v.organisation_kind = ''"
    " AND v.category = '' ON CONFLICT (number) DO UPDATE SET number = 'GZ0' RETURNING number",
    #
    # rulebook: to here
    # runs: from here
    #
    #
    # runs: to here
    # settlement: from here
    "invoice": "SELECT max(n.id) FROM invoice n JOIN post t ON t.organisation = n.organisation"
    " JOIN person p ON p.id = t.person WHERE p.login = 'buyer'",
    "sold_invoice": "SELECT max(n.id) FROM invoice n JOIN post t ON t.organisation = n.supplier"
    " JOIN person p ON p.id = t.person WHERE p.login = 'supplier'",
    "settle_with": "SELECT max(n.supplier) FROM invoice n JOIN post t ON t.organisation = n.organisation"
    " JOIN person p ON p.id = t.person WHERE p.login = 'buyer' AND n.status IN ('issued', 'confirmed')"
    " AND NOT EXISTS (SELECT 1 FROM settlement_order e WHERE e.invoice = n.id AND e.active)",
    "settlement_to_review": "SELECT max(s.number) FROM settlement s JOIN post t ON t.organisation = s.organisation"
    " JOIN person p ON p.id = t.person WHERE p.login = 'approver' AND s.status = 'to_review'",
    "settlement_paid": "SELECT max(s.number) FROM settlement s JOIN post t ON t.organisation = s.organisation"
    " JOIN person p ON p.id = t.person WHERE p.login = 'buyer' AND s.status = 'paid'",
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
    found |= await delivered(found)
    return {
        **found,
        "invitation": await _invitation(),
        "synonym": await _searches(),
    }


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
