"""Every decision has its reason, and every line of a page is decided once."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Person
from index.corpus.page import RawPage
from index.errors import EmptyPageError
from index.extract import extract_article
from index.extract.decisions import PARTS, Reason, Trace

PROSE = (
    "Sáng 5/6, đồng chí Lò Văn Mẫu, Bí thư Đảng ủy xã đến đường Trần Phú thăm bà con; "
    "đồng chí Mẫu tặng hai mươi bao xi măng."
)
PAGE = f"""Trang chủ | Tin tức | Liên hệ

Bản Sậy dựng lại trường
05/06/2020 07:30
Chia sẻ

{PROSE}

Hà Miên
Tin khác
Mùa gặt sớm
"""


def traced(page):
    trace = Trace()
    return extract_article(page, trace), trace


def text_page(text):
    return RawPage("text", "site/page.txt", "hash", text)


def reasons(decision):
    return [str(reason) for reason in decision.reasons]


def test_each_part_of_a_page_has_its_line_and_its_reason():
    _, trace = traced(text_page(PAGE))
    for part, line in (("title", 3), ("published", 4), ("authors", 9)):
        (decision,) = trace.about(part)
        assert decision.line == line, part
        assert decision.taken and reasons(decision), part


def test_each_line_is_kept_or_left_out_with_the_rule_that_dropped_it():
    _, trace = traced(text_page(PAGE))
    assert [(one.line, one.taken, reasons(one)) for one in trace.about("line")] == [
        (1, False, ["breadcrumb"]),
        (4, False, ["a dateline"]),
        (5, False, ["share buttons"]),
        (7, True, []),
        (9, False, ["a byline"]),
        (10, False, ["other articles"]),
        (11, False, ["below line 10, which ends the article"]),
    ]


def test_names_turned_down_are_noted_with_the_word_that_denies_them():
    article, trace = traced(text_page(PAGE))
    assert article.persons == (Person("Lò Văn Mẫu", "Bí thư Đảng ủy xã"),)
    notes = {one.text: one for one in trace.about("person")}
    assert notes["Lò Văn Mẫu"].taken
    assert reasons(notes["Lò Văn Mẫu"])
    assert not notes["Trần Phú"].taken
    assert reasons(notes["Trần Phú"]) == ["after “đường”"]


def test_lines_below_a_paragraph_broken_at_a_margin_keep_their_numbers():
    rows = [
        "Bản Sậy dựng lại trường", "", "05/06/2020 07:30", "",
        "Bà con trong bản góp công làm lại mái", "trường, ai có gỗ góp gỗ, ai có sức",
        "góp sức, xong trước mùa mưa lũ về.", "",
        "Ngày khai giảng, bốn mươi em học sinh", "ngồi học trong ba gian nhà gỗ lợp",
        "tôn, có cửa sổ nhìn ra con suối.", "", "Hà Miên",
    ]  # fmt: skip
    article, trace = traced(text_page("\n".join(rows)))
    kept = [one for one in trace.about("line") if one.taken]
    assert [one.line for one in kept] == [5, 9]
    assert article.body.startswith(" ".join(rows[4:7]))
    assert [one.line for one in trace.about("authors")] == [13]


def test_a_trace_changes_nothing():
    assert traced(text_page(PAGE))[0] == extract_article(text_page(PAGE))


def test_a_record_says_what_it_gave_itself():
    fields = {"title": "Tin", "body": PROSE, "published": "2020-06-05", "authors": ()}
    _, trace = traced(RawPage("record", "a.jsonl#1", "hash", fields=fields))
    assert reasons(trace.about("published")[0]) == ["the record gives it"]


def test_an_unknown_date_says_on_which_day_the_text_opens():
    lead = PROSE.replace("Sáng 5/6", "Sáng 17/2")
    _, trace = traced(text_page(f"Bản Sậy dựng lại trường\n\n{lead}\n"))
    (decision,) = trace.about("published")
    assert not decision.taken
    assert "opens on 17/2" in reasons(decision)[0]


def test_a_date_from_the_files_name_leaves_no_other_reason():
    text = f"Bản Sậy dựng lại trường\n\n{PROSE.removeprefix('Sáng 5/6, ')}\n"
    page = RawPage("text", "site/2019-01-02.txt", "hash", text)
    article, trace = traced(page)
    assert (article.published, article.published_from) == ("2019-01-02", "file")
    (decision,) = trace.about("published")
    assert reasons(decision) == ["the name of the file or of its folders"]


def test_a_reason_fills_its_values_in():
    assert str(Reason("after “%(word)s”", {"word": "đường"})) == "after “đường”"


lines = st.sampled_from(
    [*PAGE.split("\n"), "", "Thời sự", "Hà Miên", "Theo TTXVN", "Tin khác:", PROSE * 2,
     "Ảnh: Vi Lụa", "Thứ tư, 3/6/2020, 11:30", "2 ngày trước", "Bình luận (3)",
     "Nước lên nhanh.", "Ghi chép của Vi Lụa", "lụt lội ở hạ du"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(lines, max_size=14))
def test_every_line_below_and_above_the_title_is_decided_exactly_once(drawn):
    try:
        article, trace = traced(text_page("\n".join(drawn)))
    except EmptyPageError:
        return
    decided = Counter(one.line for one in trace.about("line"))
    title_lines = {one.line for one in trace.about("title")}
    named = {one.line for one in trace.about("authors")}
    for at, line in enumerate(drawn, 1):
        if line and at not in title_lines | named and line not in article.title:
            # A paragraph that was typed on several lines is decided at its first.
            joined = (one.text for one in trace.about("line") if one.line < at)
            assert decided[at] or any(line.strip() in text for text in joined)
    kept = [one.text for one in trace.about("line") if one.taken]
    assert kept == article.body.split("\n\n")
    assert all(one.part in PARTS for one in trace.decisions)
