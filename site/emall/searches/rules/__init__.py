"""Decisions about names for the same thing, and about what of a search may be kept."""

from emall.searches.rules.groups import (
    Group,
    grouped_with,
    in_force,
    names_in,
    overlapping,
    refusals_for_group,
    same_names,
)
from emall.searches.rules.naming import groups_by_name, joined, near, refusals_for_name, teachable
from emall.searches.rules.personal import kept_words, without_personal

__all__ = [
    "Group",
    "grouped_with",
    "groups_by_name",
    "in_force",
    "joined",
    "kept_words",
    "names_in",
    "near",
    "overlapping",
    "refusals_for_group",
    "refusals_for_name",
    "same_names",
    "teachable",
    "without_personal",
]
