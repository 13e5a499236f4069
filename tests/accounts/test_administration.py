"""What administrators may do with people, and where it ends."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest

from emall.accounts.actions import people
from emall.accounts.words import UNIT_DUTIES
from emall.database import DB, Broken, Duplicate
from emall.web.visitor import Visitor
from tests import making
from tests.web.csrf_token import csrf

Enter = Callable[[str | making.Seat], Awaitable[httpx.AsyncClient]]


async def send(client: httpx.AsyncClient, path: str, **fields: object) -> httpx.Response:
    return await client.post(path, data={**fields, "_csrf_token": await csrf(client)})


async def test_people_of_another_unit_are_not_there(signed_in: Enter) -> None:
    admin = await signed_in("unit_admin")
    other = await making.make_organisation()
    stranger = await making.make_seat("buyer", organisation=other)
    person, post = stranger.person, stranger.post
    assert (await admin.get(f"/unit/people/{person}")).status_code == 404
    for path in (
        f"/unit/people/{person}/posts",
        f"/unit/people/{person}/shutting",
        f"/unit/people/{person}/link",
    ):
        assert (await send(admin, path, duty="approver")).status_code == 404, path
    assert (await send(admin, f"/unit/posts/{post}/removal")).status_code == 404
    assert await DB.fetch_value("SELECT active FROM post WHERE id = $1", post) is True


async def test_a_colleague_who_works_elsewhere_too_is_not_shut_from_here(signed_in: Enter) -> None:
    admin = await signed_in("unit_admin")
    colleague = await making.make_seat("buyer")
    other = await making.make_organisation()
    await making.make_post(person=colleague.person, organisation=other, duty="approver")
    for deed in ("shutting", "link"):
        assert (await send(admin, f"/unit/people/{colleague.person}/{deed}")).status_code == 422
    assert await DB.fetch_value("SELECT active FROM person WHERE id = $1", colleague.person) is True


@pytest.mark.parametrize("duty", ["finance", "security", "seller", "county", "nonsense"])
async def test_a_unit_gives_only_its_own_kinds_of_post(signed_in: Enter, duty: str) -> None:
    admin = await signed_in("unit_admin")
    colleague = await making.make_seat("buyer")
    answer = await send(admin, f"/unit/people/{colleague.person}/posts", duty=duty)
    assert answer.status_code == 422
    assert await DB.fetch_value("SELECT count(*) FROM post WHERE person = $1", colleague.person) == 1
    new = {"login": "sun", "name": "孙", "duties": duty}
    assert (await send(admin, "/unit/people", **new)).status_code == 422
    assert await DB.fetch_value("SELECT count(*) FROM person WHERE login = 'sun'") == 0


async def test_posts_are_given_taken_and_given_again(signed_in: Enter) -> None:
    admin = await signed_in("unit_admin")
    colleague = await making.make_seat("buyer")
    own = f"/unit/people/{colleague.person}"
    assert (await send(admin, f"{own}/posts", duty="approver")).status_code == 303
    assert (await send(admin, f"{own}/posts", duty="approver")).status_code == 422
    post = await DB.fetch_value(
        "SELECT id FROM post WHERE person = $1 AND duty = 'approver'", colleague.person
    )
    assert (await send(admin, f"/unit/posts/{post}/removal")).status_code == 303
    assert (await send(admin, f"/unit/posts/{post}/removal")).status_code == 404
    assert (await send(admin, f"{own}/posts", duty="approver")).status_code == 303
    acts = await DB.fetch(
        "SELECT act FROM journal_entry WHERE ref = $1 ORDER BY sequence", str(colleague.person)
    )
    assert [row.act for row in acts] == ["post.grant", "post.remove", "post.grant"]


async def test_the_last_administrator_stays(signed_in: Enter) -> None:
    seat = await making.make_seat("unit_admin")
    admin = await signed_in(seat)
    assert (await send(admin, f"/unit/posts/{seat.post}/removal")).status_code == 422
    second = await making.make_seat("unit_admin")
    assert second.organisation == seat.organisation
    assert (await send(admin, f"/unit/posts/{seat.post}/removal")).status_code == 303
    assert (await admin.get("/unit")).status_code == 403


async def test_a_user_name_is_taken_once(signed_in: Enter) -> None:
    admin = await signed_in("unit_admin")
    await making.make_person(login="zhao")
    for login, field in [("zhao", "login"), ("1zhao", "login"), ("赵敏", "login"), ("", "login")]:
        answer = await send(admin, "/unit/people", login=login, name="赵", duties="buyer")
        assert answer.status_code == 422 and f'href="#f-{field}"' in answer.text, login
    answer = await send(
        admin, "/unit/people", login="qian", name="钱", duties="buyer", phone="123", email="@"
    )
    assert answer.status_code == 422
    assert 'href="#f-phone"' in answer.text and 'href="#f-email"' in answer.text
    assert 'value="qian"' in answer.text


async def test_security_unlocks_shuts_opens_and_signs_out(signed_in: Enter) -> None:
    security, buyer = await signed_in("security"), await making.make_seat("buyer")
    theirs = await signed_in(buyer)
    own = f"/desk/people/{buyer.person}"
    await DB.execute(
        "UPDATE person SET failures = 5, locked_until = now() + interval '9 minutes' WHERE id = $1",
        buyer.person,
    )
    assert "locked" in (await security.get(own)).text
    assert (await send(security, f"{own}/unlocking")).status_code == 303
    assert await DB.fetch_value("SELECT locked_until FROM person WHERE id = $1", buyer.person) is None
    assert (await send(security, f"{own}/sessions/end")).status_code == 303
    assert (await theirs.get("/account")).status_code == 303
    theirs = await signed_in(buyer)
    assert (await send(security, f"{own}/shutting")).status_code == 303
    assert (await theirs.get("/account")).status_code == 303
    assert (await send(security, f"{own}/opening")).status_code == 303
    assert (await (await signed_in(buyer)).get("/account")).status_code == 200
    acts = await DB.fetch("SELECT act FROM journal_entry WHERE kind = 'person' ORDER BY sequence")
    assert [row.act for row in acts] == [
        "person.unlock",
        "session.close_all",
        "person.disable",
        "person.enable",
    ]


async def test_security_does_nothing_to_itself(signed_in: Enter) -> None:
    seat = await making.make_seat("security")
    await making.make_seat("security")
    security = await signed_in(seat)
    assert (await send(security, f"/desk/people/{seat.person}/shutting")).status_code == 422
    name = await DB.fetch_value("SELECT name FROM organisation WHERE id = $1", seat.organisation)
    answer = await send(security, f"/desk/people/{seat.person}/posts", duty="audit", organisation=name)
    assert answer.status_code == 422


async def test_the_three_posts_of_the_operator_are_three_persons(signed_in: Enter) -> None:
    security, auditor = await signed_in("security"), await making.make_seat("audit")
    name = await DB.fetch_value("SELECT name FROM organisation WHERE id = $1", auditor.organisation)
    for duty in ("system", "security"):
        answer = await send(security, f"/desk/people/{auditor.person}/posts", duty=duty, organisation=name)
        assert answer.status_code == 422
    with pytest.raises(Duplicate):
        await making.make_post(person=auditor.person, organisation=auditor.organisation, duty="system")


async def test_security_gives_posts_in_offices_by_name_or_code(signed_in: Enter) -> None:
    security = await signed_in("security")
    clerk = await making.make_person()
    bureau = await making.make_organisation(kind="bureau", name="丽水市商务局")
    answer = await send(security, f"/desk/people/{clerk}/posts", duty="curator", organisation="丽水市商务局")
    assert answer.status_code == 303
    answer = await send(security, f"/desk/people/{clerk}/posts", duty="buyer", organisation="丽水市商务局")
    assert answer.status_code == 422
    assert (
        await DB.fetch_value("SELECT duty FROM post WHERE person = $1 AND organisation = $2", clerk, bureau)
        == "curator"
    )


async def test_people_are_found_by_name_and_page(signed_in: Enter) -> None:
    security = await signed_in("security")
    for _ in range(25):
        await making.make_person(name="周一百")
    text = (await security.get("/desk/people?q=周一百")).text
    assert 'data-total="25"' in text and text.count("<tr data-id") == 20
    assert (await security.get("/desk/people?q=周一百&page=2")).text.count("<tr data-id") == 5
    for odd in ("%00", "&page=-1", "&page=abc", "%25", "'"):
        assert (await security.get(f"/desk/people?q={odd}")).status_code == 200


async def test_addresses_have_one_usual_place_and_belong_to_one_unit(signed_in: Enter) -> None:
    admin = await signed_in("unit_admin")
    place = {"receiver": "王", "phone": "0578-2091234", "region": "331102", "street": "中东路1号"}
    for _ in range(2):
        assert (await send(admin, "/unit/addresses", **place)).status_code == 303
    rows = await DB.fetch("SELECT id, first_choice FROM delivery_address ORDER BY id")
    assert [row.first_choice for row in rows] == [True, False]
    assert (await send(admin, f"/unit/addresses/{rows[1].id}/preference")).status_code == 303
    rows = await DB.fetch("SELECT id, first_choice FROM delivery_address ORDER BY id")
    assert [row.first_choice for row in rows] == [False, True]
    stranger = await signed_in(
        await making.make_seat("unit_admin", organisation=await making.make_organisation())
    )
    for deed in ("preference", "removal"):
        assert (await send(stranger, f"/unit/addresses/{rows[0].id}/{deed}")).status_code == 404
    assert (await send(admin, f"/unit/addresses/{rows[0].id}/removal")).status_code == 303
    answer = await send(admin, "/unit/addresses", **{**place, "phone": "1", "region": "110000"})
    assert answer.status_code == 422 and 'value="中东路1号"' in answer.text


async def test_the_invoice_profile_is_checked_and_kept_once(signed_in: Enter) -> None:
    admin = await signed_in("unit_admin")
    assert (
        await send(admin, "/unit/invoice", title="市教育局", uscc="91350100M000100Y44")
    ).status_code == 422
    for title in ("市教育局", "丽水市教育局"):
        assert (await send(admin, "/unit/invoice", title=title, uscc="91350100m000100y43")).status_code == 303
    rows = await DB.fetch("SELECT title, uscc FROM invoice_profile")
    assert [(row.title, row.uscc) for row in rows] == [("丽水市教育局", "91350100M000100Y43")]


@pytest.mark.committed
async def test_shutting_an_account_waits_for_nobody_who_only_mentions_it(db: None) -> None:
    """A submission telling this person waits for the lock, and this deed would wait for that submission."""
    admin, colleague = await making.make_seat("unit_admin"), await making.make_seat("buyer")
    await making.make_seat("unit_admin")
    visitor = Visitor(admin.person, "a", "甲", admin.post, "unit_admin", organisation=admin.organisation)
    connection = await DB.get_new_connection()
    try:
        async with connection.transaction():
            await connection.execute(
                "INSERT INTO message (person, organisation, kind, facts, link, created_at)"
                " VALUES ($1, $2, 'confirmed', '{}', '/', now())",
                colleague.person,
                colleague.organisation,
            )
            await asyncio.wait_for(
                people.set_active(visitor=visitor, person=colleague.person, active=False), timeout=3
            )
    finally:
        await connection.close()
    assert await DB.fetch_value("SELECT active FROM person WHERE id = $1", colleague.person) is False


@pytest.mark.parametrize(
    ("held", "wanted", "kind"),
    [("buyer", "seller_admin", "supplier"), ("seller", "unit_admin", "public_unit")],
)
async def test_nobody_works_for_both_sides(signed_in: Enter, held: str, wanted: str, kind: str) -> None:
    """Who buys for a unit, or receives for it, may not be the supplier too."""
    security, seat = await signed_in("security"), await making.make_seat(held)
    other = await making.make_organisation(kind=kind, name="对面的机构")
    answer = await send(security, f"/desk/people/{seat.person}/posts", organisation="对面的机构", duty=wanted)
    assert answer.status_code == 422 and "采购方与供应商" in answer.text
    with pytest.raises(Broken, match="post_on_one_side"):
        async with DB.transaction():
            await making.make_post(person=seat.person, organisation=other, duty=wanted)


@pytest.mark.parametrize("duty", sorted(UNIT_DUTIES))
async def test_the_database_knows_every_duty_of_a_unit(db: None, duty: str) -> None:
    seat = await making.make_seat("seller_admin")
    with pytest.raises(Broken, match="post_on_one_side"):
        await making.make_post(person=seat.person, organisation=await making.make_organisation(), duty=duty)
