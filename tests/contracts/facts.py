"""Facts of a document for tests without a database."""

from datetime import date
from typing import Any


def line(**more: Any) -> dict[str, Any]:
    """A line of an order as the database gives it."""
    return {
        "title": "复印纸 A4 70g",
        "sku_code": "S1",
        "brand": "山青",
        "model": "7391",
        "maker": "丽水市某纸业有限公司",
        "unit": "箱",
        "spec": [["规格", "A4 70g"], ["包装", "5包/箱"]],
        "official_code": "A05040101",
        "quantity": 10,
        "price_fen": 115_00,
        "vat_bp": 1300,
        "image": "ab" * 32,
        **more,
    }


def facts(**more: Any) -> dict[str, Any]:
    """What `document_of` takes."""
    return {
        "number": "HT202611270001",
        "drawn_on": date(2026, 11, 27),
        "order": "LS202611270001",
        "purchase": "CG202611270001",
        "supplements": "",
        "regime": "below_threshold",
        "unit": {
            "name": "丽水市教育局",
            "name_en": "Lishui Education Bureau",
            "uscc": "11331100002645024J",
            "address": "丽水市莲都区北苑路190号",
            "contact": "季明",
            "phone": "0578-2091234",
        },
        "supplier": {
            "name": "处州办公用品有限公司",
            "name_en": "",
            "uscc": "91331100MA28J00001",
            "address": "丽水市莲都区中东路1号",
            "contact": "吴晓",
            "phone": "13857800001",
            "bank": "丽水农商银行",
            "account": "201000012345678",
        },
        "delivery": {
            "receiver": "季明",
            "phone": "13857812345",
            "place": "浙江省丽水市莲都区北苑路190号",
            "ship_days": 2,
            "wanted_on": None,
        },
        "lines": [line()],
        "freight_fen": 0,
        "warranty_months": 12,
        "return_days": 7,
        "rules": {
            "receive_days": 3,
            "accept_days": 7,
            "replace_days": 5,
            "invoice_days": 5,
            "sme_pay_days": 30,
            "late_interest_ppm": 500,
            "supplement_permille": 100,
        },
        **more,
    }
