"""What the demo world does not have by itself: a sheet that waits for signatures, a phone's link, an after-sale."""

from collections.abc import Mapping
from typing import Any

from emall.database import DB
from emall.delivery import actions
from emall.delivery.rules import Judgement
from emall.web.visitor import Visitor


async def visitor_named(login: str) -> Visitor:
    """Somebody of the demo world in their first post."""
    row = await DB.fetch_row(
        "SELECT h.id, h.login, h.name, p.id AS post, p.duty, o.id AS organisation, o.name AS organisation_name, o.kind,"
        " o.region FROM person h JOIN post p ON p.person = h.id JOIN organisation o ON o.id = p.organisation"
        " WHERE h.login = $1 ORDER BY p.id LIMIT 1",
        login,
    )
    assert row is not None
    return Visitor(
        person=row.id,
        login=row.login,
        person_name=row.name,
        post=row.post,
        duty=row.duty,
        organisation=row.organisation,
        organisation_name=row.organisation_name,
        organisation_kind=row.kind,
        region=row.region,
    )


async def delivered(found: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers of things brought about by the deeds themselves, once; what exists already is used again.

    `signing` is an order that waits for the approver's signature, `handover` the token of a phone, `after_sale` a number.
    """
    receiver, approver, buyer = [await visitor_named(login) for login in ("receiver", "approver", "buyer")]
    made = {"signing": await _signing(receiver, approver), "after_sale": await _after_sale(found, buyer)}
    return {**made, "handover": await actions.open_link(visitor=receiver, number=str(found["received"]))}


async def _signing(receiver: Visitor, approver: Visitor) -> str:
    known = await DB.fetch_value(
        "SELECT o.number FROM acceptance a JOIN purchase_order o ON o.id = a.\"order\" WHERE a.status = 'to_sign'"
        " AND o.organisation = $1 LIMIT 1",
        receiver.organisation,
    )
    if known:
        return str(known)
    order = await DB.fetch_row(
        "SELECT id, number FROM purchase_order WHERE status = 'received' AND organisation = $1 AND buyer <> $2"
        " ORDER BY number LIMIT 1",
        receiver.organisation,
        receiver.person,
    )
    assert order is not None
    lines = await DB.fetch(
        'SELECT id, received - accepted AS pieces FROM order_line WHERE "order" = $1', order.id
    )
    judged = {line.id: Judgement(line.pieces) for line in lines}
    await actions.accept(visitor=receiver, number=order.number, judged=judged, members=[approver.person])
    return str(order.number)


async def _after_sale(found: Mapping[str, Any], buyer: Visitor) -> str:
    number = str(found["part_accepted"])
    known = await DB.fetch_value(
        'SELECT a.number FROM after_sale a JOIN purchase_order o ON o.id = a."order" WHERE o.number = $1'
        " ORDER BY a.id DESC LIMIT 1",
        number,
    )
    if known:
        return str(known)
    line = await DB.fetch_value(
        "SELECT x.order_line FROM acceptance_line x JOIN acceptance a ON a.id = x.acceptance JOIN purchase_order o"
        ' ON o.id = a."order" WHERE o.number = $1 AND x.rejected > 0 LIMIT 1',
        number,
    )
    return await actions.ask_back(
        visitor=buyer,
        number=number,
        kind="return",
        source="rejected",
        quantities={line: 1},
        reason_code="damaged",
        reason="外箱破损",
    )
