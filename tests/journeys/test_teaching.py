"""A clerk of the centre teaches a word that found nothing: one click, and a shopper finds the goods."""

import pytest

from emall.database import DB
from emall.kernel import clock
from tests.journeys import inspection
from tests.journeys.window import PHONE, Window, Windows

pytestmark = pytest.mark.browser


async def missed(*words: str) -> None:
    """Words that found nothing today."""
    await DB.execute(
        "INSERT INTO search_tally (day, words, asked, empty, relaxed, degraded, slowest_ms, spent_ms, last_total)"
        " SELECT $1, word, 9, 9, 0, 0, 12, 40, 0 FROM unnest($2::text[]) AS word ON CONFLICT DO NOTHING",
        clock.today(),
        list(words),
    )


def row(words: str) -> str:
    return f"tr[data-words='{words}']"


async def state(window: Window, words: str) -> list[str]:
    return await window.all(row(words), "data-state")


async def test_one_click_teaches_a_word_and_a_shopper_finds_the_goods(windows: Windows) -> None:
    await missed("档案合", "拇指盘")
    centre = await windows.open("centre")
    await centre.go("/desk/search")
    await centre.press(f"{row('档案合')} button[value='档案盒']")
    assert await state(centre, "档案合") == ["taught"] and centre.path == "/desk/search", (
        "only the row has changed"
    )
    assert "taught-" in str(await centre.page.evaluate("document.activeElement.id"))
    await centre.press(f"{row('拇指盘')} .teach__own button", status=422)
    assert await centre.page.evaluate("document.activeElement.id") == "f-name"
    assert await inspection.barriers(centre) == []
    await centre.page.fill("#f-name", "优盘")
    await centre.press(f"{row('拇指盘')} .teach__own button")
    assert await state(centre, "拇指盘") == ["taught"]
    shopper = await windows.open("")
    await shopper.go("/mall/search?q=档案合")
    assert "档案盒" in await shopper.text("#results .card")


async def test_without_scripts_a_click_leads_back_to_the_row(windows: Windows) -> None:
    await missed("钉书机")
    centre = await windows.open("centre", scripts=False)
    await centre.size(*PHONE)
    await centre.go("/desk/search?days=1")
    await centre.press(f"{row('钉书机')} button[value='订书机']")
    assert centre.path.startswith("/desk/search?days=1#word-") and await state(centre, "钉书机") == ["taught"]
    assert "已设同义词" in await centre.text(row("钉书机")) and "钉书机" in await centre.text("#toasts")
