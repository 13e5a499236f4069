"""Every page, for everybody: no barriers, nothing too wide or too small, one language at a time, a title of its own."""

from collections import defaultdict

import pytest
from emall.database import DB
from emall.onboarding.actions.jobs import run_due

from tests.journeys import inspection
from tests.journeys.pages import NO_PAGES, SAMPLES, places
from tests.journeys.window import DESKTOP, NARROW, PHONE, TABLET, Window, Windows

pytestmark = pytest.mark.browser

FILE = "统一社会信用代码,单位名称,单位简称,单位类型,区划\n91330000000000000X,不对的单位,不对,学校,龙泉\n"


async def some_file(windows: Windows) -> int:
    """A file of units the centre has uploaded, with something wrong in it."""
    centre = await windows.open("centre")
    await centre.go("/desk/onboarding")
    file = {"name": "单位.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
    await centre.page.set_input_files("#upload-form input[type=file]", [file])
    await centre.press("#upload-form .button--primary")
    await run_due()
    return int(await DB.fetch_value("SELECT max(id) FROM import_file"))


async def findings(window: Window, path: str) -> tuple[str, list[str]]:
    """The title of the page a window shows, and what is wrong with it at each width."""
    await window.size(*DESKTOP)
    seen = await inspection.look(window)
    wrong = [
        *(f"barrier {one}" for one in await inspection.barriers(window)),
        *(f"too small {one}" for one in seen.small),
        *(f"language {one}" for one in inspection.untranslated(seen)),
        *(f"amount {one}" for one in inspection.strange_amounts(seen)),
    ]
    for size in (DESKTOP, TABLET, PHONE, NARROW):
        await window.size(*size)
        wrong += [f"too wide at {size[0]}: {one}" for one in await inspection.overflow(window)]
    return seen.title, [f"{path}: {one}" for one in wrong]


async def test_every_page_in_chinese_has_no_barrier_and_a_title_of_its_own(windows: Windows) -> None:
    here = {**await places(), "file": await some_file(windows)}
    wrong, titles = [], defaultdict(set)
    opened: dict[str, Window] = {}
    for sample in SAMPLES:
        if sample.login not in opened:
            opened[sample.login] = await windows.open(sample.login)
        window, path = opened[sample.login], sample.path.format(**here)
        window.expected = (sample.status,)
        assert await window.go(path) == sample.status, path
        title, found = await findings(window, f"{sample.login} {path}")
        titles[title].add(path.split("?")[0] if "tab=" in path else path)
        wrong += found
    assert wrong == [], chr(10).join(wrong)
    assert {title: paths for title, paths in titles.items() if len(paths) > 1} == {}
