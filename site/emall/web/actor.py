"""Who does a deed: plain values the journal writes down."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting in a post; `person` is None for the system and for visitors not signed in."""

    person: int | None = None
    name: str = ""
    post: int | None = None
    duty: str = ""
    organisation: int | None = None
    organisation_name: str = ""
    address: str = ""
    request_id: str = ""


SYSTEM = Actor(name="system", duty="system_process")
