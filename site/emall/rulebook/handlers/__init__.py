"""Pages of the rulebook: the rules in force, their history, and the changes proposed and decided."""

from emall.rulebook.handlers.changes import Changes
from emall.rulebook.handlers.desk import Rules

ROUTES = [Rules, Changes]
