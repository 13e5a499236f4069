"""Rows of units and people judged cell by cell, and files read whatever program wrote them."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emall.accounts.words import OPERATOR_DUTIES, Duty
from emall.kernel.codes import uscc_of
from emall.kernel.refusal import Refused
from emall.onboarding import documents
from emall.onboarding.reading import read_sheet
from emall.onboarding.rules import Known, Scope, Unit, duties_of, judge, region_of
from emall.onboarding.words import COLUMNS, DUTY_WORDS, FileKind, RowStatus

CODE, OTHER = uscc_of("12", "331102", 17), uscc_of("12", "331181", 18)
CITY, LIANDU = Scope("331100", any_post=True), Scope("331102", any_post=False)
UNIT = {
    "uscc": CODE,
    "name": "示例学校",
    "short_name": "",
    "kind": "行政事业单位",
    "region": "莲都",
    "phone": "",
    "address": "",
}
PERSON = {
    "login": "zhang.san",
    "name": "张三",
    "uscc": CODE,
    "duties": "经办人",
    "title": "",
    "phone": "",
    "email": "",
}
SCHOOL = Unit(1, "示例学校", "public_unit", "331102", True)


def unit(known=None, scope=CITY, number=2, **cells):
    return judge(FileKind.UNITS, number, {**UNIT, **cells}, known=known or Known(), scope=scope)


def person(known=None, scope=CITY, number=2, **cells):
    return judge(
        FileKind.PEOPLE, number, {**PERSON, **cells}, known=known or Known(units={CODE: SCHOOL}), scope=scope
    )


def problems(judged):
    return [(column, key) for column, key, _ in judged.problems]


def test_a_right_unit_is_good_and_cleaned():
    judged = unit(uscc=f" {CODE[:6]}-{CODE[6:].lower()} ", phone="+86 138 0000 0000")
    assert judged.status == RowStatus.GOOD
    assert (judged.cells["uscc"], judged.cells["phone"], judged.key) == (CODE, "13800000000", CODE)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"uscc": ""}, ("uscc", "cell_fill_in")),
        ({"uscc": CODE[:-1]}, ("uscc", "uscc_length")),
        ({"uscc": "I" + CODE[1:]}, ("uscc", "uscc_alphabet")),
        ({"uscc": CODE[:-1] + ("0" if CODE[-1] != "0" else "1")}, ("uscc", "uscc_check")),
        ({"name": "长" * 121}, ("name", "cell_too_long")),
        ({"name": "a\x07b"}, ("name", "cell_unreadable")),
        ({"kind": "供应商"}, ("kind", "kind_unknown")),
        ({"region": "杭州"}, ("region", "region_unknown")),
        ({"phone": "12345"}, ("phone", "cell_not_a_phone")),
    ],
)
def test_each_wrong_cell_of_a_unit_is_named(cells, expected):
    judged = unit(**cells)
    assert judged.status == RowStatus.BAD and problems(judged) == [expected]


def test_all_problems_come_at_once():
    assert len(problems(unit(uscc="x", name="", kind="?", region="?", phone="?"))) == 5


def test_a_unit_outside_the_county_is_refused_to_the_county():
    assert problems(unit(scope=LIANDU, region="龙泉市")) == [("region", "region_outside")]
    assert unit(scope=LIANDU, region="331102").status == RowStatus.GOOD


def test_a_unit_that_is_there_is_known_and_never_taken_over():
    known = Known(units={CODE: SCHOOL})
    assert unit(known).status == RowStatus.KNOWN
    assert problems(unit(known, name="别的学校")) == [("uscc", "uscc_other_name")]


def test_the_second_row_that_says_the_same_is_bad():
    known = Known(first={CODE: 2})
    assert unit(known, number=2).status == RowStatus.GOOD
    assert problems(unit(known, number=9)) == [("uscc", "twice_in_file")]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"login": "1x"}, ("login", "cell_login_letters")),
        ({"email": "nobody"}, ("email", "cell_not_an_email")),
        ({"uscc": OTHER}, ("uscc", "unit_unknown")),
        ({"duties": ""}, ("duties", "cell_fill_in")),
        ({"duties": "厨师"}, ("duties", "duty_unknown")),
        ({"duties": "供应商业务员"}, ("duties", "duty_not_in_unit")),
    ],
)
def test_each_wrong_cell_of_a_person_is_named(cells, expected):
    assert problems(person(**cells)) == [expected]


@pytest.mark.parametrize("duty", sorted(OPERATOR_DUTIES))
def test_operator_posts_never_come_by_file(duty):
    assert ("duties", "duty_not_by_file") in problems(person(duties=str(duty)))


def test_counties_give_posts_of_buying_units_in_their_county_only():
    assert problems(person(scope=LIANDU, duties="评审专家")) == [("duties", "duty_not_yours")]
    away = Known(units={CODE: Unit(1, "示例学校", "public_unit", "331181", True)})
    assert problems(person(away, scope=LIANDU)) == [("uscc", "region_outside")]


def test_a_person_is_known_by_user_name_and_name():
    known = Known(units={CODE: SCHOOL}, people={"zhang.san": "张三"})
    assert person(known, login="Zhang.San").status == RowStatus.KNOWN
    assert problems(person(known, name="李四")) == [("login", "login_other_name")]


def test_units_out_of_service_take_nobody_in():
    stopped = Known(units={CODE: Unit(1, "示例学校", "public_unit", "331102", False)})
    assert problems(person(stopped)) == [("uscc", "unit_stopped")]


def test_duties_are_read_in_both_languages_and_kept_once():
    assert duties_of("经办人、Receiver；buyer / 厨师") == ([Duty.BUYER, Duty.RECEIVER], ["厨师"])
    assert {DUTY_WORDS[word] for word in DUTY_WORDS} == set(Duty)


def test_places_are_read_by_name_and_code():
    assert [region_of(text) for text in ("莲都", "莲都区", "331102", "Liandu", "市本级", "杭州")] == [
        "331102", "331102", "331102", "331102", "331100", None,
    ]  # fmt: skip


def csv_of(*lines: str, encoding="utf-8-sig") -> bytes:
    return "\r\n".join(lines).encode(encoding)


HEAD = "统一社会信用代码,单位名称,类型,县市"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_every_usual_encoding(encoding):
    rows = read_sheet(
        csv_of(HEAD, f"{CODE},示例学校,国有企业,龙泉", "", encoding=encoding), kind=FileKind.UNITS
    ).rows
    assert rows == [(2, {"uscc": CODE, "name": "示例学校", "kind": "国有企业", "region": "龙泉"})]


def test_english_heads_semicolons_and_other_columns_are_fine():
    text = csv_of("Note;Credit code;Name;Kind;County", f"x;{CODE};School;public unit;Liandu")
    assert read_sheet(text, kind=FileKind.UNITS).rows[0][1]["region"] == "Liandu"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "file_empty"),
        (csv_of(HEAD), "file_empty"),
        (csv_of("单位名称,类型", "a,b"), "columns_missing"),
        (csv_of(HEAD + ",名称", "a,b,c,d,e"), "columns_twice"),
        (b"\x00\x01\x02\xff\xfe", "file_unreadable"),
        (b"PK\x03\x04 not really", "file_unreadable"),
        (b"x" * 5_000_001, "file_too_large"),
        (csv_of(HEAD, *["a,b,c,d"] * 20_001), "file_too_long"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(content, key):
    with pytest.raises(Refused) as caught:
        read_sheet(content, kind=FileKind.UNITS)
    assert [(refusal.field, refusal.key) for refusal in caught.value.refusals] == [("file", key)]


def workbook(*rows: tuple[str, ...], extra: bytes = b"") -> bytes:
    """A small XLSX file, written by hand."""
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>"
        for row in rows
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}content-types"><Default Extension="xml" ContentType='
        '"application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}relationships"><Relationship Id="r1" Type='
        f'"{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets><sheet name="a" sheetId="1" '
        'r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}relationships"><Relationship Id="r1" Type='
        f'"{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
        if extra:
            packed.writestr("xl/media/large.bin", extra)
    return out.getvalue()


def test_excel_is_told_by_its_content():
    rows = read_sheet(
        workbook(tuple(HEAD.split(",")), (CODE, "示例学校", "国有企业", "龙泉")), kind=FileKind.UNITS
    ).rows
    assert rows[0][1]["uscc"] == CODE and rows[0][1]["name"] == "示例学校"


def test_a_workbook_that_unpacks_into_a_mountain_is_not_unpacked():
    with pytest.raises(Refused, match="file_unreadable"):
        read_sheet(workbook(tuple(HEAD.split(",")), extra=b"0" * 61_000_000), kind=FileKind.UNITS)


@given(
    st.lists(
        st.sampled_from(
            ["=1+1", "+86", "-x", "@a", "＝1+1", "＋86", "－x", "＠a", "plain", "a,b", 'say "so"', "两 字"]
        ),
        min_size=4,
        max_size=4,
    )
)
def test_rows_with_problems_can_be_read_again_and_start_no_formula(texts):
    keys = [column.key for column in COLUMNS[FileKind.UNITS] if column.needed]
    cells = dict(zip(keys, texts, strict=True))
    content = documents.rows_with_problems(FileKind.UNITS, [(cells, "=wrong")], language="zh-CN")
    assert not any(
        cell.startswith(tuple("=+-@＝＋－＠"))
        for cell in content.decode("utf-8-sig").split("\r\n")[1].split(",")
    )
    assert {key: read_sheet(content, kind=FileKind.UNITS).rows[0][1][key] for key in keys} == cells


@pytest.mark.parametrize("kind", FileKind)
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_templates_open_in_excel_and_are_read_by_us(kind, language):
    content = documents.template(kind, language=language)
    assert content.startswith(b"\xef\xbb\xbf")
    example = ",".join(column.example for column in COLUMNS[kind])
    assert len(read_sheet(content + example.encode(), kind=kind).rows) == 1
