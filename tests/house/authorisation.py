"""Who may use which route (权限矩阵), one line each, agreed here and not read from the code it judges.

A new route gets a line: "room.noun.deed": who. Everyone not named is turned away.
"""

from emall.accounts.words import Duty

ANYONE = "anyone"
SIGNED_IN = "signed_in"

BUYER, APPROVER, RECEIVER, ACCOUNTANT = Duty.BUYER, Duty.APPROVER, Duty.RECEIVER, Duty.ACCOUNTANT
UNIT_ADMIN, SELLER, SELLER_ADMIN = Duty.UNIT_ADMIN, Duty.SELLER, Duty.SELLER_ADMIN
COUNTY, CENTRE, FINANCE = Duty.COUNTY, Duty.CENTRE, Duty.FINANCE
SYSTEM, SECURITY, AUDIT = Duty.SYSTEM, Duty.SECURITY, Duty.AUDIT

UNIT = {BUYER, APPROVER, RECEIVER, ACCOUNTANT, UNIT_ADMIN}
SUPPLIER = {SELLER, SELLER_ADMIN}
STAFF = {COUNTY, CENTRE, FINANCE, AUDIT}  # read the orders of their territory

MATRIX: dict[str, str | set[Duty]] = {
    # front door
    "home.entrance": ANYONE,
    "web.health": ANYONE,
    "web.readiness": ANYONE,
    # accounts
    "accounts.sign_in.show": ANYONE,
    "accounts.sign_in.create": ANYONE,
    "accounts.sign_out.create": ANYONE,
    "accounts.invitation.show": ANYONE,
    "accounts.invitation.accept": ANYONE,
    "accounts.switch.show": SIGNED_IN,
    "accounts.switch.create": SIGNED_IN,
    "accounts.own.show": SIGNED_IN,
    "accounts.password.create": SIGNED_IN,
    "accounts.session.end": SIGNED_IN,
    "accounts.session.end_all": SIGNED_IN,
    "accounts.unit.show": {UNIT_ADMIN, SELLER_ADMIN},
    "accounts.unit.invite": {UNIT_ADMIN, SELLER_ADMIN},
    "accounts.unit.person": {UNIT_ADMIN, SELLER_ADMIN},
    "accounts.unit.grant": {UNIT_ADMIN, SELLER_ADMIN},
    "accounts.unit.remove": {UNIT_ADMIN, SELLER_ADMIN},
    "accounts.unit.disable": {UNIT_ADMIN, SELLER_ADMIN},
    "accounts.unit.link": {UNIT_ADMIN, SELLER_ADMIN},
    "accounts.address.create": {UNIT_ADMIN},
    "accounts.address.remove": {UNIT_ADMIN},
    "accounts.address.prefer": {UNIT_ADMIN},
    "accounts.invoice.save": {UNIT_ADMIN},
    "accounts.people.list": {SECURITY},
    "accounts.people.show": {SECURITY},
    "accounts.people.unlock": {SECURITY},
    "accounts.people.disable": {SECURITY},
    "accounts.people.enable": {SECURITY},
    "accounts.people.end_sessions": {SECURITY},
    "accounts.people.grant": {SECURITY},
    "accounts.people.remove": {SECURITY},
    "accounts.people.link": {SECURITY},
    # rooms, alphabetically
    # help, home, messages, notices
    "help.index": ANYONE,
    "help.statuses": ANYONE,
    "help.topic": ANYONE,
    "home.flow": ANYONE,
    "home.kit": ANYONE,
    "home.mall": ANYONE,
    "messages.all.reading": SIGNED_IN,
    "messages.index": SIGNED_IN,
    "messages.reading": SIGNED_IN,
    "notices.index": ANYONE,
    "notices.notice": ANYONE,
    "onboarding.file.index": {CENTRE, SYSTEM, COUNTY, FINANCE},
    "onboarding.file.create": {CENTRE, SYSTEM, COUNTY, FINANCE},
    "onboarding.file.show": {CENTRE, SYSTEM, COUNTY, FINANCE},
    "onboarding.file.import": {CENTRE, SYSTEM, COUNTY, FINANCE},
    "onboarding.file.problems": {CENTRE, SYSTEM, COUNTY, FINANCE},
    "onboarding.links.take": {CENTRE, SYSTEM, COUNTY, FINANCE},
    "onboarding.row.mend": {CENTRE, SYSTEM, COUNTY, FINANCE},
    "onboarding.template.show": {CENTRE, SYSTEM, COUNTY, FINANCE},
    # budget
    "budget.lines.index": {BUYER, APPROVER, ACCOUNTANT, UNIT_ADMIN},
    "budget.lines.show": {BUYER, APPROVER, ACCOUNTANT, UNIT_ADMIN},
    "budget.desk.index": {FINANCE, COUNTY, AUDIT},
    "budget.desk.unit": {FINANCE, COUNTY, AUDIT},
    "budget.desk.line": {FINANCE, COUNTY, AUDIT},
    "budget.desk.voucher": {FINANCE, COUNTY, AUDIT},
    "budget.amount.set": {FINANCE},
    "budget.transfer.create": {FINANCE},
    "budget.freezing.create": {FINANCE},
    "budget.thawing.create": {FINANCE},
    "budget.year.show": {FINANCE},
    "budget.year.close": {FINANCE},
    # catalogue
    "catalogue.category.show": ANYONE,
    "catalogue.search.show": ANYONE,
    "catalogue.suggestion.list": ANYONE,
    "catalogue.listing.show": ANYONE,
    "catalogue.ranking.show": ANYONE,
    "catalogue.comparison.show": ANYONE,
    "catalogue.shop.show": ANYONE,
    "catalogue.picture.show": ANYONE,
    "catalogue.api.products": ANYONE,
    "catalogue.own.list": SUPPLIER,
    "catalogue.own.show": SUPPLIER,
    "catalogue.own.price": SUPPLIER,
    "catalogue.own.stock": SUPPLIER,
    "catalogue.own.shelf": SUPPLIER,
    "catalogue.own.picture": SUPPLIER,
    "catalogue.own.picture_removal": SUPPLIER,
    # orders: the unit's people and the staff of its territory read them, the supplier at its desk
    "orders.order.list": UNIT | STAFF,
    "orders.order.show": UNIT | STAFF,
    "orders.order.print": UNIT | STAFF,
    "orders.desk.show": SUPPLIER,
    "orders.sale.list": SUPPLIER,
    "orders.sale.show": SUPPLIER,
    "orders.sale.print": SUPPLIER,
    "orders.sale.confirm": SUPPLIER,
    "orders.sale.decline": SUPPLIER,
    # approvals
    "approvals.sheet.list": {APPROVER},
    "approvals.sheet.show": {APPROVER},
    "approvals.sheet.decide": {APPROVER},
    "approvals.withdrawal.show": {BUYER},
    "approvals.withdrawal.create": {BUYER},
    # delivery
    "delivery.shipment.new": SUPPLIER,
    "delivery.shipment.create": SUPPLIER,
    "delivery.acceptance.new": {RECEIVER},
    "delivery.receipt.create": {RECEIVER},
    "delivery.acceptance.create": {RECEIVER},
    "delivery.acceptance.print": UNIT | STAFF | SUPPLIER,
    "delivery.cancellation.ask": {BUYER} | SUPPLIER,
    "delivery.cancellation.answer": {BUYER} | SUPPLIER,
    "delivery.cancellation.take_back": {BUYER} | SUPPLIER,
    # cart: buying is the buyer's alone
    "cart.budget.show": {BUYER},
    "cart.checkout.create": {BUYER},
    "cart.checkout.prices": {BUYER},
    "cart.checkout.removal": {BUYER},
    "cart.checkout.save": {BUYER},
    "cart.checkout.show": {BUYER},
    "cart.checkout.submit": {BUYER},
    "cart.choice.create": {BUYER},
    "cart.clearance.create": {BUYER},
    "cart.lines.create": {BUYER},
    "cart.lines.mending": {BUYER},
    "cart.lines.quantity": {BUYER},
    "cart.lines.removal": {BUYER},
    "cart.list.create": {BUYER},
    "cart.lists.index": {BUYER},
    "cart.lists.lines.removal": {BUYER},
    "cart.lists.purchase": {BUYER},
    "cart.lists.quantities": {BUYER},
    "cart.lists.removal": {BUYER},
    "cart.lists.show": {BUYER},
    "cart.quick.check": {BUYER},
    "cart.quick.create": {BUYER},
    "cart.repeat.create": {BUYER},
    "cart.show": {BUYER},
    # searches: what people look for is the Procurement Centre's to read, one's own searches everybody's own
    "searches.tally.show": {CENTRE, SYSTEM},
    "searches.tally.export": {CENTRE, SYSTEM},
    "searches.name.create": {CENTRE},
    "searches.synonym.index": {CENTRE, SYSTEM},
    "searches.synonym.new": {CENTRE},
    "searches.synonym.create": {CENTRE},
    "searches.synonym.show": {CENTRE},
    "searches.synonym.change": {CENTRE},
    "searches.synonym.switch": {CENTRE},
    "searches.synonym.shipped": {CENTRE},
    "searches.saved.index": SIGNED_IN,
    "searches.saved.create": SIGNED_IN,
    "searches.saved.open": SIGNED_IN,
    "searches.saved.rename": SIGNED_IN,
    "searches.saved.remove": SIGNED_IN,
    "searches.recent.clear": SIGNED_IN,
    # contracts: from here
    #
    #
    # contracts: to here
    # delays: from here
    "delays.desk.index": STAFF,
    "delays.desk.export": STAFF,
    "delays.own.index": UNIT,
    "delays.own.export": UNIT,
    "delays.supplier.index": SUPPLIER,
    "delays.supplier.export": SUPPLIER,
    "delays.explanation.show": {BUYER, UNIT_ADMIN},
    "delays.explanation.create": {BUYER, UNIT_ADMIN},
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
    "reviews.review.show": UNIT | STAFF,
    "reviews.review.create": {BUYER, RECEIVER},
    "reviews.supplier.show": SUPPLIER,
    "reviews.supplier.create": SUPPLIER,
    # reviews: to here
    # rulebook: from here
    #
    #
    # rulebook: to here
    # runs: from here
    "runs.run.show": UNIT | STAFF,
    "runs.run.supplier": SUPPLIER,
    "runs.pack.show": {ACCOUNTANT, BUYER, APPROVER, UNIT_ADMIN} | STAFF,
    "runs.pack.pdf": {ACCOUNTANT, BUYER, APPROVER, UNIT_ADMIN} | STAFF,
    "runs.settlement.show": {ACCOUNTANT, BUYER, APPROVER, UNIT_ADMIN} | STAFF,
    "runs.settlement.pdf": {ACCOUNTANT, BUYER, APPROVER, UNIT_ADMIN} | STAFF,
    "runs.meter.show": ANYONE,
    "runs.meter.export": ANYONE,
    # runs: to here
    # settlement: from here
    #
    #
    # settlement: to here
}
