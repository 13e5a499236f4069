"""The addresses about searches: the Procurement Centre's desk, each person's own."""

from emall.searches.handlers.naming import NameDesk
from emall.searches.handlers.own import OwnSearches, remember_words
from emall.searches.handlers.synonyms import SynonymDesk
from emall.searches.handlers.tallies import SearchDesk

ROUTES = [SearchDesk, NameDesk, SynonymDesk, OwnSearches]

__all__ = ["ROUTES", "NameDesk", "OwnSearches", "SearchDesk", "SynonymDesk", "remember_words"]
