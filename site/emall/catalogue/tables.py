"""The official catalogue, the mall's categories, products and each supplier's listings of them."""

from piccolo.columns import (
    JSONB,
    Array,
    BigInt,
    BigSerial,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from emall.accounts.tables import Organisation
from emall.database import DB


class OfficialCategory(Table, db=DB):
    """One entry of the government procurement catalogue (政府采购品目), known by edition and code."""

    id = BigSerial(primary_key=True)
    edition = Varchar(4)
    code = Varchar(12)
    name = Varchar(120)
    name_en = Varchar(160, default="")
    level = Integer()
    parent_code = Varchar(12, default="")
    flag = Varchar(20, default="")

    official_category_key = Unique([edition, code])


class Crosswalk(Table, db=DB):
    """What a code of one edition is called in another (品目对照)."""

    id = BigSerial(primary_key=True)
    from_edition = Varchar(4)
    from_code = Varchar(12)
    to_edition = Varchar(4)
    to_code = Varchar(12)
    note = Text(default="")

    crosswalk_key = Unique([from_edition, from_code, to_edition, to_code])


class Category(Table, db=DB):
    """A shelf of the mall (商城类目), two levels, each leaf tied to one official category."""

    id = BigSerial(primary_key=True)
    code = Varchar(32, unique=True)
    name = Varchar(40)
    name_en = Varchar(80)
    hint = Varchar(60, default="")
    hint_en = Varchar(120, default="")
    parent = ForeignKey("self", null=True, on_delete=OnDelete.restrict)
    position = Integer(default=0)
    icon = Varchar(32, default="")
    art = Varchar(40, default="")
    unit = Varchar(8, default="")
    official_edition = Varchar(4, default="")
    official_code = Varchar(12, default="")
    energy_required = Boolean(default=False)
    vat_bp = Integer(default=1300)
    attributes = JSONB(default="[]")  # [{key, name, name_en, unit, facet}] in deciding order


class Brand(Table, db=DB):
    """A brand with the other names people type for it (品牌)."""

    id = BigSerial(primary_key=True)
    name = Varchar(60, unique=True)
    name_en = Varchar(80, default="")
    aliases = Array(base_column=Varchar(60))


class Maker(Table, db=DB):
    """Who makes the goods: the firm whose size decides SME policy (生产厂商)."""

    id = BigSerial(primary_key=True)
    name = Varchar(120, unique=True)
    size = Varchar(10)
    region = Varchar(6, default="")
    place = Varchar(60, default="")


class Product(Table, db=DB):
    """A standard product (SPU, 标准商品), the same whoever sells it."""

    id = BigSerial(primary_key=True)
    category = ForeignKey(Category, null=False, on_delete=OnDelete.restrict)
    brand = ForeignKey(Brand, null=False, on_delete=OnDelete.restrict)
    maker = ForeignKey(Maker, null=False, on_delete=OnDelete.restrict)
    model = Varchar(60)
    title = Varchar(160)
    family = Varchar(80, default="", index=True)
    variant = Varchar(40, default="")
    unit = Varchar(8)
    origin_region = Varchar(6, default="")
    origin = Varchar(40, default="")
    spec = JSONB(default="[]")  # [[name, value], …] in deciding order; names as in the category
    keywords = Varchar(300, default="")
    gtin = Varchar(14, default="")
    art = Varchar(60, default="")
    tint = Varchar(12, default="")
    reference_fen = BigInt(null=True, default=None)
    reference_on = Date(null=True, default=None)
    created_at = Timestamptz()

    product_reference_positive = Check("reference_fen IS NULL OR reference_fen > 0")


class ReferencePrice(Table, db=DB):
    """A price seen elsewhere for the same product (参考价), with source and day."""

    id = BigSerial(primary_key=True)
    product = ForeignKey(Product, null=False, on_delete=OnDelete.cascade)
    kind = Varchar(12)
    source = Varchar(80)
    price_fen = BigInt()
    observed_on = Date()

    reference_price_positive = Check("price_fen > 0")


class Listing(Table, db=DB):
    """A supplier's offer of a product (SKU, 商品): price, stock, where and how soon."""

    id = BigSerial(primary_key=True)
    product = ForeignKey(Product, null=False, on_delete=OnDelete.restrict)
    supplier = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    sku_code = Varchar(40)
    title = Varchar(160)
    subtitle = Varchar(160, default="")
    price_fen = BigInt()
    price_version = Integer(default=1)
    min_order = Integer(default=1)
    step = Integer(default=1)
    stock_on_hand = Integer(default=0)
    stock_held = Integer(default=0)
    delivery_days = Integer(default=2)
    regions = Array(base_column=Varchar(6))  # counties served
    status = Varchar(12, default="draft")
    off_reason = Varchar(200, default="")
    tags = Array(base_column=Varchar(16))  # policy tags in force, kept beside PolicyTag for the cards
    local_store = Boolean(default=False)
    sales_90d = Integer(default=0)
    listed_at = Timestamptz()
    updated_at = Timestamptz()
    version = BigInt(default=1)

    listing_one_code = Unique([supplier, sku_code])
    listing_one_offer = Unique([supplier, product])
    listing_price_positive = Check("price_fen > 0")
    listing_stock_covers = Check("stock_held >= 0 AND stock_held <= stock_on_hand")
    listing_order_sizes = Check("min_order >= 1 AND step >= 1")


class PriceTier(Table, db=DB):
    """A lower price from a quantity on (阶梯价)."""

    id = BigSerial(primary_key=True)
    listing = ForeignKey(Listing, null=False, on_delete=OnDelete.cascade)
    from_quantity = Integer()
    price_fen = BigInt()

    price_tier_one_each = Unique([listing, from_quantity])
    price_tier_sane = Check("price_fen > 0 AND from_quantity > 1")


class PriceChange(Table, db=DB):
    """One price of a listing in its history (价格历史); never changed afterwards."""

    id = BigSerial(primary_key=True)
    listing = ForeignKey(Listing, null=False, on_delete=OnDelete.restrict)
    version = Integer()
    price_fen = BigInt()
    tiers = JSONB(default="[]")  # [[from_quantity, price_fen], …]
    changed_by = BigInt(null=True, default=None)
    reason = Varchar(200, default="")
    at = Timestamptz()

    price_change_one_each = Unique([listing, version])


class PolicyTag(Table, db=DB):
    """A policy tag of a listing with its evidence (政策标签): certificate, issuer, last valid day."""

    id = BigSerial(primary_key=True)
    listing = ForeignKey(Listing, null=False, on_delete=OnDelete.cascade)
    kind = Varchar(16)
    certificate = Varchar(60, default="")
    issuer = Varchar(80, default="")
    expires_on = Date(null=True, default=None)

    policy_tag_one_each = Unique([listing, kind])


class ListingImage(Table, db=DB):
    """A picture of a listing, re-encoded to WebP and stored under its digest (商品图片)."""

    id = BigSerial(primary_key=True)
    listing = ForeignKey(Listing, null=False, on_delete=OnDelete.cascade)
    position = Integer()
    digest = Varchar(64)
    width = Integer()
    height = Integer()
    alt = Varchar(160, default="")

    listing_image_one_each = Unique([listing, position])
