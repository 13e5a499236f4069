"""Reads about searches: names for the same thing, tallies, saved and recent searches."""

from emall.searches.queries.known import found_under, names_offered
from emall.searches.queries.own import recent_of, recent_rows, saved_of, saved_one, shop_names
from emall.searches.queries.synonyms import all_groups, synonyms_in_force, synonyms_mark
from emall.searches.queries.tallies import Sums, sums, words_asked

__all__ = [
    "Sums",
    "all_groups",
    "found_under",
    "names_offered",
    "recent_of",
    "recent_rows",
    "saved_of",
    "saved_one",
    "shop_names",
    "sums",
    "synonyms_in_force",
    "synonyms_mark",
    "words_asked",
]
