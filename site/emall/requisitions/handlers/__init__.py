"""Pages of requisitions."""

from emall.requisitions.handlers.answers import Answers
from emall.requisitions.handlers.requests import Requests

ROUTES = [Requests, Answers]
