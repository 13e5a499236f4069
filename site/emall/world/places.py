"""Names of the divisions goods come from, beyond the ten of Lishui, and the streets where units receive them."""

from __future__ import annotations

from emall.kernel import regions

COUNTY_CODES = tuple(county.code for county in regions.COUNTIES)

ELSEWHERE = {
    "330100": "浙江杭州",
    "330200": "浙江宁波",
    "330300": "浙江温州",
    "330500": "浙江湖州",
    "330600": "浙江绍兴",
    "330782": "浙江义乌",
    "330784": "浙江永康",
    "331000": "浙江台州",
    "440300": "广东深圳",
    "440400": "广东珠海",
}


def place(code: str) -> str:
    """The place of origin as goods carry it: 浙江云和, 广东珠海; 莲都 is the city itself."""
    if code in (regions.CITY, "331102"):
        return "浙江丽水"
    return ELSEWHERE[code] if code in ELSEWHERE else f"浙江{regions.region(code).short}"


def delivery_region(code: str) -> str:
    """Where goods for a unit go: offices of the city itself all sit in 莲都区."""
    return "331102" if code == regions.CITY else code
