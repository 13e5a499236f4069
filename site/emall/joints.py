"""Puts together what rooms tell each other without knowing each other; called once by every process."""

from emall.accounts.words import DUTY_WALLS
from emall.cart.queries.goods import goods_to_plan
from emall.catalogue.queries import lexicon, use_correction, use_deals, use_names, use_recent, use_witness
from emall.contracts import actions as contracts
from emall.database import walls
from emall.delays.actions import refuse_while_red
from emall.kernel import workdays
from emall.orders.actions import follow, lock_with, shrink
from emall.orders.queries.deals import deals_of
from emall.plans import actions as plans
from emall.plans.queries import use_carts
from emall.requisitions import actions as requisitions
from emall.reviews import actions as reviews
from emall.searches import tally, teaching
from emall.searches.queries import recent_of
from emall.settings import settings


def join_rooms() -> None:
    """Register who listens to whom; doing it twice changes nothing."""
    walls(DUTY_WALLS)
    workdays.learn(settings().data / "holidays")
    use_deals(deals_of)
    use_witness(tally.note)
    use_correction(lexicon.better)
    use_names(teaching.names)
    use_recent(recent_of)
    use_carts(goods_to_plan)
    plans.follow()
    follow(contracts.follow_order, requisitions.follow_order, reviews.invite)
    shrink(contracts.give_back)
    lock_with(contracts.lock_originals)
    contracts.stop_at(refuse_while_red)
