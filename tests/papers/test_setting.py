"""Papers: texts stay texts, heads repeat, rows stay whole, and the same facts give the same bytes."""

import io
from datetime import UTC, datetime
from typing import Any

import pytest

from emall.papers import Overlong, amount, frame, pdf_reply, qr_svg, setting, typeset

AT = datetime(2026, 11, 27, 8, 30, tzinfo=UTC)
HOSTILE = '#import "@preview/evil:1.0.0": *\n#read("/etc/passwd") \\ $x^2$ *b* _i_ <label> @ref [c] "引号" ‘单’ `raw` // no'


def facts(**changed: Any) -> dict[str, Any]:
    """A small paper."""
    head = frame(
        title="样张",
        number="YZ202611270001",
        organisation="丽水市示例局",
        path="/verify/YZ202611270001",
        printed_by="季明",
        printed_at=AT,
        **changed.pop("frame", {}),
    )
    basis = {
        "paper": head,
        "pairs": [["甲方", "丽水市示例局"]],
        "rows": [["1", "复印纸", "100.00"]],
        "text": "条款正文。",
        "total": amount(123_405),
        "parties": [{"side": "甲方", "name": "丽水市示例局"}, {"side": "乙方", "name": "示例公司"}],
    }
    return {**basis, **changed}


def pages(pdf: bytes) -> list[str]:
    """The text of each page, without the break points set into long runs."""
    from pypdf import PdfReader

    return [page.extract_text().replace("\u200b", "") for page in PdfReader(io.BytesIO(pdf)).pages]


def bare(text: str) -> str:
    """Without white space, which line breaks and columns decide."""
    return "".join(text.split())


async def test_a_paper_says_its_number_page_amount_and_who_printed_it() -> None:
    (page,) = pages(await typeset("specimen", facts()))
    text = bare(page)
    for part in ("样张", "编号：YZ202611270001", "第1页共1页", "¥1,234.05", "人民币壹仟贰佰叁拾肆元零伍分"):
        assert part in text
    assert "打印：2026-11-2716:30季明" in text


async def test_english_words_of_the_shared_page() -> None:
    (page,) = pages(await typeset("specimen", facts(), lang="en"))
    assert "Page1of1" in bare(page) and "Printed2026-11-2716:30by季明" in bare(page)


async def test_text_of_users_stays_text() -> None:
    rows = [["1", HOSTILE, "1.00"]]
    text = bare("".join(pages(await typeset("specimen", facts(rows=rows, text=HOSTILE)))))
    assert text.count(bare(HOSTILE)) == 2


@pytest.mark.parametrize(
    "odd", ["😀 茶杯", "𠮷野家 龘", "a\u202egnp.exe", "x\x00y\x07z", "\u0627\u0644", "\ud800"]
)
async def test_characters_beyond_the_fonts_never_stop_a_paper(odd: str) -> None:
    assert pages(await typeset("specimen", facts(text=odd, rows=[["1", odd, "1.00"]])))


async def test_long_words_and_long_texts_stay_on_the_page() -> None:
    word, long = "W" * 200, "龙泉青瓷。" * 2000
    pdf = await typeset("specimen", facts(rows=[["1", word, "1.00"], ["2", long, "2.00"]], text=long + word))
    text = bare("".join(pages(pdf)))
    assert text.count("龙泉青瓷") >= 3990 and text.count("W") == 400
    assert widest(pdf) <= 210 - 22 + 1


def widest(pdf: bytes) -> float:
    """How far right any text starts, in mm."""
    from pypdf import PdfReader

    found = [0.0]

    def note(text: str, cm: list[float], tm: list[float], *_: object) -> None:
        if text.strip():
            found.append(tm[4] * cm[0] + cm[4])

    for page in PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=note)
    return max(found) / 72 * 25.4


async def test_heads_repeat_and_the_signatures_never_stand_alone() -> None:
    rows = [[str(n), f"货物{n}号", f"{n}.00"] for n in range(1, 61)]
    read = [bare(page) for page in pages(await typeset("specimen", facts(rows=rows)))]
    assert len(read) >= 2 and f"第1页共{len(read)}页" in read[0]
    assert all("金额（元）" in page for page in read if "货物" in page)
    assert "人民币" in read[-1] and "（盖章）" in read[-1]


async def test_the_same_facts_give_the_same_bytes_and_a_mark_shows() -> None:
    first, second = await typeset("specimen", facts()), await typeset("specimen", facts())
    assert first == second
    assert "草稿" in bare(pages(await typeset("specimen", facts(frame={"mark": "草稿"})))[0])


async def test_too_much_is_refused_and_unknown_templates_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setting, "MOST_BYTES", 500)
    with pytest.raises(Overlong):
        await typeset("specimen", facts())
    for name in ("../base", "nothing", "paper.typ"):
        with pytest.raises(FileNotFoundError):
            await typeset(name, {})


async def test_pictures_have_plain_names() -> None:
    with pytest.raises(ValueError, match="no name of a picture"):
        await typeset("specimen", facts(), pictures={"../facts.json": b""})


def test_a_code_is_a_scalable_picture() -> None:
    svg = qr_svg("https://example.org/verify/HT1?digest=" + "a" * 64)
    assert svg.startswith("<svg") and "viewBox" in svg


def test_the_answer_is_shown_not_kept_and_its_name_is_harmless() -> None:
    reply = pdf_reply('合同 HT1"; x=\r\nSet-Cookie: a', b"%PDF")
    shown = reply.headers["Content-Disposition"]
    assert "\r" not in shown and "\n" not in shown and shown.count('"') == 2 and shown.startswith("inline")
    assert "%E5%90%88%E5%90%8C" in shown
    assert reply.headers["Cache-Control"] == "private, no-store"
