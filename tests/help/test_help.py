"""The help centre: every topic readable in both languages, found by its words, linked only to what exists."""

import re

import httpx
import pytest

from emall.help.reading import CONTENT, help_page, parse, runs
from emall.help.rules import answers, for_duty, pieces
from emall.help.words import BY_SLUG, GROUPS, TOPICS

CHINESE_PAGES = [help_page(topic.slug, "zh-CN") for topic in TOPICS]
ENGLISH_PAGES = [help_page(topic.slug, "en") for topic in TOPICS]


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_both_languages_have_the_same_parts(topic):
    chinese, english = help_page(topic.slug, "zh-CN"), help_page(topic.slug, "en")
    assert [block.kind for block in chinese.blocks] == [block.kind for block in english.blocks]
    assert chinese.title != english.title
    assert topic.group in GROUPS


def test_no_text_lies_about_unused():
    assert {path.name.split(".")[0] for path in CONTENT.glob("*.txt")} == set(BY_SLUG)


def test_english_texts_hold_no_chinese():
    for page in ENGLISH_PAGES:
        assert not re.search("[\u4e00-\u9fff]", page.title + page.summary + page.plain), page.topic.slug


def test_a_text_is_read_into_blocks():
    page = parse("title: T\nsummary: S\nwords: w\n\n## Head\n1. one\n1. two\n- dot\n\nPlain.", TOPICS[0])
    assert [(block.kind, len(block.items)) for block in page.blocks] == [
        ("heading", 1),
        ("steps", 2),
        ("list", 1),
        ("paragraph", 1),
    ]


def test_only_addresses_of_this_site_become_links():
    found = runs("see [cart](/cart) or [there](https://example.org)")
    assert [(run.text, run.href) for run in found] == [
        ("see ", ""),
        ("cart", "/cart"),
        (" or [there](https://example.org)", ""),
    ]


def test_chinese_questions_are_cut_into_pairs():
    assert pieces("怎么退货 A4") == ["怎么", "么退", "退货", "a4"]


@pytest.mark.parametrize(
    ("question", "slug"),
    [("快速下单", "quick-order"), ("大字", "accessibility"), ("退回修改", "returned"), ("审批", "approving")],
)
def test_questions_find_their_topic_first(question, slug):
    assert answers(CHINESE_PAGES, question)[0].topic.slug == slug


def test_a_question_about_something_else_finds_nothing():
    assert answers(ENGLISH_PAGES, "zeppelin") == []
    assert len(answers(ENGLISH_PAGES, "  ")) == len(TOPICS)


def test_a_duty_gets_its_own_topics_first():
    assert {"approving"} <= {page.topic.slug for page in for_duty(ENGLISH_PAGES, "approver")}
    assert all("seller" in page.topic.duties for page in for_duty(ENGLISH_PAGES, "seller"))
    assert for_duty(ENGLISH_PAGES, "")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_every_topic_has_a_page(client: httpx.AsyncClient, language):
    for topic in TOPICS:
        answer = await client.get(f"/help/{topic.slug}?lang={language}")
        assert answer.status_code == 200, topic.slug
        assert help_page(topic.slug, language).title in answer.text


async def test_links_in_texts_lead_somewhere(client: httpx.AsyncClient):
    links = {
        run.href for page in CHINESE_PAGES for block in page.blocks for item in block.items for run in item
    }
    for href in links - {""}:
        assert (await client.get(href)).status_code in (200, 303), href


async def test_deadlines_come_from_the_rulebook(client: httpx.AsyncClient):
    from emall.help.queries import deadlines

    shown = (await client.get("/help/deadlines?lang=en")).text
    found = await deadlines()
    assert len(found) >= 4
    for each in found:
        assert each.name in shown


async def test_search_answers_with_the_fragment_alone(client: httpx.AsyncClient):
    headers = {"HX-Request": "true", "HX-Target": "help-results"}
    answer = await client.get("/help?q=price&lang=en", headers=headers)
    assert "<html" not in answer.text and 'data-id="prices"' in answer.text
    empty = await client.get("/help?q=zeppelin&lang=en", headers=headers)
    assert 'data-total="0"' in empty.text


async def test_every_status_is_explained(client: httpx.AsyncClient):
    from emall.web.status_words import STATUS

    shown = (await client.get("/help/statuses")).text
    for kind in ("order", "plan", "listing"):
        for key in STATUS[kind]:
            assert f'data-status="{key}"' in shown


async def test_an_unknown_topic_is_missing(client: httpx.AsyncClient):
    assert (await client.get("/help/nothing")).status_code == 404
