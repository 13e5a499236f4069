"""Who may use which route (权限矩阵), one line each, agreed here and not read from the code it judges.

A new route gets a line: "room.noun.deed": who. Everyone not named is turned away.
"""

from emall.accounts.words import Duty

ANYONE = "anyone"
SIGNED_IN = "signed_in"
SIGNED = "signed"  # programs: by the signature of each request, see docs/treasury.md

REQUESTER = Duty.REQUESTER
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
    "accounts.unit.identify": {UNIT_ADMIN, SELLER_ADMIN},
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
    "accounts.people.identify": {SECURITY},
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
    "orders.file.list": UNIT | SUPPLIER | STAFF,
    "orders.api.show": UNIT | SUPPLIER | STAFF,
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
    "approvals.chain.list": {UNIT_ADMIN},
    "approvals.chain.show": {UNIT_ADMIN},
    "approvals.chain.set": {UNIT_ADMIN},
    "approvals.chain.drop": {UNIT_ADMIN},
    "approvals.delegation.own": {APPROVER, RECEIVER, ACCOUNTANT},
    "approvals.delegation.name": {APPROVER, RECEIVER, ACCOUNTANT},
    "approvals.delegation.end": {APPROVER, RECEIVER, ACCOUNTANT},
    "approvals.delegation.unit": {UNIT_ADMIN},
    "approvals.delegation.name_for": {UNIT_ADMIN},
    "approvals.delegation.end_for": {UNIT_ADMIN},
    "approvals.withdrawal.show": {BUYER},
    "approvals.withdrawal.create": {BUYER},
    # delivery
    "delivery.shipment.new": SUPPLIER,
    "delivery.shipment.create": SUPPLIER,
    "delivery.acceptance.new": {RECEIVER},
    "delivery.receipt.create": {RECEIVER},
    "delivery.acceptance.create": {RECEIVER},
    "delivery.acceptance.print": UNIT | STAFF | SUPPLIER,
    "delivery.acceptance.pdf": UNIT | STAFF | SUPPLIER,
    "delivery.signature.new": UNIT,
    "delivery.signature.create": UNIT,
    "delivery.photo.list": {RECEIVER},
    "delivery.photo.create": {RECEIVER},
    "delivery.photo.phone": {RECEIVER},
    "delivery.photo.phone_end": {RECEIVER},
    "delivery.photo.removal": {RECEIVER},
    "delivery.photo.show": UNIT | STAFF | SUPPLIER,
    "delivery.handover.show": ANYONE,  # whoever holds a receiver's token of some minutes
    "delivery.handover.create": ANYONE,
    "delivery.handover.photo": ANYONE,
    "delivery.after_sale.new": {BUYER, RECEIVER},
    "delivery.after_sale.create": {BUYER, RECEIVER},
    "delivery.after_sale.show": UNIT | STAFF | SUPPLIER,
    "delivery.after_sale.answer": SUPPLIER,
    "delivery.after_sale.send": {BUYER, RECEIVER},
    "delivery.after_sale.inspect": SUPPLIER,
    "delivery.after_sale.escalate": {BUYER, RECEIVER},
    "delivery.after_sale.drop": {BUYER, RECEIVER},
    "delivery.after_sale.decide": {CENTRE},
    "delivery.ending.new": {CENTRE},
    "delivery.ending.create": {CENTRE},
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
    "contracts.contract.list": UNIT,
    "contracts.contract.show": UNIT | SUPPLIER | STAFF,
    "contracts.contract.print": UNIT | SUPPLIER | STAFF,
    "contracts.contract.pdf": UNIT | SUPPLIER | STAFF,
    "contracts.signature.list": UNIT | SUPPLIER | STAFF,
    "contracts.order.show": UNIT | SUPPLIER | STAFF,
    "contracts.preview.show": UNIT | SUPPLIER | STAFF,
    "contracts.announcement.create": {BUYER},
    "contracts.secrecy.create": {BUYER},
    "contracts.supplement.new": {BUYER},
    "contracts.supplement.create": {BUYER},
    "contracts.sale.list": SUPPLIER,
    "contracts.desk.list": STAFF,
    "contracts.open.list": ANYONE,
    "contracts.open.show": ANYONE,
    "contracts.paper.check": ANYONE,
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
    "payments.release.index": {ACCOUNTANT},
    "payments.release.create": {ACCOUNTANT},
    "payments.payment.show": {ACCOUNTANT, BUYER, APPROVER, UNIT_ADMIN},
    "payments.outcome.create": {ACCOUNTANT},
    "payments.reconciliation.show": {ACCOUNTANT},
    "payments.account.show": SUPPLIER,
    "payments.account.save": {SELLER_ADMIN},
    "payments.treasury.index": {FINANCE, COUNTY, AUDIT},
    "payments.treasury.list": {FINANCE, COUNTY, AUDIT},
    "payments.treasury.show": {FINANCE, COUNTY, AUDIT},
    "payments.batch.create": {FINANCE},
    "payments.batch.show": {FINANCE, AUDIT},
    "payments.batch.file": {FINANCE},
    "payments.answers.create": {FINANCE},
    "payments.answers.show": {FINANCE, AUDIT},
    "payments.simulator.show": {FINANCE},
    "payments.simulator.create": {FINANCE},
    "payments.letter.create": SIGNED,
    "payments.letter.status": SIGNED,
    # payments: to here
    # plans: from here
    #
    "plans.plan.list": {BUYER, APPROVER, ACCOUNTANT, UNIT_ADMIN},
    "plans.plan.new": {BUYER},
    "plans.plan.create": {BUYER},
    "plans.plan.edit": {BUYER},
    "plans.plan.change": {BUYER},
    "plans.category.find": {BUYER},
    "plans.plan.show": {BUYER, APPROVER, ACCOUNTANT, UNIT_ADMIN, FINANCE, COUNTY, AUDIT},
    "plans.submission.create": {BUYER},
    "plans.withdrawal.create": {BUYER},
    "plans.closing.create": {BUYER},
    "plans.decision.create": {APPROVER, FINANCE},
    "plans.part.create": {BUYER, APPROVER, ACCOUNTANT, UNIT_ADMIN},
    "plans.assignment.create": {BUYER, APPROVER, ACCOUNTANT, UNIT_ADMIN},
    "plans.return.create": {BUYER, APPROVER, ACCOUNTANT, UNIT_ADMIN},
    "plans.correction.create": {BUYER},
    "plans.correction.answer": {APPROVER, FINANCE},
    "plans.desk.list": {FINANCE, COUNTY, AUDIT},
    #
    # plans: to here
    # requisitions: from here
    "requisitions.request.list": UNIT | {REQUESTER},
    "requisitions.request.new": UNIT | {REQUESTER},
    "requisitions.request.create": UNIT | {REQUESTER},
    "requisitions.request.show": UNIT | {REQUESTER},
    "requisitions.line.withdraw": UNIT | {REQUESTER},
    "requisitions.line.merge": {BUYER},
    "requisitions.line.refuse": {BUYER},
    "requisitions.line.reopen": {BUYER},
    # requisitions: to here
    # reviews: from here
    #
    #
    # reviews: to here
    # rulebook: from here
    "rulebook.rules.index": {FINANCE, CENTRE, COUNTY, AUDIT},
    "rulebook.rules.show": {FINANCE, CENTRE, COUNTY, AUDIT},
    "rulebook.change.show": {FINANCE, CENTRE, COUNTY, AUDIT},
    "rulebook.change.create": {FINANCE},
    "rulebook.ending.create": {FINANCE},
    "rulebook.change.decide": {FINANCE},
    "rulebook.change.withdraw": {FINANCE},
    #
    # rulebook: to here
    # runs: from here
    #
    #
    # runs: to here
    # settlement: from here
    "settlement.invoice.list": SUPPLIER,
    "settlement.invoice.new": SUPPLIER,
    "settlement.invoice.create": SUPPLIER,
    "settlement.invoice.show": SUPPLIER,
    "settlement.invoice.withdraw": SUPPLIER,
    "settlement.invoice.read": UNIT | STAFF,
    "settlement.invoice.of_order": UNIT | STAFF | SUPPLIER,
    "settlement.invoice.file": UNIT | STAFF | SUPPLIER,
    "settlement.invoice.confirm": {BUYER},
    "settlement.invoice.settle": {BUYER},
    "settlement.invoice.refuse": {BUYER},
    "settlement.sheet.list": UNIT | STAFF,
    "settlement.sheet.new": {BUYER},
    "settlement.sheet.create": {BUYER},
    "settlement.sheet.show": UNIT | STAFF | SUPPLIER,
    "settlement.sheet.of_order": UNIT | STAFF | SUPPLIER,
    "settlement.sheet.review": {APPROVER},
    "settlement.sheet.withdraw": {BUYER},
    "settlement.sheet.print": UNIT | STAFF | SUPPLIER,
    "settlement.sheet.pdf": UNIT | STAFF | SUPPLIER,
    # settlement: to here
}
