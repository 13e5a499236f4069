"""Puts together what rooms tell each other without knowing each other; called once by every process."""

from emall.catalogue.queries import lexicon, use_correction, use_deals, use_names, use_recent, use_witness
from emall.kernel import workdays
from emall.orders.actions import follow
from emall.orders.queries.deals import deals_of
from emall.searches import tally, teaching
from emall.searches.queries import recent_of
from emall.settings import settings


def join_rooms() -> None:
    """Register who listens to whom; doing it twice changes nothing."""
    workdays.learn(settings().data / "holidays")
    use_deals(deals_of)
    use_witness(tally.note)
    use_correction(lexicon.better)
    use_names(teaching.names)
    use_recent(recent_of)
    follow()
