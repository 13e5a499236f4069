"""Signed letters of the treasury: its answers, and its questions where a payment stands. See docs/treasury.md."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from emall.kernel import clock
from emall.kernel.refusal import Missing
from emall.payments import actions, queries
from emall.payments.actions import Envelope, Result
from emall.payments.rules import ALGORITHMS, Letter
from emall.payments.words import Channel, Outcome, Why
from emall.settings import settings
from emall.web.arrival import arrival
from emall.web.guards import SIGNED
from emall.web.limits import caller_of, calls, limited

BODY_MOST = 64 * 1024
SPAN, MOST_LETTERS, MOST_FORGED = 60, 600, 20
"""Letters an address may send within a minute; and unbelieved ones, so that strangers cannot fill the record."""

STATUS = {
    Why.UNSIGNED: 401,
    Why.FORGED: 401,
    Why.CLOCK_OFF: 401,
    Why.UNREADABLE: 400,
    Why.PAYMENT_UNKNOWN: 404,
    Why.AMOUNT_DIFFERS: 422,
    Why.DAY_IMPOSSIBLE: 422,
}
"""What each refusal is over HTTP; those not named contradict what is known: 409."""

GUARDS = [limited("treasury", per_seconds=SPAN, most=MOST_LETTERS)]


@post(
    "/api/v1/treasury/answers",
    name="payments.letter.create",
    opt=SIGNED,
    guards=GUARDS,
    request_max_body_size=BODY_MOST,
    status_code=200,
)
async def letter(request: Request) -> Response[Any]:
    """Take in one answer."""
    envelope = await _envelope(request)
    if envelope is None:
        return _closed()
    if actions.fault_of(envelope, clock.now()):
        await _count_forged(request)
    return _answer(await actions.take_letter(envelope))


@get("/api/v1/treasury/payments/{number:str}", name="payments.letter.status", opt=SIGNED, guards=GUARDS)
async def status(request: Request, number: FromPath[str]) -> Response[Any]:
    """Where a payment stands, so that nothing is paid again without having asked."""
    envelope = await _envelope(request)
    if envelope is None:
        return _closed()
    fault = actions.fault_of(envelope, clock.now())
    if fault:
        await _count_forged(request)
        return _answer(Result(Outcome.REFUSED, fault, "", ""))
    return Response(await _standing(number), headers={"Cache-Control": "no-store"})


async def _envelope(request: Request) -> Envelope | None:
    """The letter and the secret it must have been signed with; None where letters are not set up."""
    secret = settings().treasury_secret
    here, body = arrival(request), await request.body()
    if not secret:
        return None
    algorithm, at, nonce, signature = (
        here.header(b"x-treasury-" + name) for name in (b"algorithm", b"timestamp", b"nonce", b"signature")
    )
    return Envelope(Letter(algorithm, at, nonce, signature, here.method, here.path, body), secret)


async def _count_forged(request: Request) -> None:
    await calls(caller_of(arrival(request).address, "treasury forged"), SPAN, MOST_FORGED)


def _answer(result: Result) -> Response[Any]:
    code = STATUS.get(result.why, 409) if result.why else 200
    headers = {"Cache-Control": "no-store"}
    if code == 401:
        headers["WWW-Authenticate"] = f'Treasury algorithms="{" ".join(ALGORITHMS)}"'
    said = {
        "outcome": str(result.outcome),
        "code": str(result.why or ""),
        "payment": result.payment,
        "status": result.status,
    }
    return Response(said, status_code=code, headers=headers)


def _closed() -> Response[Any]:
    return Response(
        {"outcome": "refused", "code": "letters_not_set_up", "payment": "", "status": ""}, status_code=503
    )


async def _standing(number: str) -> dict[str, Any]:
    found = await queries.payment_of(number)
    if found is None or found.channel != Channel.TREASURY:
        raise Missing
    return {
        "payment": found.number,
        "status": found.status,
        "amount_fen": found.amount_fen,
        "bank_reference": found.bank_reference,
        "batch": found.batch_number or "",
        "settlement": found.settlement_number,
    }
