"""Every page, for everybody: no barriers, nothing too wide or too small, one language at a time, a title of its own."""

from collections import defaultdict

import pytest
from playwright.async_api import FilePayload

from emall.database import DB
from emall.onboarding.actions.jobs import run_due
from tests.journeys import inspection
from tests.journeys.pages import SAMPLES, places
from tests.journeys.window import DESKTOP, NARROW, PHONE, TABLET, Window, Windows

pytestmark = pytest.mark.browser

FILE = "统一社会信用代码,单位名称,单位简称,单位类型,区划\n91330000000000000X,不对的单位,不对,学校,龙泉\n"


async def some_file(windows: Windows) -> int:
    """A file of units the centre has uploaded, with something wrong in it."""
    centre = await windows.open("centre")
    await centre.go("/desk/onboarding")
    file = FilePayload(name="单位.csv", mimeType="text/csv", buffer=FILE.encode())
    await centre.page.set_input_files("#upload-form input[type=file]", [file])
    await centre.press("#upload-form .button--primary")
    await run_due()
    return int(await DB.fetch_value("SELECT max(id) FROM import_file"))


async def findings(window: Window, *, widths: tuple[tuple[int, int], ...], axe: bool) -> list[str]:
    """What is wrong with the page a window shows, at each width."""
    seen = await inspection.look(window)
    wrong = [
        *(f"barrier {one}" for one in (await inspection.barriers(window) if axe else ())),
        *(f"too small {one}" for one in seen.small),
        *(f"language {one}" for one in inspection.untranslated(seen)),
        *(f"amount {one}" for one in inspection.strange_amounts(seen)),
    ]
    for size in widths:
        await window.size(*size)
        wrong += [f"too wide at {size[0]}: {one}" for one in await inspection.overflow(window)]
    await window.size(*DESKTOP)
    return [f"{window.path}: {one}" for one in wrong]


async def walk(windows: Windows, lang: str, *, widths: tuple[tuple[int, int], ...], axe: bool) -> None:
    """Open every sample in a language; each must be right, and have a title no other page has for them."""
    here = {**await places(), "file": await some_file(windows)}
    opened: dict[str, Window] = {}
    titles, wrong = defaultdict[tuple[str, str], set[str]](set), list[str]()
    for sample in SAMPLES:
        if sample.login not in opened:
            opened[sample.login] = await windows.open(sample.login, lang=lang)
        window, path = opened[sample.login], sample.path.format(**here)
        window.expected = (sample.status,)
        assert await window.go(path) == sample.status, f"{sample.login} {path}"
        wrong += await findings(window, widths=widths, axe=axe)
        titles[sample.login, await window.page.title()].add(path.split("?tab=")[0])
    assert not wrong, "\n".join(wrong)
    assert {title: paths for title, paths in titles.items() if len(paths) > 1} == {}


async def test_every_page_in_chinese(windows: Windows) -> None:
    """Axe finds nothing serious, four widths fit."""
    await walk(windows, "zh-CN", widths=(TABLET, PHONE, NARROW), axe=True)


async def test_every_page_in_english(windows: Windows) -> None:
    """Longer words fit as well, and what is Chinese says so."""
    await walk(windows, "en", widths=(PHONE,), axe=False)
