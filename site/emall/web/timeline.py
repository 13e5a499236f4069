"""What a timeline shows (templates/shared/progress.html): the same entry for orders, plans, contracts and returns."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a timeline; `at` is the moment for machines, `state` waiting is the step to come."""

    icon: str
    title: str
    actor: str
    text: str
    when: str
    at: str = ""
    state: str = ""
    pictures: tuple[str, ...] = ()
