"""What somebody had typed when the session ran out waits until the same person is back on the same page."""

import json
from datetime import timedelta

from emall.accounts.sessions import COOKIE as SESSION_COOKIE
from emall.database import DB
from emall.kernel import clock, ids
from emall.web import csrf
from emall.web.arrival import Arrival, Typed

COOKIE = "emall_kept"
LIFE = timedelta(minutes=15)
LARGEST = 100_000  # characters; longer forms are not kept
NOT_KEPT = ("password", "again", "current", "id_number", "submit_token", csrf.FIELD)


async def keep(here: Arrival) -> None:
    """Store the typed fields for the person whose session this was; nothing for strangers."""
    token, path = here.cookie(SESSION_COOKIE), here.page_path.partition("?")[0]
    typed = {name: texts for name, texts in here.typed.items() if name not in NOT_KEPT}
    fields = json.dumps(typed, ensure_ascii=True)
    if not token or not path or not typed or len(fields) > LARGEST:
        return
    person = await DB.fetch_value("SELECT person FROM session WHERE token = $1", ids.digest(token))
    if person is None:
        return
    key = ids.new_token()
    await DB.execute(
        "INSERT INTO kept_form (key, person, path, fields, created_at) VALUES ($1, $2, $3, $4, $5)",
        *(ids.digest(key), person, path[:300], fields, clock.now()),
    )
    here.set_cookie(COOKIE, key, seconds=int(LIFE.total_seconds()))


async def bring_back(here: Arrival) -> None:
    """Give the fields back, once, when the person opens that page again."""
    key = here.cookie(COOKIE)
    if not key or here.visitor is None or here.method != "GET" or here.htmx:
        return
    fields = await DB.fetch_value(
        "DELETE FROM kept_form WHERE key = $1 AND person = $2 AND path = $3 AND created_at > $4 RETURNING fields",
        *(ids.digest(key), here.visitor.person, here.path, clock.now() - LIFE),
    )
    if fields is not None:
        here.typed, here.restored = Typed(json.loads(fields)), True
        here.drop_cookie(COOKIE)


async def sweep() -> int:
    """Delete forms nobody came back for; how many."""
    return await DB.execute("DELETE FROM kept_form WHERE created_at < $1", clock.now() - LIFE)
