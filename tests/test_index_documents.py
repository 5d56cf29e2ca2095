"""DOCX and PDF files as pages."""

from __future__ import annotations

import builtins
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from index.apart import READER, sendable
from index.corpus import RawPage, documents, read_file
from index.corpus.pdf_paragraphs import PdfLine, join_pages
from index.errors import CorpusError, DocumentError, UnexpectedError
from index.extract import extract_article
from tests.document_writing import (
    LOCKED,
    docx,
    p,
    paragraph,
    pdf,
    pdf_of_bytes,
    run,
    table,
)
from tests.legacy_writing import write, write_bytes

TITLE = "Xã vùng cao làm đường bê tông"
LEAD = (
    "Sáng nay, ủy ban nhân dân xã tổ chức lễ khởi công tuyến đường dài ba cây số "
    "nối hai bản xa nhất với trung tâm xã."
)
BODY = (
    "Bà con góp ngày công, huyện hỗ trợ xi măng. Đường sẽ xong trước mùa mưa, để học "
    "sinh hai bản không còn phải lội suối đến trường."
)


@pytest.fixture(autouse=True)
def fresh_reader() -> Iterator[None]:
    """Documents are read by a child process, which a test may have patched."""
    READER.close()
    yield
    READER.close()


def read(tmp_path: Path, name: str, data: bytes) -> RawPage | CorpusError:
    file = tmp_path / name
    file.write_bytes(data)
    (page,) = read_file(file, name)
    return page


def text_of(tmp_path: Path, name: str, data: bytes) -> str:
    page = read(tmp_path, name, data)
    assert isinstance(page, RawPage), page
    return page.text


def test_a_docx_file_becomes_an_article(tmp_path: Path) -> None:
    page = read(tmp_path, "tin.DOCX", docx(p(TITLE) + p("") + p(LEAD) + p(BODY)))
    assert isinstance(page, RawPage)
    assert (page.kind, page.encoding, page.converted_from) == ("text", "DOCX", None)
    assert page.text == f"{TITLE}\n\n{LEAD}\n\n{BODY}"
    article = extract_article(page)
    assert (article.title, article.body) == (TITLE, f"{LEAD}\n\n{BODY}")


def test_what_a_reader_of_a_docx_file_sees_is_taken_and_nothing_else(
    tmp_path: Path,
) -> None:
    body = (
        f"<w:p>{run('Giữ ')}<w:del>{run('xóa')}<w:r><w:delText>xóa</w:delText></w:r>"
        f"</w:del><w:ins>{run('thêm ')}</w:ins><w:moveFrom>{run('dời')}</w:moveFrom>"
        f"<w:hyperlink>{run('liên kết')}</w:hyperlink>"
        "<w:r><w:tab/><w:t>cột</w:t><w:noBreakHyphen/><w:t>nối</w:t>"
        "<w:br/><w:t>dòng</w:t><w:instrText>PAGE</w:instrText></w:r></w:p>"
        f"<w:sdt><w:sdtContent>{p('Trong ô nội dung')}</w:sdtContent></w:sdt>"
    )
    assert text_of(tmp_path, "a.docx", docx(body)) == (
        "Giữ thêm liên kết\tcột-nối\ndòng\n\nTrong ô nội dung"
    )


def test_a_text_box_is_read_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{p('Trong khung')}</w:txbxContent>"
    body = (
        f"<w:p>{run('Ngoài khung')}<w:r><mc:AlternateContent>"
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        f"</mc:AlternateContent></w:r></w:p>"
    )
    assert text_of(tmp_path, "a.docx", docx(body)) == "Trong khung\n\nNgoài khung"


def test_the_head_of_an_official_letter_is_read_by_column(tmp_path: Path) -> None:
    head = table(
        [["ỦY BAN NHÂN DÂN", "XÃ SUỐI MƠ"], ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]],
        [["Số: 12/BC-UBND"], ["Suối Mơ, ngày 5 tháng 3 năm 2020"]],
    )
    later = table([["Thôn", "Hộ"], ["Đông", "12"]], [["Tây"], ["15"]])
    assert text_of(tmp_path, "a.docx", docx(head + p("BÁO CÁO") + later)) == (
        "ỦY BAN NHÂN DÂN\nXÃ SUỐI MƠ\nSố: 12/BC-UBND\n"
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSuối Mơ, ngày 5 tháng 3 năm 2020\n\n"
        "BÁO CÁO\n\nThôn\nHộ\nĐông\n12\nTây\n15"
    )


