"""What every status is called, its tone, its icon and who acts next: one table for pages, papers and messages."""

from typing import NamedTuple

from emall.web.language import N_


class Status(NamedTuple):
    """How a status is shown. `word` and `next_actor` are message ids; `next_actor` is empty when nobody must act."""

    word: str
    tone: str  # neutral | wait | act | go | done | bad
    icon: str
    next_actor: str = ""


BUYER = N_("Buyer")
APPROVER = N_("Approver")
RECEIVER = N_("Receiver")
ACCOUNTANT = N_("Unit accountant")
SUPPLIER = N_("Supplier")
FINANCE = N_("Finance Bureau")
CENTRE = N_("Procurement Centre")
COMMERCE = N_("Commerce Bureau")
PARTY = N_("The other party")

ORDER = {
    "draft": Status(N_("Draft"), "neutral", "edit", BUYER),
    "pending_approval": Status(N_("Awaiting approval"), "act", "clock", APPROVER),
    "returned": Status(N_("Returned for changes"), "act", "arrow-back-up", BUYER),
    "pending_supplier": Status(N_("Awaiting supplier"), "wait", "building-store", SUPPLIER),
    "declined": Status(N_("Declined"), "bad", "x", BUYER),
    "expired": Status(N_("Not answered in time"), "bad", "x", BUYER),
    "withdrawn": Status(N_("Withdrawn"), "neutral", "x", BUYER),
    "confirmed": Status(N_("Being prepared"), "go", "package", SUPPLIER),
    "shipped": Status(N_("Shipped"), "go", "truck-delivery", RECEIVER),
    "received": Status(N_("Awaiting acceptance"), "act", "clipboard-check", RECEIVER),
    "part_accepted": Status(N_("Partly accepted"), "act", "clipboard-list", SUPPLIER),
    "failed": Status(N_("Not accepted"), "bad", "clipboard-list", SUPPLIER),
    "accepted": Status(N_("Awaiting invoice"), "wait", "file-invoice", SUPPLIER),
    "invoiced": Status(N_("Awaiting settlement"), "act", "receipt", BUYER),
    "settling": Status(N_("In settlement"), "wait", "receipt-yuan", APPROVER),
    "paying": Status(N_("Payment sent"), "wait", "currency-yuan", ACCOUNTANT),
    "paid": Status(N_("Paid"), "done", "circle-check"),
    "completed": Status(N_("Completed"), "done", "circle-check"),
    "cancelled": Status(N_("Cancelled"), "neutral", "x"),
}

ORDER_FLAG = {
    "on_hold": Status(N_("On hold"), "bad", "alert-triangle"),
    "after_sale": Status(N_("Return in progress"), "wait", "truck-return", SUPPLIER),
    "disputed": Status(N_("In dispute"), "bad", "alert-triangle", CENTRE),
}

PURCHASE = {
    "draft": ORDER["draft"],
    "pending_approval": ORDER["pending_approval"],
    "returned": ORDER["returned"],
    "released": Status(N_("Passed on to suppliers"), "go", "building-store", SUPPLIER),
    "withdrawn": ORDER["withdrawn"],
}

PLAN = {
    "draft": Status(N_("Plan draft"), "neutral", "file-text", BUYER),
    "unit_review": Status(N_("In unit review"), "act", "file-text", APPROVER),
    "dept_review": Status(N_("In parent review"), "act", "file-text", N_("Parent department")),
    "finance_review": Status(N_("Awaiting filing"), "act", "file-text", FINANCE),
    "filed": Status(N_("Filed"), "go", "file-text", BUYER),
    "assigned": Status(N_("Assigned"), "go", "file-text", BUYER),
    "in_use": Status(N_("In use"), "go", "file-text", BUYER),
    "used_up": Status(N_("Used up"), "neutral", "file-text"),
    "returned": Status(N_("Handed back"), "neutral", "file-text"),
    "returned_for_edit": Status(N_("Returned for changes"), "act", "arrow-back-up", BUYER),
    "closed": Status(N_("Closed"), "neutral", "file-text"),
}

CONTRACT = {
    "to_sign": Status(N_("To sign"), "act", "signature", PARTY),
    "half_signed": Status(N_("Awaiting other party"), "wait", "signature", PARTY),
    "in_force": Status(N_("In force"), "go", "signature", SUPPLIER),
    "published": Status(N_("Published"), "go", "signature", SUPPLIER),
    "fulfilled": Status(N_("Fulfilled"), "done", "circle-check"),
    "terminated": Status(N_("Terminated"), "neutral", "signature"),
    "void": Status(N_("Never concluded"), "neutral", "x"),
}

