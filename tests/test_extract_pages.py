"""The public seam: kinds of page, ids, empty pages, and properties of any page."""

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Person
from index.corpus.page import RawPage
from index.errors import EmptyPageError
from index.extract import extract_article, make_article_id

PROSE = (
    "Bà con trong bản góp công làm lại mái trường, ai có gỗ góp gỗ, ai có sức góp "
    "sức, xong trước mùa mưa."
)


def text_page(text):
    return RawPage("text", "site/page.txt", "hash", text)


@pytest.mark.parametrize("text", ["", " \n\t\n", "0:00 / 0:00\nChia sẻ\nXem thêm"])
def test_a_page_without_title_and_text_is_an_error_that_names_it(text):
    with pytest.raises(EmptyPageError) as caught:
        extract_article(text_page(text))
    assert caught.value.path == "site/page.txt"


def test_the_id_is_made_from_the_path_alone():
    first = extract_article(text_page(f"Bản Sậy dựng lại trường\n\n{PROSE}"))
    second = extract_article(text_page(f"Bản Sậy có trường mới\n\n{PROSE}"))
    assert first.id == second.id == make_article_id("site/page.txt")
    assert re.fullmatch(r"[0-9a-f]{16}", first.id)


def test_the_fields_that_a_record_gives_are_taken_as_given():
    fields = {
        "id": "a-1", "title": "Tin", "body": f"{PROSE}\n\nHà Miên",
        "published": "2020-06-06T03:30", "authors": ("Vi Lụa",),
        "persons": (Person("Lò Văn Mẫu"), Person("Vi Thị Lụa", "Trưởng bản")),
        "url": "https://example.vn/1", "source": "Báo Mẫu",
    }  # fmt: skip
    got = extract_article(RawPage("record", "a.jsonl#1", "hash", fields=fields))
    assert (got.id, got.url, got.source) == ("a-1", "https://example.vn/1", "Báo Mẫu")
    assert (got.published, got.published_from) == ("2020-06-06T03:30", "metadata")
    assert got.authors == ("Vi Lụa",)
    assert [(p.name, p.role) for p in got.persons] == [
        ("Lò Văn Mẫu", None),
        ("Vi Thị Lụa", "Trưởng bản"),
    ]
    assert got.body == f"{PROSE}\n\nHà Miên"


def test_what_a_record_leaves_out_is_read_from_its_body():
    body = f"Ông Lò Văn Mẫu đến dự.\n{PROSE}\nHà Miên"
    got = extract_article(
        RawPage("record", "a.jsonl#2", "hash", fields={"title": "Tin", "body": body})
    )
    assert got.id == make_article_id("a.jsonl#2")
    assert got.authors == ("Hà Miên",)
    assert [p.name for p in got.persons] == ["Lò Văn Mẫu"]
    assert got.published is None and got.published_from is None


PIECES = st.sampled_from(
    ["\n", "\n\n", " ", "Chiều 4/12", "(04/12/2017 18:19)", "31/02/2020", "Xem thêm",
     "Tin: Hà ThuẢnh: Vi Lụa", "Đồng chí", "Lò Văn Mẫu", "Nguyễn Thị Hoà", ", Bí thư",
     "Tỉnh uỷ Hà Giang ", "- Chủ tịch", "0:00", "Tin khác", "TP. Hồ Chí Minh", PROSE,
     "Kim Mau - un", "Ivan Maudinov", "Theo VOV", "năm 2021", "./.", "“", "Thời sự",
     "Trang chủ » Tin", "Bài\u00adviết", "\u200b", "Ý kiến bạn đọc", "ngày 02/02/2023"]
)  # fmt: skip
PAGES = st.one_of(
    st.text(max_size=300), st.lists(PIECES, max_size=30).map(" ".join)
).map(lambda text: unicodedata.normalize("NFC", text))


def flat(text):
    return re.sub(r"[\s\u00ad\u200b\u2060\ufeff]+", "", text)


@settings(max_examples=150, deadline=None)
@given(PAGES)
def test_any_text_gives_an_article_of_its_own_words_or_an_empty_page_error(text):
    try:
        got = extract_article(text_page(text))
    except EmptyPageError:
        return
    source = flat(text)
    assert flat(got.title) in source
    for paragraph in got.body.split("\n\n"):
        assert flat(paragraph) in source
    words = flat(f"{got.title}\n{got.body}")
    for person in got.persons:
        assert flat(person.name) in words
        assert person.role is None or flat(person.role) in words
    assert (got.published is None) == (got.published_from is None)


@settings(max_examples=60, deadline=None)
@given(PAGES, PAGES)
def test_any_record_gives_an_article_or_an_empty_page_error(title, body):
    page = RawPage("record", "a#1", "h", fields={"title": title, "body": body})
    try:
        got = extract_article(page)
    except EmptyPageError:
        return
    assert flat(got.body) == flat(body)


HOSTILE = {
    "share": "chia sẻ " * 27 + "x",
    "arrows": "a » " * 50 + ".",
    "hashes": "#a,#b," * 35 + "x ?",
    "languages": "vi " * 70 + "x",
    "letters": "a " * 100 + "b",
    "dashes": "- " * 60 + "x Nguyễn Văn Mẫu nói",
    "addresses": "ông - bà , " * 60 + "x Nguyễn Văn Mẫu nói",
    "qualifiers": "nguyên phó " * 60 + "x Nguyễn Văn Mẫu nói",
    "roles": "Chủ tịch, " * 2000 + "Nguyễn Văn Mẫu",
    "dots": "." * 50_000 + "a",
    "brackets": "(" * 50_000,
    "names": "Nguyễn " * 20_000,
    "digits": "1/2/" * 30_000,
    "lists": "Tin khác\nLũ lên\n" * 5_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_is_read_to_its_end(text):
    # A rule that backtracks would not come back at all: the longest of these
    # takes a fraction of a second, and no time is asserted on a busy machine.
    got = extract_article(text_page(f"Tin trong ngày\n\n{PROSE}\n\n{text}"))
    assert got.title == "Tin trong ngày"
