"""The official catalogue from a file: good rows in, bad cells named, nothing lost on a second run."""

from pathlib import Path

import pytest

from emall.catalogue.actions import import_official, write_bad_cells
from emall.catalogue.queries import crosswalk, official
from emall.database import DB
from tests.making import make

pytestmark = pytest.mark.usefixtures("db")
HEAD = "code,name,level,parent,flag"


def file(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "official.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8-sig")
    return path


async def entries() -> dict[str, str]:
    rows = await DB.fetch("SELECT code, name FROM official_category WHERE edition = '2022'")
    return {row.code: row.name for row in rows}


async def test_good_rows_are_kept_and_each_bad_cell_is_named(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        "A05040101,复印纸,4,A05040100,",
        "A,货物,0,,",
        "A05040100,纸制文具,3,A,",
        "X1,不对,1,A,",
        "A05040100,重复,3,A,",
        f"A09,{'长' * 121},1,A,",
        "A08,层级不对,一,A,",
        "A07000000,没有上级,1,A99999999,",
        "A07010000,上级没有进来,2,A07000000,",
    )
    taken = await import_official(path, edition="2022")
    assert taken.written == 3
    assert await entries() == {"A": "货物", "A05040100": "纸制文具", "A05040101": "复印纸"}
    assert [(cell.line, cell.column) for cell in taken.bad] == [
        (5, "code"),
        (6, "code"),
        (7, "name"),
        (8, "level"),
        (9, "parent"),
        (10, "parent"),
    ]


async def test_a_second_run_renames_and_doubles_nothing(tmp_path: Path) -> None:
    await import_official(file(tmp_path, "A,货物,0,,"), edition="2022")
    await import_official(file(tmp_path, "A,货物类,0,,", "A01,房屋,1,A,"), edition="2022")
    assert await entries() == {"A": "货物类", "A01": "房屋"}


async def test_a_file_without_a_column_or_an_edition_that_is_no_year_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="level"):
        await import_official(file(tmp_path, "A,货物", head="code,name,parent"), edition="2022")
    with pytest.raises(ValueError, match="year"):
        await import_official(file(tmp_path, "A,货物,0,,"), edition="new")


async def test_the_error_file_is_inert_in_a_spreadsheet(tmp_path: Path) -> None:
    taken = await import_official(file(tmp_path, '"=1+1",x,1,,'), edition="2022")
    errors = tmp_path / "errors.csv"
    write_bad_cells(errors, taken.bad)
    text = errors.read_text(encoding="utf-8-sig").splitlines()
    assert text[0] == "line,column,text,reason" and text[1].startswith("2,code,'=1+1,")


async def test_a_code_is_found_and_followed_into_another_edition(tmp_path: Path) -> None:
    await import_official(file(tmp_path, "A05040101,复印纸,4,,"), edition="2022")
    await make(
        "crosswalk", from_edition="2013", from_code="A090101", to_edition="2022", to_code="A05040101", note=""
    )
    found = await official("2022", "A05040101")
    assert found is not None and found.name == "复印纸"
    assert [(row.code, row.name) for row in await crosswalk("2013", "A090101", to="2022")] == [
        ("A05040101", "复印纸")
    ]
    assert await crosswalk("2013", "A999", to="2022") == []
