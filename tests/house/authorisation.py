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
    "accounts.address.create": {UNIT_ADMIN, SELLER_ADMIN},
    "accounts.address.remove": {UNIT_ADMIN, SELLER_ADMIN},
    "accounts.address.prefer": {UNIT_ADMIN, SELLER_ADMIN},
    "accounts.invoice.save": {UNIT_ADMIN, SELLER_ADMIN},
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
    "onboarding.file.index": {CENTRE, SYSTEM, COUNTY},
    "onboarding.file.create": {CENTRE, SYSTEM, COUNTY},
    "onboarding.file.show": {CENTRE, SYSTEM, COUNTY},
    "onboarding.file.import": {CENTRE, SYSTEM, COUNTY},
    "onboarding.file.problems": {CENTRE, SYSTEM, COUNTY},
    "onboarding.links.take": {CENTRE, SYSTEM, COUNTY},
    "onboarding.row.mend": {CENTRE, SYSTEM, COUNTY},
    "onboarding.template.show": {CENTRE, SYSTEM, COUNTY},
    # catalogue
    "catalogue.category.show": ANYONE,
    "catalogue.search.show": ANYONE,
    "catalogue.suggestion.list": ANYONE,
    "catalogue.listing.show": ANYONE,
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
}
