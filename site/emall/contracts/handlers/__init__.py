"""The addresses of contracts: the unit's pages, the desks, papers, decisions, and what is open to everybody."""

from collections.abc import Sequence
from typing import Any

from emall.contracts.handlers.deciding import Decisions
from emall.contracts.handlers.desks import desk_list, supplier_list
from emall.contracts.handlers.public import check_paper, open_list, open_one
from emall.contracts.handlers.reading import Contracts, own_list

ROUTES: Sequence[Any] = (
    Contracts,
    Decisions,
    check_paper,
    desk_list,
    open_list,
    open_one,
    own_list,
    supplier_list,
)
