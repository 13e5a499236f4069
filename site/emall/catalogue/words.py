"""Listing statuses, policy tags and sources of reference prices."""

from enum import StrEnum

from emall.web.language import N_


class ListingStatus(StrEnum):
    """Where a listing stands."""

    DRAFT = "draft"  # 草稿
    IN_REVIEW = "in_review"  # 待审核
    LIVE = "live"  # 在售
    PRICE_HOLD = "price_hold"  # 价格核实中
    OFF_SHELF = "off_shelf"  # 已下架
    REFUSED = "refused"  # 审核未通过


LISTING_MOVES = {
    ListingStatus.DRAFT: frozenset({ListingStatus.IN_REVIEW}),
    ListingStatus.IN_REVIEW: frozenset({ListingStatus.LIVE, ListingStatus.REFUSED}),
    ListingStatus.LIVE: frozenset({ListingStatus.OFF_SHELF, ListingStatus.PRICE_HOLD}),
    ListingStatus.PRICE_HOLD: frozenset({ListingStatus.LIVE, ListingStatus.OFF_SHELF}),
    ListingStatus.OFF_SHELF: frozenset({ListingStatus.LIVE}),
    ListingStatus.REFUSED: frozenset({ListingStatus.IN_REVIEW}),
}


class Policy(StrEnum):
    """Policy tags (政策标签) a listing can carry, with evidence and an end date where it has one."""

    SME = "sme"  # 中小企业
    ENVIRONMENT = "environment"  # 环境标志
    ENERGY = "energy"  # 节能产品
    DISABLED = "disabled"  # 残疾人福利性单位
    PRISON = "prison"  # 监狱企业
    GREEN_FOOD = "green_food"  # 绿色食品
    ORGANIC = "organic"  # 有机产品
    ORIGIN_MARK = "origin_mark"  # 地理标志
    HERITAGE = "heritage"  # 非遗技艺
    HALL = "hall"  # 地方精品


class PriceSource(StrEnum):
    """Where a reference price (参考价) was seen."""

    MAKER_SITE = "maker_site"  # 厂商官网
    ETAILER = "etailer"  # 电商自营
    SURVEY = "survey"  # 市场调查


LOCAL_STORE = "local"  # 本地仓
QUICK = "quick"  # 次日达
HALL = "hall"  # 地方精品: the one hall the index knows so far

GRADES = {"A": 4, "B": 3, "C": 2, "D": 1}
"""Credit grades (信用等级) as numbers that can be compared; no grade counts as 0."""

FRESH_DAYS = 90
"""A supplier counts as new (新入驻) for so many days after its admission."""

FRESH_PLACES = (5, 13)
"""Places of a search's list, from 0, at which goods of new suppliers take turns; told in the help text `ranking`."""

POLICY_NAMES = {
    Policy.SME: N_("SME"),
    Policy.ENVIRONMENT: N_("Environmental label"),
    Policy.ENERGY: N_("Energy saving"),
    Policy.DISABLED: N_("Disability welfare enterprise"),
    Policy.PRISON: N_("Prison enterprise"),
    Policy.GREEN_FOOD: N_("Green food"),
    Policy.ORGANIC: N_("Organic"),
    Policy.ORIGIN_MARK: N_("Geographical indication"),
    Policy.HERITAGE: N_("Heritage craft"),
    Policy.HALL: N_("Specialty Hall"),
}

POLICY_TAGS = POLICY_NAMES | {
    Policy.ENVIRONMENT: N_("Eco label"),
    Policy.DISABLED: N_("Disability welfare"),
    Policy.PRISON: N_("Prison-run"),
    Policy.ORIGIN_MARK: N_("Origin mark"),
}
"""The same on cards, where the official words would take a row of their own."""

POLICY_LOOKS = {
    Policy.ENVIRONMENT: ("policy", "leaf"),
    Policy.ENERGY: ("policy", "bolt"),
    Policy.GREEN_FOOD: ("policy", "leaf"),
    Policy.ORGANIC: ("policy", "leaf"),
    Policy.ORIGIN_MARK: ("place", "map-pin"),
    Policy.HERITAGE: ("place", None),
    Policy.HALL: ("place", None),
}
"""Tone and icon of a tag; the others are plain policy outlines."""

SOURCE_NAMES = {
    PriceSource.MAKER_SITE: N_("Maker's own site"),
    PriceSource.ETAILER: N_("Lowest self-operated e-tailer"),
    PriceSource.SURVEY: N_("Market survey"),
}

