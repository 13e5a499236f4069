"""What a run asks of people's hands: clicks, typed characters, pages loaded, and how long the pages took to answer."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from playwright.async_api import FilePayload

from tests.journeys.window import Window

CLICK_SECONDS = 2  # looking for the next thing to press, before pressing it
CHARACTERS_A_SECOND = 5
BELL = ":is(.bar-link, .focus-head__bell)[href='/messages']"
FILE_CLICKS = 3  # the window of the computer opens, the file is picked, the window is left


@dataclass
class Touch:
    """Everybody's movements since the clock started; `answered` is measured, the rest is counted."""

    clicks: int = 0
    characters: int = 0
    answered: float = 0.0
    hands: "list[Hand]" = field(default_factory=list)

    @property
    def loads(self) -> int:
        """Pages loaded in all windows; what was open when the clock started does not count."""
        return sum(hand.loads for hand in self.hands)

    @property
    def counted(self) -> float:
        """Seconds of hands alone."""
        return self.clicks * CLICK_SECONDS + self.characters / CHARACTERS_A_SECOND

    def __str__(self) -> str:
        """One line to be printed."""
        whole = round(self.counted + self.answered)
        return (
            f"touch time {whole // 60}:{whole % 60:02d} = {self.clicks} clicks × {CLICK_SECONDS} s"
            f" + {self.characters} characters / {CHARACTERS_A_SECOND} + {self.answered:.1f} s of answers;"
            f" {self.loads} page loads: {', '.join(hand.told for hand in self.hands)}"
        )


@dataclass
class Hand:
    """One person at an open window; every movement is counted."""

    window: Window
    touch: Touch
    before: int = 0

    @classmethod
    def at(cls, window: Window, touch: Touch) -> "Hand":
        """Somebody who has signed in and sits in front of a page."""
        hand = cls(window, touch, window.loads)
        touch.hands.append(hand)
        return hand

    @property
    def loads(self) -> int:
        """Pages loaded since the clock started."""
        return self.window.loads - self.before

    @property
    def told(self) -> str:
        """Who, and how many pages."""
        return f"{self.window.login} {self.loads}"

    @asynccontextmanager
    async def _answering(self) -> AsyncIterator[None]:
        began = time.monotonic()
        yield
        self.touch.answered += time.monotonic() - began

    async def press(self, selector: str) -> None:
        """A button that sends a form."""
        self.touch.clicks += 1
        async with self._answering():
            await self.window.press(selector)

    async def follow(self, selector: str) -> None:
        """A link, or what htmx fetches in place of one."""
        self.touch.clicks += 1
        async with self._answering():
            await self.window.follow(self.window.page.locator(selector).first.click())

    async def tick(self, selector: str) -> None:
        """A radio button or a box that sends nothing."""
        self.touch.clicks += 1
        await self.window.page.locator(selector).check()

    async def type(self, selector: str, text: str) -> None:
        """Go into a field and type."""
        self.touch.clicks += 1
        self.touch.characters += len(text)
        await self.window.page.fill(selector, text)

    async def enter(self, selector: str, *, sends: str) -> None:
        """Leave a field by a key that sends its form (`POST`) or leads on (`GET`)."""
        self.touch.characters += 1
        deed = self.window.page.press(selector, "Enter")
        async with self._answering():
            await (self.window.press_by(deed) if sends == "POST" else self.window.follow(deed))

    async def pick(self, selector: str, *, label: str) -> None:
        """Open a list of choices and take one."""
        self.touch.clicks += 2
        field_ = self.window.page.locator(selector)
        values = await field_.evaluate(
            "(list, label) => [...list.options].filter((one) => one.text.includes(label)).map((one) => one.value)",
            label,
        )
        assert len(values) == 1, (label, values)
        await field_.select_option(values[0])

    async def choose_file(self, selector: str, file: FilePayload) -> None:
        """Take a file of one's computer."""
        self.touch.clicks += FILE_CLICKS
        await self.window.page.set_input_files(selector, [file])

    async def message(self, about: str) -> None:
        """Open the messages from wherever one is (on a phone they are in the menu), and the one that is about this."""
        if not await self.window.page.locator(BELL).is_visible():
            self.touch.clicks += 1
            await self.window.page.locator("[data-dialog=site-menu]").click()
        await self.follow(
            f"{BELL}:visible, .drawer a[href='/messages']:visible, #foot-links a[href='/messages']"
        )
        await self.press(f".message:has-text('{about}') .message__open >> nth=0")