INVOICE = {
    "issued": Status(N_("Awaiting the buyer's check"), "act", "file-invoice", BUYER),
    "confirmed": Status(N_("Matched"), "done", "circle-check"),
    "refused": Status(N_("Not accepted by the buyer"), "bad", "file-invoice", SUPPLIER),
    "withdrawn": Status(N_("Withdrawn"), "neutral", "x"),
}

SETTLEMENT = {
    "to_invoice": Status(N_("Awaiting invoice"), "wait", "receipt", SUPPLIER),
    "to_review": Status(N_("In review"), "act", "receipt", APPROVER),
    "to_pay": Status(N_("Awaiting payment"), "wait", "receipt", ACCOUNTANT),
    "paid": Status(N_("Paid"), "done", "circle-check"),
    "returned": Status(N_("Sent back"), "act", "arrow-back-up", BUYER),
}

PAYMENT = {
    "none": Status(N_("Not reserved"), "neutral", "currency-yuan", BUYER),
    "reserved": Status(N_("Reserved"), "go", "currency-yuan", ACCOUNTANT),
    "ordered": Status(N_("Sent for payment"), "wait", "currency-yuan", ACCOUNTANT),
    "paid": Status(N_("Paid"), "done", "circle-check"),
    "failed": Status(N_("Payment returned"), "bad", "currency-yuan", ACCOUNTANT),
}

ACTIVITY = {
    "draft": Status(N_("Activity draft"), "neutral", "gavel", BUYER),
    "open": Status(N_("Open"), "go", "gavel", SUPPLIER),
    "closed": Status(N_("Closed for quotes"), "wait", "gavel", BUYER),
    "opening": Status(N_("Opening"), "act", "gavel", BUYER),
    "evaluating": Status(N_("Under evaluation"), "wait", "gavel", N_("Review expert")),
    "awarded": Status(N_("Awarded"), "done", "circle-check"),
    "void": Status(N_("Void"), "bad", "gavel"),
}

LISTING = {
    "draft": Status(N_("Listing draft"), "neutral", "tag", SUPPLIER),
    "in_review": Status(N_("Awaiting review"), "wait", "tag", CENTRE),
    "live": Status(N_("On sale"), "go", "tag"),
    "price_hold": Status(N_("Price under check"), "act", "tag", SUPPLIER),
    "off_shelf": Status(N_("Off shelf"), "neutral", "tag", SUPPLIER),
    "refused": Status(N_("Not approved"), "bad", "tag", SUPPLIER),
}

HALL_ENTRY = {
    "nominated": Status(N_("Nominated"), "wait", "award", COMMERCE),
    "checking": Status(N_("Under check"), "wait", "award", COMMERCE),
    "notice": Status(N_("Public notice"), "wait", "award", COMMERCE),
    "in_hall": Status(N_("In the hall"), "go", "award"),
    "left": Status(N_("Left the hall"), "neutral", "award"),
}

APPLICATION = {
    "saved": Status(N_("Not submitted"), "neutral", "file-certificate", SUPPLIER),
    "submitted": Status(N_("Under review"), "wait", "file-certificate", CENTRE),
    "to_supplement": Status(N_("More papers needed"), "act", "file-certificate", SUPPLIER),
    "notice": Status(N_("Public notice"), "wait", "file-certificate", CENTRE),
    "admitted": Status(N_("Admitted"), "done", "circle-check"),
    "refused": Status(N_("Not admitted"), "bad", "file-certificate"),
    "suspended": Status(N_("Suspended"), "bad", "file-certificate", SUPPLIER),
}

PRICE_ALERT = {
    "new": Status(N_("New alert"), "act", "trending-up", CENTRE),
    "explaining": Status(N_("Awaiting the supplier's word"), "wait", "trending-up", SUPPLIER),
    "lowered": Status(N_("Price lowered"), "done", "circle-check"),
    "justified": Status(N_("Explained"), "done", "circle-check"),
    "delisted": Status(N_("Delisted"), "bad", "trending-up"),
}

STEP = {
    "later": Status(N_("Not yet"), "neutral", "clock"),
    "now": Status(N_("Awaiting approval"), "act", "clock", APPROVER),
    "agreed": Status(N_("Agreed"), "done", "circle-check"),
    "returned": Status(N_("Returned for changes"), "act", "arrow-back-up", BUYER),
    "dropped": Status(N_("No longer needed"), "neutral", "x"),
}