SECTOR_NAMES = {
    "bureau": N_("Bureau"),
    "authority": N_("Authority"),
    "school": N_("School"),
    "hospital": N_("Hospital"),
    "town": N_("Township"),
    "institution": N_("Public institution"),
    "soe": N_("State-owned enterprise"),
}
"""Kinds of units as deals name them."""

SORT_NAMES = {
    "best": N_("Best match"),
    "price_asc": N_("Price, low first"),
    "price_desc": N_("Price, high first"),
    "sales": N_("Most ordered"),
    "newest": N_("Newest"),
}

SORTED_BY = {
    "price_asc": N_(
        "You sorted by price, low to high: goods that fit your words stand by their price alone."
    ),
    "price_desc": N_(
        "You sorted by price, high to low: goods that fit your words stand by their price alone."
    ),
    "sales": N_("You sorted by sales: goods that fit your words stand by how much of them was ordered."),
    "newest": N_("You sorted by newest: goods that fit your words stand by the day they came on sale."),
}
"""Why goods stand where they stand in an order somebody chose."""

WEIGHTS = {"stock": 0.5, "delivery": 0.2, "on_time": 0.2, "sales": 0.1}
"""What counts for the order among goods the words fit equally well, the most each can add. Nothing else does:
not where a supplier sits, not membership of the hall, no payment."""

WEIGHT_NAMES = {
    "stock": N_("Stock"),
    "delivery": N_("Delivery time"),
    "on_time": N_("Record of delivering on time"),
    "sales": N_("Sales of the last 90 days"),
}

MET = {
    "title": N_("%(words)s is in the name."),
    "model": N_("%(words)s is the model number."),
    "brand": N_("%(words)s is the brand."),
    "category": N_("%(words)s is the category."),
    "keyword": N_("%(words)s is among the keywords or item numbers."),
    "synonym": N_("%(words)s is another name for “%(found)s”."),
    "spelled": N_("%(words)s sounds like “%(found)s”."),
    "initials": N_("%(words)s are the first letters of “%(found)s”."),
    "inner": N_("%(words)s is there in part: “%(found)s”."),
    "slip": N_("%(words)s is spelt almost like “%(found)s”."),
    "misspelled": N_("%(words)s is spelt almost as “%(found)s” sounds."),
    "aside": N_("%(words)s is in the specification or the supplier's name."),
    "none": N_("%(words)s was not found in the texts of these goods."),
}
"""How words of a search met some goods, by the kinds of search.explain."""

SENTENCES = {
    "less_than_min_order": N_("The smallest order is %(min_order)s."),
    "not_in_steps": N_("Order %(min_order)s, then %(step)s more at a time."),
    "more_than_in_stock": N_("Only %(free)s left in stock."),
    "not_on_sale": N_("%(title)s is no longer on sale."),
    "stock_changed": N_("The stock changed meanwhile. Check the quantity and try again."),
    "price_out_of_range": N_("Enter a price above zero and up to 100 million yuan."),
    "too_many_tiers": N_("At most %(most)s price steps."),
    "tier_starts_too_early": N_("The step from %(quantity)s must start later than the one before it."),
    "tier_must_cost_less": N_("The step from %(quantity)s must cost less than the one before it."),
    "tier_incomplete": N_("Give both the quantity and the price of a step."),
    "listing_cannot_move": N_("This listing cannot be moved on or off the shelf now."),
    "no_stock_to_offer": N_("Enter at least %(min_order)s in stock before you put it on sale."),
    "reason_needed": N_("Give a reason; it stays in the record."),
    "stock_out_of_range": N_("Enter a stock from 0 to 10 million."),
    "stock_below_held": N_("Orders already hold %(held)s; the stock cannot be lower."),
    "listing_changed": N_("The listing changed while you were editing. Compare and save again."),
    "picture_missing": N_("Choose a picture first."),
    "picture_unreadable": N_("This file is not a JPEG, PNG or WebP picture."),
    "picture_too_large": N_("The picture may have at most %(most)s megapixels."),
    "picture_too_heavy": N_("The file may have at most %(most)s MB."),
    "picture_too_small": N_("The picture needs at least %(least)s pixels on each side."),
    "unknown_parameter": N_("There is no such parameter."),
    "unreadable_value": N_("This value cannot be read: %(why)s"),
    "prices_turned_round": N_("The lowest price is above the highest."),
    "too_many_pictures": N_("At most %(most)s pictures for each listing."),
}
"""What refusals of this room say."""
