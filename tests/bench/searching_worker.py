"""A fresh process that opens the index and answers questions: how much memory a worker of the site needs for searching.

Questions come in as JSON lines; three lines of JSON go out: before opening, after it, after the last question.
"""

import json
import sys

from emall.app import create_app
from emall.settings import settings
from search import SearchQuery, open_engine
from tests.bench.timing import memory


def main() -> None:
    """Measure, open, measure, answer, measure."""
    create_app(settings())
    print(json.dumps(memory()), flush=True)
    config = settings()
    engine = open_engine(config.data / "search", url=config.meili_url, key=config.meili_key)
    engine.health()
    print(json.dumps(memory()), flush=True)
    for line in sys.stdin:
        told = json.loads(line)
        if told["suggest"]:
            engine.suggest(told["text"])
        else:
            engine.search(SearchQuery(text=told["text"], facets=tuple(told["facets"]), size=24, prices=True))
    print(json.dumps(memory()), flush=True)
    engine.close()


main()
