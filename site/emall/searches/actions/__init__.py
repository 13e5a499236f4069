"""Deeds about searches: groups of names, saved searches, clearing and sweeping what is kept."""

from emall.searches.actions.naming import teach_name
from emall.searches.actions.own import clear_recent, remove_search, rename_search, save_search, stamp_opened
from emall.searches.actions.sweeping import sweep
from emall.searches.actions.synonyms import add_group, change_group, switch_group, switch_shipped
from emall.searches.teaching import keep, settle_names

__all__ = [
    "add_group",
    "change_group",
    "clear_recent",
    "keep",
    "remove_search",
    "rename_search",
    "save_search",
    "settle_names",
    "stamp_opened",
    "sweep",
    "switch_group",
    "switch_shipped",
    "teach_name",
]
