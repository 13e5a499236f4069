"""Pictures of the site for its README, taken from a fresh demo world: `make screens`."""

import asyncio
import io
import os
import tempfile
from pathlib import Path

os.environ.update(EMALL_ENV="demo", EMALL_SECRET="a secret for pictures and for nothing else")
os.environ["EMALL_DATA"] = tempfile.mkdtemp(prefix="emall-screens-")
os.environ.pop("DATABASE_URL", None)

from PIL import Image, ImageChops
from playwright.async_api import async_playwright

from emall.paths import ROOT
from tests import databases
from tests.journeys import people, window
from tests.journeys.pages import places
from tests.journeys.served import Site, looking_at, serving

FOLDER = ROOT / "docs" / "screens"
LARGEST = 300_000  # bytes
LOOK = 0.1  # percent of the pixels
VISIBLE = 16  # of 255 steps of grey; less is the grain of the format
DESK, PHONE = (1440, 1000), (390, 844)

# name → who looks, at what size, where
PICTURES = {
    "mall": ("buyer", DESK, "/mall"),
    "results": ("buyer", DESK, "/mall/search?q=复印纸"),
    "product": ("buyer", DESK, "/mall/p/2"),
    "cart": ("buyer", DESK, "/cart"),
    "checkout": ("buyer", DESK, "/checkout/{sheet}"),
    "order": ("buyer", DESK, "/orders/{shipped}"),
    "run": ("buyer", DESK, "/orders/{completed}/run"),
    "contract": ("buyer", DESK, "/contracts/{contract}"),
    "settlement": ("approver", DESK, "/settlements/{settlement_to_review}"),
    "treasury": ("finance", DESK, "/desk/treasury"),
    "rules": ("finance", DESK, "/desk/rules"),
    "delays": ("finance", DESK, "/desk/delays"),
    "approval-390": ("approver", PHONE, "/approvals/{sheet_to_decide}"),
    "results-390": ("buyer", PHONE, "/mall/search?q=复印纸"),
}


def webp(picture: bytes) -> bytes:
    """The picture as WebP, as good as fits into the largest size."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for quality in (90, 82, 74, 66, 58):
        kept = io.BytesIO()
        image.save(kept, "WEBP", quality=quality, method=6)
        if kept.tell() <= LARGEST:
            break
    return kept.getvalue()


def changed(old: bytes, new: bytes) -> float:
    """The share of pixels that differ visibly between two pictures, in percent; 100 for another size."""
    before, after = (Image.open(io.BytesIO(one)).convert("L") for one in (old, new))
    if before.size != after.size:
        return 100.0
    steps = ImageChops.difference(before, after).histogram()
    return 100 * sum(steps[VISIBLE:]) / sum(steps)


def keep(file: Path, picture: bytes) -> None:
    """Put a picture in its place; one that changed by more than LOOK percent wants somebody's eyes."""
    share = changed(file.read_bytes(), picture) if file.exists() else 100.0
    file.write_bytes(picture)
    print(
        f"{file.name}: {len(picture) // 1000} kB, {share:.2f} % changed{'  <- look at it' if share > LOOK else ''}"
    )


async def sheet_of(buyer: window.Window) -> str:
    """A sheet of what the buyer has in the cart: several suppliers, nothing submitted."""
    await buyer.go("/cart")
    return await people.open_sheet(buyer)


async def take(site: Site) -> None:
    """Take every picture, one window after the other."""
    here = await places()
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with async_playwright() as playwright:
        browser = await window.opened(playwright)
        async with window.windows(browser, site) as windows:
            here["sheet"] = await sheet_of(await windows.open("buyer"))
            for name, (login, size, path) in PICTURES.items():
                shown = await windows.open(login, size=size, sharp=2 if size == PHONE else 1)
                await shown.go(path.format(**here))
                await shown.page.wait_for_load_state("networkidle")
                keep(FOLDER / f"{name}.webp", webp(await shown.page.screenshot()))
        await browser.close()


async def main() -> None:
    """Serve a fresh demo world and take the pictures."""
    async with serving(databases.server(), seeded=True) as site:
        with looking_at(site):
            await take(site)


if __name__ == "__main__":
    asyncio.run(main())