def test_a_table_within_a_table_stays_in_its_cell(tmp_path: Path) -> None:
    inner = table([["hai"], ["ba"], ["bốn"]])
    outer = (
        f"<w:tbl><w:tr><w:tc>{p('một')}{inner}{p('năm')}</w:tc>"
        f"<w:tc>{p('sáu')}</w:tc></w:tr></w:tbl>"
    )
    text = text_of(tmp_path, "a.docx", docx(p("Đầu") + outer))
    assert text == "Đầu\n\nmột\nhai\nba\nbốn\nnăm\nsáu"


def test_the_body_of_a_docx_file_may_have_any_name(tmp_path: Path) -> None:
    data = docx(p("Nội dung"), main="word/document2.xml")
    assert text_of(tmp_path, "a.docx", data) == "Nội dung"


def test_entities_of_a_docx_file_are_not_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "bi-mat"
    secret.write_text("bí mật", "utf-8")
    bomb = "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "lũ"}">' for n in range(12)
    )
    entities = f'<!DOCTYPE w:document [{bomb}<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    body = "<w:p><w:r><w:t>Tin &x; &a11;</w:t></w:r></w:p>"
    page = read(tmp_path, "a.docx", docx(body, before=entities))
    if isinstance(page, RawPage):
        assert "bí mật" not in page.text and len(page.text) < 100
    else:
        assert isinstance(page, DocumentError)


@pytest.mark.parametrize("name", ["TCVN3", "VNI"])
def test_a_docx_file_in_an_old_font_is_converted_and_marked(
    tmp_path: Path, name: str
) -> None:
    body = p(write(LEAD, name)) + p(write(BODY.replace("Đ", "đ"), name))
    page = read(tmp_path, "a.docx", docx(body))
    assert isinstance(page, RawPage)
    assert page.text == f"{LEAD}\n\n{BODY.replace('Đ', 'đ')}"
    assert page.converted_from == name


BROKEN_DOCX = {
    "nothing": (b"", "not a whole DOCX"),
    "no zip": (b"PK\x03\x04 hm", "not a whole DOCX"),
    "no body": (docx(p("Tin"), main="word/x.xml").replace(b"x.xml", b"y.xml", 1), ""),
    "old or locked": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "password"),
    "no text": (docx(p(" ")), "scanned"),
    "bad XML": (docx("<w:p><w:r>"), "not a whole DOCX"),
}


@pytest.mark.parametrize("case", BROKEN_DOCX)
def test_a_docx_file_that_cannot_be_read_says_why(tmp_path: Path, case: str) -> None:
    data, reason = BROKEN_DOCX[case]
    error = read(tmp_path, "a.docx", data)
    if case == "no body" and isinstance(error, RawPage):
        pytest.skip("the name was compressed away")
    assert isinstance(error, DocumentError) and reason in error.reason


@given(at=st.integers(0, 10_000), bit=st.integers(0, 7), cut=st.booleans())
def test_no_damage_to_a_document_stops_the_run(
    tmp_path_factory: pytest.TempPathFactory, at: int, bit: int, cut: bool
) -> None:
    folder = tmp_path_factory.mktemp("hong")
    for name, whole in (
        ("a.docx", docx(p(TITLE) + table([["một"], ["hai"]]) + p(BODY))),
        ("a.pdf", pdf([paragraph(LEAD, 800)])),
    ):
        damaged = bytearray(whole)
        damaged[at % len(whole)] ^= 1 << bit
        data = bytes(damaged[: at % len(whole)] if cut else damaged)
        assert isinstance(read(folder, name, data), RawPage | DocumentError)


def test_a_docx_file_too_large_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.corpus.docx.MAX_XML", 1000)
    error = read(tmp_path, "a.docx", docx(p("a" * 2000)))
    assert isinstance(error, DocumentError) and "too large" in error.reason


def test_what_is_packed_beside_the_body_is_not_unpacked(tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    file.write_bytes(docx(p("Tin")))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/1.bin", b" " * 2**20)
    (page,) = read_file(file, "a.docx")
    assert isinstance(page, RawPage) and page.text == "Tin"


def test_a_package_with_names_in_no_encoding_is_reported(tmp_path: Path) -> None:
    data = bytearray(docx(p("Tin")))
    entry = data.index(b"PK\x01\x02")
    data[entry + 9] |= 8  # The flag that says UTF-8 (APPNOTE.TXT, 4.4.4).
    data[data.index(b"_rels/.rels", entry)] = 0xFF
    error = read(tmp_path, "a.docx", bytes(data))
    assert isinstance(error, DocumentError) and "not a whole DOCX" in error.reason


@pytest.mark.parametrize(
    ("limit", "body"),
    [
        ("MAX_XML_ELEMENTS", "<w:p/>" * 200),
        ("MAX_XML_ELEMENTS", "<x/>" * 200),
        ("MAX_XML_INSIDE", f"<w:p>{'<w:r/>' * 200}</w:p>"),
        ("MAX_XML_DIRECTORY", p("Tin")),
    ],
)
def test_a_docx_file_of_too_many_elements_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, body: str
) -> None:
    assert isinstance(read(tmp_path, "a.docx", docx(p("Tin") + body)), RawPage)
    monkeypatch.setattr(f"index.corpus.docx.{limit}", 100)
    READER.close()
    error = read(tmp_path, "a.docx", docx(p("Tin") + body))
    assert isinstance(error, DocumentError) and "too large" in error.reason


