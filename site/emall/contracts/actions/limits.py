"""How much of a contract's limit its supplements use: claimed when one is submitted, given back when it ends."""

from collections.abc import Sequence

from emall.contracts.rules import CLAIMING, LETTING_GO, same_prices
from emall.database import DB, Row
from emall.journal import Deed
from emall.kernel.refusal import Refused
from emall.orders.actions import lines_of
from emall.orders.words import EDITABLE


async def claim(order: Row, to: str) -> list[Deed]:
    """Count a supplement that leaves its buyer; refused beyond the limit, and at other prices than agreed."""
    if to not in CLAIMING or order.status not in EDITABLE:
        return []
    contract = await original_of(order.supplements)
    if contract is None:
        raise Refused("", "supplement_not_running")
    agreed = {line.listing: line.price_fen for line in await lines_of([order.supplements])}
    if order.freight_fen or not same_prices(lines=await lines_of([order.id]), agreed=agreed):
        raise Refused("lines", "supplement_prices_fixed")
    counted = await DB.fetch_row(
        "UPDATE contract SET supplemented_fen = supplemented_fen + $2, version = version + 1 WHERE id = $1"
        " AND status IN ('in_force', 'published') AND supplemented_fen + $2 <= supplement_limit_fen"
        " RETURNING supplemented_fen",
        contract.id,
        order.total_fen,
    )
    if counted is None:
        raise Refused("", "supplement_too_much", **too_much(contract, order.total_fen))
    return [_deed("contract.supplement", contract, counted.supplemented_fen, order.number)]


async def let_go(order: Row, to: str) -> list[Deed]:
    """A supplement that ends, or goes back to its buyer, no longer counts."""
    if to not in LETTING_GO or order.status in EDITABLE:
        return []
    return await give_back(order, order.total_fen)


async def give_back(order: Row, fen: int) -> list[Deed]:
    """So much of an order counts no more against the contract it supplements, if it does supplement one."""
    if order.supplements is None:
        return []
    contract = await original_of(order.supplements)
    assert contract is not None, "a contract that was added to never becomes void"
    left = await DB.fetch_value(
        "UPDATE contract SET supplemented_fen = supplemented_fen - $2, version = version + 1 WHERE id = $1"
        " RETURNING supplemented_fen",
        contract.id,
        fen,
    )
    return [_deed("contract.supplement_back", contract, left, order.number)]


async def lock_originals(orders: Sequence[Row]) -> None:
    """The contracts that these orders add to, locked by id; registered with `orders.actions.lock_with`."""
    added_to = sorted({order.supplements for order in orders if order.supplements is not None})
    if added_to:
        await DB.fetch(
            "SELECT id FROM contract WHERE \"order\" = ANY($1::bigint[]) AND status <> 'void'"
            " ORDER BY id FOR NO KEY UPDATE",
            added_to,
        )


async def original_of(order: int) -> Row | None:
    """The contract of an order that is added to, locked."""
    return await DB.fetch_row(
        "SELECT * FROM contract WHERE \"order\" = $1 AND status <> 'void' FOR NO KEY UPDATE", order
    )


def too_much(contract: Row, asked_fen: int) -> dict[str, object]:
    """What the refusal of an amount says."""
    left = contract.supplement_limit_fen - contract.supplemented_fen
    share = contract.supplement_limit_fen * 100 / contract.amount_fen if contract.amount_fen else 0
    return {"asked_fen": asked_fen, "left_fen": left, "percent": f"{round(share, 1):g}%"}


def _deed(act: str, contract: Row, supplemented_fen: int, order: str) -> Deed:
    return Deed(
        act,
        "contract",
        contract.number,
        {"supplemented_fen": contract.supplemented_fen},
        {"supplemented_fen": supplemented_fen, "order": order},
        organisations=(contract.organisation, contract.supplier),
    )