CONCLUSION = {
    "passed": Status(N_("Passed"), "done", "circle-check"),
    "partly": Status(N_("Passed in part"), "act", "clipboard-list", SUPPLIER),
    "failed": Status(N_("Failed"), "bad", "circle-x", SUPPLIER),
}

CANCELLATION = {
    "asked": Status(N_("Awaiting an answer"), "act", "clock", PARTY),
    "agreed": Status(N_("Agreed"), "done", "circle-check"),
    "refused": Status(N_("Refused"), "bad", "x"),
    "taken_back": Status(N_("Taken back"), "neutral", "arrow-back-up"),
    "lapsed": Status(N_("Nothing left to cancel"), "neutral", "x"),
}

AFTER_SALE = {
    "requested": Status(N_("Awaiting the supplier"), "wait", "clock", SUPPLIER),
    "agreed": Status(N_("Agreed"), "go", "check", PARTY),
    "refused": Status(N_("Refused"), "bad", "x", BUYER),
    "goods_back": Status(N_("On the way back"), "wait", "truck-return", SUPPLIER),
    "inspected": Status(N_("To be delivered again"), "go", "package", SUPPLIER),
    "escalated": Status(N_("With the procurement centre"), "act", "gavel", CENTRE),
    "closed": Status(N_("Closed"), "done", "circle-check"),
}

CHECK_RESULT = {
    "passed": Status(N_("As ordered"), "done", "check"),
    "failed": Status(N_("Not right"), "bad", "x"),
    "none": Status(N_("Not applicable"), "neutral", "minus"),
}

STANDING = {
    "admitted": Status(N_("Admitted"), "done", "circle-check"),
    "suspended": Status(N_("Suspended"), "bad", "file-certificate", SUPPLIER),
    "exited": Status(N_("Left the mall"), "neutral", "x"),
}

PERSON = {
    "invited": Status(N_("Invited"), "wait", "mail"),
    "active": Status(N_("In service"), "done", "circle-check"),
    "locked": Status(N_("Locked"), "bad", "lock"),
    "stopped": Status(N_("Stopped"), "neutral", "x"),
}

IMPORT_ROW = {
    "good": Status(N_("Ready to import"), "go", "check"),
    "bad": Status(N_("To be fixed"), "act", "alert-triangle"),
    "known": Status(N_("Already there"), "neutral", "database"),
    "written": Status(N_("Imported"), "done", "circle-check"),
    "unread": Status(N_("Not checked yet"), "neutral", "clock"),
}

IMPORT_FILE = {
    "waiting": Status(N_("Waiting its turn"), "wait", "clock"),
    "reading": Status(N_("Being read"), "wait", "file-spreadsheet"),
    "read": Status(N_("Ready to import"), "act", "file-spreadsheet"),
    "to_write": Status(N_("Waiting its turn"), "wait", "clock"),
    "writing": Status(N_("Being imported"), "wait", "upload"),
    "done": Status(N_("Imported"), "done", "circle-check"),
    "failed": Status(N_("Could not be read"), "bad", "alert-triangle"),
}

REQUEST = {
    "open": Status(N_("Open"), "act", "clock", BUYER),
    "merged": Status(N_("In the cart"), "wait", "shopping-cart", BUYER),
    "ordered": Status(N_("On order"), "go", "truck-delivery"),
    "arrived": Status(N_("Arrived"), "done", "package"),
    "refused": Status(N_("Will not be bought"), "bad", "x"),
    "withdrawn": Status(N_("Withdrawn"), "neutral", "x"),
}

STATUS = {
    "order": ORDER,
    "order_flag": ORDER_FLAG,
    "purchase": PURCHASE,
    "plan": PLAN,
    "contract": CONTRACT,
    "invoice": INVOICE,
    "settlement": SETTLEMENT,
    "payment": PAYMENT,
    "activity": ACTIVITY,
    "listing": LISTING,
    "hall_entry": HALL_ENTRY,
    "application": APPLICATION,
    "price_alert": PRICE_ALERT,
    "step": STEP,
    "conclusion": CONCLUSION,
    "cancellation": CANCELLATION,
    "after_sale": AFTER_SALE,
    "check_result": CHECK_RESULT,
    "standing": STANDING,
    "person": PERSON,
    "import_row": IMPORT_ROW,
    "import_file": IMPORT_FILE,
    "request": REQUEST,
}


def status_of(kind: str, key: str) -> Status:
    """How this status of this kind of thing is shown; KeyError for a key nobody named."""
    return STATUS[kind][str(key)]
