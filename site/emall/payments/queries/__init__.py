"""Reading payments: a unit's own, one of them, what a supplier received, and the books of the whole city."""

from emall.payments.queries.books import Books, books_of, gaps, refused_answers
from emall.payments.queries.one import answers_to, orders_of, payment_of
from emall.payments.queries.own import Tab, hands_on, payments_of, tabs_of, to_release
from emall.payments.queries.received import account_of, received_by
from emall.payments.queries.staff import Wanted, answers_of_file, batch_of, batches, listed, waiting

__all__ = [
    "Books",
    "Tab",
    "Wanted",
    "account_of",
    "answers_of_file",
    "answers_to",
    "batch_of",
    "batches",
    "books_of",
    "gaps",
    "hands_on",
    "listed",
    "orders_of",
    "payment_of",
    "payments_of",
    "received_by",
    "refused_answers",
    "tabs_of",
    "to_release",
    "waiting",
]
