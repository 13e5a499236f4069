"""Sixty goods with their filters, and every engine that must behave alike over them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from search import ProductDocument, SearchEngine, TantivyEngine
from tests.search.meili_server import WAY, SettledEngine, search_server

MAKERS: dict[str, Callable[[Path], SearchEngine]] = {
    "meilisearch": lambda folder: SettledEngine(*search_server()),
    "tantivy": lambda folder: TantivyEngine(folder),
    "tantivy-without-memory": lambda folder: TantivyEngine(folder, remembered=0),
}


def made(name: str, folder: Path) -> SearchEngine:
    """An engine with an empty index of its own, or a skipped test that says what is missing."""
    if name == "meilisearch" and search_server() is None:
        pytest.skip(WAY)
    return MAKERS[name](folder)


def split(text: str, mark: str = ",") -> tuple[str, ...]:
    return tuple(part for part in text.split(mark) if part)


def read(line: str) -> ProductDocument:
    (key, title, brand, model, codes, names, price, sales, firm, regions, policy, attrs, stock) = line.split(
        "|"
    )
    return ProductDocument(
        id=int(key),
        spu_id=1000 + int(key),
        version=1,
        title=title,
        brand=split(brand)[0] if brand else "",
        brand_aliases=split(brand)[1:],
        model=model,
        category_codes=split(codes),
        category_names=split(names, "/"),
        price_fen=int(price),
        sales_90d=int(sales),
        supplier_id=int(firm),
        supplier_name=f"丽水第{firm}商贸有限公司",
        region_codes=split(regions),
        hall_ids=("specialty",) if codes.startswith("F") else (),
        policy_tags=split(policy, ";"),
        attrs=split(attrs, ";"),
        delivery=("quick",) if int(key) % 3 == 0 else (),
        delivery_days=int(key) % 5 + 1,
        credit=int(key) % 5,
        home=f"3311{int(key) % 4:02d}",
        origin="331181" if int(key) % 6 == 0 else "",
        fresh=int(key) % 11 == 0,
        listed_at=1_700_000_000 + int(key) % 7,
        in_stock=stock == "y",
    )


@pytest.fixture(scope="session")
def goods() -> list[ProductDocument]:
    lines = (Path(__file__).parent / "goods.txt").read_text(encoding="utf-8").splitlines()
    return [read(line) for line in lines if not line.startswith("#")]


@pytest.fixture(scope="module", params=sorted(MAKERS))
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, goods: list[ProductDocument]
) -> Iterator[SearchEngine]:
    """An engine holding all goods; tests only read it."""
    engine = made(request.param, tmp_path_factory.mktemp("filled"))
    engine.apply(goods)
    yield engine
    engine.close()


@pytest.fixture(params=sorted(MAKERS))
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchEngine]:
    """An engine of one test's own."""
    engine = made(request.param, tmp_path / "index")
    yield engine
    engine.close()
