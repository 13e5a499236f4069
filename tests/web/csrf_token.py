"""The form token of a test client's session, made without asking for a page."""

import httpx

from emall.database import DB
from emall.kernel import ids
from emall.web import csrf as forms_of_ours
from emall.web.arrival import Arrival
from emall.web.visitor import Visitor


async def csrf(client: httpx.AsyncClient) -> str:
    """A token that fits the client's session; a client not signed in gets the cookie it is bound to."""
    cookies = {cookie.name: cookie.value or "" for cookie in client.cookies.jar}
    here = Arrival("GET", "/", {}, cookies, "", "", secure=False)
    session = cookies.get("emall_session")
    if session:
        number = await DB.fetch_value("SELECT id FROM session WHERE token = $1", ids.digest(session))
        here.visitor = Visitor(person=0, login="", person_name="", session=number or 0)
    token = forms_of_ours.token(here)
    if here.form_seed:
        client.cookies.set(forms_of_ours.COOKIE, here.form_seed, domain="127.0.0.1")
    return token
