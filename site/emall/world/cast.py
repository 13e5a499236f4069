"""Who plays which part in the story: the people of each unit and firm as the journal names them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from emall.web.actor import Actor
from emall.world.organisations import organisation_rows, profile_rows
from emall.world.people import level_rows, members, person_rows, post_rows
from emall.world.reading import Row


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a unit's chain: who decides, from which amount (fen) on."""

    position: int
    title: str
    from_fen: int
    actor: Actor


class Cast:
    """Organisations, profiles and actors, looked up by id, seat and duty."""

    def __init__(self, today: date) -> None:
        """Gather everybody as they stand on that day."""
        self.organisations: dict[int, Row] = {int(str(row["id"])): row for row in organisation_rows(today)}
        self.profiles: dict[int, Row] = {int(str(row["organisation"])): row for row in profile_rows(today)}
        self._names = {int(str(row["id"])): str(row["name"]) for row in person_rows(today)}
        self._posts = post_rows(today)
        self._seats = {(member.organisation, member.seat): member.person for member in members()}
        self._levels = level_rows(self._posts)

    def actor(self, organisation: int, duty: str, seat: str = "") -> Actor:
        """The holder of a duty there; with a seat that very person."""
        wanted = self._seats.get((organisation, seat or duty))
        post = next(
            post
            for post in self._posts
            if post["organisation"] == organisation
            and post["duty"] == duty
            and (not seat or post["person"] == wanted)
        )
        return self._as_actor(post)

    def levels(self, organisation: int) -> list[Level]:
        """The approval chain of a unit, lowest first."""
        posts = {post["id"]: post for post in self._posts}
        return [
            Level(
                int(str(row["position"])),
                str(row["title"]),
                int(str(row["from_fen"])),
                self._as_actor(posts[row["post"]]),
            )
            for row in self._levels
            if row["organisation"] == organisation
        ]

    def _as_actor(self, post: Row) -> Actor:
        person, organisation = int(str(post["person"])), int(str(post["organisation"]))
        return Actor(
            person=person,
            name=self._names[person],
            post=int(str(post["id"])),
            duty=str(post["duty"]),
            organisation=organisation,
            organisation_name=str(self.organisations[organisation]["name"]),
            address="127.0.0.1",
        )
