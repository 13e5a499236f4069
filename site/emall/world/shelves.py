"""The official catalogue entries in use, the crosswalk of its editions, and the mall's shelves, brands and makers."""

from __future__ import annotations

from functools import cache

from emall.world.places import place
from emall.world.reading import Line, Row, lines


@cache
def leaves() -> dict[str, Line]:
    """Leaf categories by their code."""
    return {row["key"]: row for row in lines("categories")}


@cache
def attributes(leaf: str) -> tuple[tuple[str, str, str, bool, str], ...]:
    """Name, English name, unit, whether it is a facet, and the usual value of each attribute, in deciding order."""
    text = next(row["attributes"] for row in lines("attributes") if row["category"] == leaf)
    cells = [part.split(":", 4) for part in text.split(";")]
    return tuple((name, english, unit, facet == "f", usual) for name, english, unit, facet, usual in cells)


def official_rows() -> list[Row]:
    """Rows of `official_category`: only the codes this mall uses, of both editions."""
    return [
        {
            "id": number,
            "edition": row["edition"],
            "code": row["code"],
            "name": row["name"],
            "name_en": "",
            "level": int(row["level"] or (len(row["code"]) - 1) // 2),
            "parent_code": row["parent"],
            "flag": "",
        }
        for number, row in enumerate(lines("official"), 1)
    ]


def crosswalk_rows() -> list[Row]:
    """Rows of `crosswalk` from the 2013 edition to that of 2022; a note where one code names different things."""
    return [
        {
            "id": number,
            "from_edition": "2013",
            "from_code": row["code_2013"],
            "to_edition": "2022",
            "to_code": row["code_2022"],
            "note": f"同一编码在两版目录中所指不同，2013 版为{row['name_2013']}"
            if row["trap"] == "1"
            else "",
        }
        for number, row in enumerate(lines("crosswalk"), 1)
    ]


@cache
def category_ids() -> dict[str, int]:
    """Ids of groups and leaves by their codes."""
    codes = [row["key"] for row in lines("groups")] + list(leaves())
    return {code: number for number, code in enumerate(codes, 1)}


def category_rows() -> list[Row]:
    """Rows of `category`: eleven groups, then the leaves beneath them."""
    ids = category_ids()
    groups = [
        _category(
            ids[row["key"]],
            row,
            position,
            hint=row["hint_zh"],
            hint_en=row["hint_en"],
            icon=row["icon"],
        )
        for position, row in enumerate(lines("groups"), 1)
    ]
    kept = [
        _category(
            ids[row["key"]],
            row,
            position,
            parent=ids[row["group"]],
            hint=row["synonyms"],
            art=row["art"],
            unit=row["unit_zh"],
            official_edition="2022",
            official_code=row["code"],
            energy_required=row["energy"] == "1",
            vat_bp=int(row["vat_bp"]),
            attributes=_attribute_cells(row["key"]),
        )
        for position, row in enumerate(leaves().values(), 1)
    ]
    return groups + kept


def _category(number: int, row: Line, position: int, **more: object) -> Row:
    blank = {
        "parent": None,
        "hint": "",
        "hint_en": "",
        "icon": "",
        "art": "",
        "unit": "",
        "official_edition": "",
    }
    plain = {
        "official_code": "",
        "energy_required": False,
        "vat_bp": 1300,
        "attributes": [],
    }
    own = {
        "id": number,
        "code": row["key"],
        "name": row["name_zh"],
        "name_en": row["name_en"],
        "position": position,
    }
    return {**blank, **plain, **own, **more}


def _attribute_cells(leaf: str) -> list[Row]:
    return [
        {
            "key": f"a{number}",
            "name": name,
            "name_en": english,
            "unit": unit,
            "facet": facet,
        }
        for number, (name, english, unit, facet, _) in enumerate(attributes(leaf), 1)
    ]


@cache
def brand_ids() -> dict[str, int]:
    """Ids of brands by name."""
    return {row["brand"]: number for number, row in enumerate(lines("brands"), 1)}


@cache
def maker_ids() -> dict[str, int]:
    """Ids of makers by name; two brands may come from one maker."""
    return {
        name: number for number, name in enumerate(dict.fromkeys(row["maker"] for row in lines("brands")), 1)
    }


@cache
def brand_lines() -> dict[str, Line]:
    """The list of brands by name: maker, its size and place, and whether it is a welfare employer or a prison works."""
    return {row["brand"]: row for row in lines("brands")}


def brand_rows() -> list[Row]:
    """Rows of `brand`."""
    return [
        {
            "id": brand_ids()[row["brand"]],
            "name": row["brand"],
            "name_en": row["name_en"],
            "aliases": [row["name_en"].lower()],
        }
        for row in lines("brands")
    ]


def maker_rows() -> list[Row]:
    """Rows of `maker` with the size that decides policy for small firms."""
    rows = {row["maker"]: row for row in reversed(lines("brands"))}
    return [
        {
            "id": number,
            "name": name,
            "size": rows[name]["maker_size"],
            "region": "331102" if rows[name]["origin"] == "331100" else rows[name]["origin"],
            "place": place(rows[name]["origin"]),
        }
        for name, number in maker_ids().items()
    ]