def test_paragraphs_that_are_over_take_no_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.corpus.docx.MAX_XML_INSIDE", 10)
    paragraphs = [f"Đoạn {n}" for n in range(50)]
    body = "".join(map(p, paragraphs)) + table([paragraphs, paragraphs])
    page = read(tmp_path, "a.docx", docx(body))
    assert isinstance(page, RawPage)
    assert page.text.split() == " ".join(paragraphs * 3).split()


@pytest.mark.parametrize("name", ["a.docx", "a.pdf"])
def test_a_fault_of_a_library_costs_one_document_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def fail(_file: Path) -> str:
        raise ZeroDivisionError("float division by zero")

    monkeypatch.setitem(documents.READERS, Path(name).suffix, fail)
    error = read(tmp_path, name, b"")
    assert isinstance(error, UnexpectedError)
    assert "ZeroDivisionError" in error.reason


def test_a_pdf_file_becomes_an_article(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    lines = [
        *paragraph(TITLE, 800),
        *paragraph(LEAD, 770),
        *paragraph(BODY, 720),
    ]
    page = read(tmp_path, "tin.PDF", pdf([lines]))
    assert isinstance(page, RawPage)
    assert (page.kind, page.encoding, page.converted_from) == ("text", "PDF", None)
    assert page.text == f"{TITLE}\n\n{LEAD}\n\n{BODY}"
    article = extract_article(page)
    assert (article.title, article.body) == (TITLE, f"{LEAD}\n\n{BODY}")


def test_headers_footers_and_numbers_of_pages_go(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    pages = [
        [
            (50, 820, f"Bản tin xã Suối Mơ – số {number}"),
            *paragraph(f"{TITLE} {'đoạn ' * number}", 780),
            *paragraph(f"{BODY} Hết đoạn {word}.", 740),
            (290, 20, str(number)),
        ]
        for number, word in enumerate("một hai ba bốn".split(), 1)
    ]
    text = text_of(tmp_path, "a.pdf", pdf(pages))
    assert "Bản tin" not in text and text.count(BODY) == 4
    assert not any(line.strip().isdigit() for line in text.split("\n"))


def test_a_paragraph_goes_on_over_the_end_of_a_page(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    lines = paragraph(f"{LEAD} {BODY}", 800)
    first, second = lines[:3], [(x, 800.0, text) for x, _y, text in lines[3:4]]
    second += [(x, 788.0 - 12 * n, text) for n, (x, _y, text) in enumerate(lines[4:])]
    assert text_of(tmp_path, "a.pdf", pdf([first, second])) == f"{LEAD} {BODY}"


def test_a_pdf_file_in_an_old_font_is_converted_and_marked(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    for name in ("TCVN3", "VNI"):
        lines = [TITLE, "tổ chức lễ khởi công", "trước mùa mưa, đường đã xong"]
        data = pdf_of_bytes([write_bytes(line, name) for line in lines])
        page = read(tmp_path, "a.pdf", data)
        assert isinstance(page, RawPage) and page.converted_from == name
        assert page.text.replace("\n\n", "\n").split("\n") == lines


BROKEN_PDF = {
    "nothing": (b"", "not a whole PDF"),
    "no pdf": (b"PK\x03\x04", "not a whole PDF"),
    "cut off": (pdf([[(50, 800, "Tin")]])[:60], "not a whole PDF"),
    "scanned": (pdf([[], []]), "OCR"),
    "locked": (pdf([[(50, 800, "Tin")]], encrypt=LOCKED), "password"),
}


@pytest.mark.parametrize("case", BROKEN_PDF)
def test_a_pdf_file_that_cannot_be_read_says_why(
    tmp_path: Path, case: str, capfd: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pypdfium2")
    data, reason = BROKEN_PDF[case]
    error = read(tmp_path, "a.pdf", data)
    assert isinstance(error, DocumentError) and reason in error.reason
    assert capfd.readouterr() == ("", "")


def test_without_the_extra_a_pdf_file_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def refuse(name: str, *args: object, **kwargs: object) -> object:
        if name.startswith("pypdfium2"):
            raise ModuleNotFoundError(name)
        return real(name, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", refuse)
    error = read(tmp_path, "a.pdf", b"%PDF-1.7")
    assert isinstance(error, DocumentError)
    assert "pip install 'tracuu[documents]'" in error.reason


def line(text: str, bottom: float, left: float = 50, height: float = 10) -> PdfLine:
    """A line whose characters are half as wide as high."""
    wide = height / 2
    first_word = wide * len(text.split()[0])
    return PdfLine(text, left, left + wide * len(text), bottom, height, first_word)


def test_lines_are_joined_where_the_next_word_had_no_room() -> None:
    full = "Sáng nay, xã tổ chức lễ khởi công tuyến đường dài"
    assert join_pages([[line(full, 700), line("ba cây số.", 688)]]) == (
        f"{full} ba cây số."
    )
    # Here it had, so the writer ended the line.
    short = "Nơi nhận"
    page = [line(full, 700), line("ba cây số.", 688), line(short, 676)]
    assert join_pages([page]).endswith(f"ba cây số.\n\n{short}")


def test_lines_of_glyphs_without_height_are_lines() -> None:
    # Fonts of drawn glyphs (Type 3), and damaged ones, give boxes of height 0.
    flat = [line("Cầu treo mới", 700, height=0), line("Xã vùng cao", 688, height=0)]
    for page in (flat, [flat[0], line("Xã vùng cao", 688)]):
        assert join_pages([page]).split() == "Cầu treo mới Xã vùng cao".split()


def test_a_hyphen_at_the_end_of_a_line_belongs_to_vietnamese_words() -> None:
    def joined(first: str, second: str) -> str:
        return join_pages([[line(first, 700), line(second, 688)]])

    before = "Đoàn khách từ thủ đô nước bạn đến"
    assert joined(f"{before} In-đô-", "nê-xi-a thăm tỉnh") == (
        f"{before} In-đô-nê-xi-a thăm tỉnh"
    )
    assert joined(f"{before} trans-", "portation") == f"{before} transportation"
    assert joined(f"{before} Quốc lộ 1-", "A") == f"{before} Quốc lộ 1- A"


def test_items_and_indented_lines_begin_paragraphs() -> None:
    full = "Cuộc họp bàn ba việc lớn của xã trong năm tới đây."
    page = [
        line(full, 700),
        line("- Làm đường lên hai bản xa nhất của xã trong quý một", 688),
        line("và quý hai.", 676),
    ]
    assert join_pages([page]) == (
        f"{full}\n\n- Làm đường lên hai bản xa nhất của xã trong quý một và quý hai."
    )
    page = [
        line(full, 700),
        line("Đoạn sau thụt vào đầu dòng, nói tiếp chuyện", 688, 70),
    ]
    assert join_pages([page]).count("\n\n") == 1


@given(
    st.lists(
        st.lists(
            st.builds(
                line,
                st.text("ab đ-.1", min_size=1).filter(str.strip).map(str.strip),
                st.integers(0, 800),
                st.integers(0, 500),
                st.integers(1, 40),
            )
        )
    )
)
def test_joining_keeps_every_letter_of_the_lines_it_keeps(
    pages: list[list[PdfLine]],
) -> None:
    text = join_pages(pages)
    kept = {c for page in pages for one in page for c in one.text}
    assert set(text) <= kept | set(" \n")
    assert "\n\n\n" not in text


def test_centred_headings_and_a_signature_on_the_right_stay_lines_of_their_own(
    tmp_path: Path,
) -> None:
    body = paragraph("Thực hiện kế hoạch của tỉnh, huyện báo cáo kết quả " * 3, 700)
    lines = [
        (178.0, 780.0, "Suối Bạc, ngày 12 tháng 7 năm 2022"),
        (182.0, 760.0, "BÁO CÁO"),
        (87.0, 745.0, "Kết quả cải cách hành chính sáu tháng đầu năm"),
        *body,
        (255.0, 640.0, "TM. ỦY BAN NHÂN DÂN"),
        (283.0, 628.0, "CHỦ TỊCH"),
    ]
    text = text_of(tmp_path, "a.pdf", pdf([lines]))
    shown = [line for line in text.split("\n") if line]
    assert shown[:3] == [line for *_, line in lines[:3]]
    assert shown[3] == " ".join(line for *_, line in body)
    assert shown[4:] == ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]


def test_an_error_goes_through_a_pipe_without_what_led_to_it() -> None:
    # Where Dask is loaded causes and tracebacks are pickled, too, and lxml's cannot be.
    try:
        try:
            etree.fromstring(b"<w:document>")
        except etree.XMLSyntaxError as exc:
            raise DocumentError("kho/a.docx", reason="bad XML") from exc
    except DocumentError as error:
        sent = sendable(error)
    assert isinstance(sent, DocumentError) and "bad XML" in sent.reason
    assert (sent.__cause__, sent.__context__, sent.__traceback__) == (None,) * 3
