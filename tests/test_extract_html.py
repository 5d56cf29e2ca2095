"""HTML pages: what is believed of the markup, and what of the page itself."""

import json
import unicodedata
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from index.corpus.page import RawPage
from index.errors import EmptyPageError
from index.extract import extract_article
from index.extract.decisions import Trace
from index.extract.html.authors import NOT_A_PERSON, ONLY_POSTED
from index.extract.html.body import BESIDE, LEAD, NOT_IN_TEXT
from index.extract.html.markup import Markup
from index.extract.html.metadata import DATES, NAMED_DATE, TITLES
from index.extract.html.page import BY_LINES, BY_TRAFILATURA
from index.extract.html.published import (
    BEFORE_THE_WEB,
    LATER_THAN_CHANGED,
    LATER_THAN_SHOWN,
    MONTH_FIRST,
    SHOWN_TIME,
    WRONG_ZONE,
)
from index.extract.html.signatures import AUTHORS
from index.extract.html.stamps import read_stamp
from index.extract.html.text import visible_blocks

TITLE = "Bản Sậy dựng lại trường"
PROSE = (
    "Bà con trong bản góp công làm lại mái trường, ai có gỗ góp gỗ, ai có sức góp "
    "sức, xong trước mùa mưa."
)
MORE = (
    "Đồng chí Lò Văn Mẫu, Bí thư Đảng ủy xã đến thăm công trường và tặng hai mươi bao "
    "xi măng cho tổ thợ xây của bản."
)
LAST = (
    "Ngày khai giảng, bốn mươi em học sinh sẽ ngồi học trong ba gian nhà gỗ lợp tôn, "
    "có cửa sổ nhìn ra suối."
)
TEXT = f"<p>{PROSE}</p><p>{MORE}</p><p>{LAST}</p>"


def page(head="", above="", title=f"<h1>{TITLE}</h1>", below="", text=TEXT, after=""):
    """Write a page: what differs from the plainest one is given."""
    return (
        f"<html><head><meta charset=utf-8>{head}</head><body>{above}"
        f"<div class=main>{title}{below}<div class=content>{text}</div></div>{after}"
        "</body></html>"
    )


def linked(**properties):
    """Write a JSON-LD block of an article."""
    article = {"@context": "https://schema.org", "@type": "NewsArticle", **properties}
    return f'<script type="application/ld+json">{json.dumps(article)}</script>'


def meta(name, content):
    return f'<meta property="{name}" content="{content}">'


def read(html, trace=None):
    return extract_article(RawPage("html", "bao/a.html", "hash", html), trace)


def reasons(html, part):
    """Give the templates of all reasons that were noted about a part."""
    trace = Trace()
    read(html, trace)
    return {reason.template for one in trace.about(part) for reason in one.reasons}


ALL = (*TITLES, *DATES, NAMED_DATE, *AUTHORS)


@pytest.mark.parametrize("source", ALL, ids=[source.name for source in ALL])
def test_each_source_reads_its_example(source):
    snippet, expected = source.example
    tree = lxml_html.document_fromstring(f"<html><body>{snippet}</body></html>")
    assert expected in [found.text for found in source.read(Markup(tree))]


@pytest.mark.parametrize("source", ALL, ids=[source.name for source in ALL])
def test_no_source_reads_anything_from_a_page_without_markup(source):
    tree = lxml_html.document_fromstring(page())
    assert list(source.read(Markup(tree))) == []


@pytest.mark.parametrize("at", range(len(DATES) - 1), ids=lambda at: DATES[at].name)
def test_a_source_of_dates_comes_before_those_below_it(at):
    def on_day(source, day):
        snippet, stamp = source.example
        return snippet.replace(stamp, f"2020-06-{day:02}T09:30")

    both = on_day(DATES[at + 1], 8) + on_day(DATES[at], 4)
    # Of two meta elements of one name or two blocks, the order would decide.
    got = read(page(title=f"<h1>{TITLE}</h1>{both}"))
    assert (got.published, got.published_from) == ("2020-06-04T09:30", "metadata")
    assert DATES[at].name in reasons(page(below=both), "published")


PLAIN = page(
    f"<title>{TITLE} - Báo Mẫu</title>{meta('og:title', TITLE)}"
    f"{meta('og:site_name', 'Báo Mẫu')}"
    f"{meta('article:published_time', '2020-06-05T20:30:00Z')}"
    '<link rel="canonical" href="https://example.vn/ban-say">',
    above='<nav><a href="/">Trang chủ</a></nav>',
    text=f"{TEXT}<p>Hà Miên</p>",
)


def test_a_page_is_read_in_every_field():
    got = read(PLAIN)
    assert got.title == TITLE
    assert (got.published, got.published_from) == ("2020-06-06T03:30", "metadata")
    assert got.authors == ("Hà Miên",)
    assert [(p.name, p.role) for p in got.persons] == [
        ("Lò Văn Mẫu", "Bí thư Đảng ủy xã")
    ]
    assert got.body == f"{PROSE}\n\n{MORE}\n\n{LAST}"
    assert (got.source, got.url) == ("Báo Mẫu", "https://example.vn/ban-say")


def test_json_ld_comes_before_opengraph_where_the_page_shows_neither():
    head = meta("og:title", "Trường mới ở vùng cao Suối Bạc") + linked(
        headline="Chuyện một mái trường bên suối",
        datePublished="2020-06-04T08:00:00+07:00",
    )
    html = page(head + meta("article:published_time", "2020-06-05T20:30:00Z"), title="")
    got = read(html)
    assert got.title == "Chuyện một mái trường bên suối"
    assert got.published == "2020-06-04T08:00"
    assert TITLES[0].name in reasons(html, "title")


TITLED = {
    "the site's name stands behind it": (
        meta("og:title", f"{TITLE} | Báo Vùng Cao"),
        f"<h1>{TITLE}</h1>",
    ),
    "the site's name stands before it, and is a heading, too": (
        f"<title>Góc nhà sàn: {TITLE}</title>",
        f"<h1>Góc nhà sàn</h1><h3>{TITLE}</h3>",
    ),
    "it is cut short in the head": (
        meta("og:title", "Bản Sậy dựng lại..."),
        f"<h2>{TITLE}</h2>",
    ),
    "it is in other words for search engines": (
        linked(headline="Bà con bản Sậy dựng lại trường"),
        f"<h1>{TITLE}</h1>",
    ),
    "the head names the section alone": (
        "<title>Tin tức - Sự kiện</title>",
        f'<h1><a href="/">Trang tin xã Suối Bạc</a></h1><h3>{TITLE}</h3>',
    ),
    "no heading, but a class": (
        "<title>Tin tức</title>",
        f'<div class="skip">Đi thẳng vào nội dung chính</div>'
        f'<div class="news_Title">{TITLE}</div>',
    ),
    "a heading that is broken over lines": (
        meta("og:title", TITLE),
        "<h1>Bản Sậy<br>dựng lại trường</h1>",
    ),
    "a section above it is part of the head's title": (
        f"<title>{TITLE} | Nhịp sống bản làng | Báo Mẫu</title>",
        f"<h2>Nhịp sống bản làng</h2><div>{TITLE}</div>",
    ),
    "quotation marks differ": (
        meta("og:title", "Bản Sậy &quot;dựng lại&quot; trường"),
        f"<h1>{TITLE}</h1>",
    ),
    "it has its date behind it": (
        f"<title>{TITLE}</title>",
        f"<h1>{TITLE} (05/06/2020 09:30)</h1>",
    ),
}


@pytest.mark.parametrize(("head", "title"), TITLED.values(), ids=TITLED)
def test_the_title_is_the_line_that_the_head_bears_out(head, title):
    assert read(page(head, title=title)).title == TITLE


def test_the_site_is_taken_off_a_title_that_the_page_does_not_show():
    head = meta("og:title", f"{TITLE} | Báo Mẫu") + meta("og:site_name", "Báo Mẫu")
    assert read(page(head, title="")).title == TITLE


def test_the_title_element_comes_before_the_first_sentence_of_a_bare_text():
    bare = f"<html><head><title>{TITLE}</title></head><body>{TEXT}</body></html>"
    article = extract_article(RawPage("html", "site/page.html", "hash", bare))
    assert (article.title, article.body) == (TITLE, f"{PROSE}\n\n{MORE}\n\n{LAST}")


def test_a_title_element_that_names_the_site_alone_is_no_title():
    head = '<title>Báo Mẫu</title><meta property="og:site_name" content="Báo Mẫu">'
    bare = f"<html><head>{head}</head><body>{TEXT}</body></html>"
    article = extract_article(RawPage("html", "site/page.html", "hash", bare))
    assert article.title == PROSE


def test_a_page_without_markup_is_read_by_the_rules_about_lines():
    head = "<title>:: Báo Mẫu Online ::</title>"
    date = "<font>Thứ Sáu, 5/6/2020, 10:21 GMT+7</font><br>"
    html = page(head, title=f"{date}<font><b>{TITLE}</b></font>")
    got = read(html)
    assert got.title == TITLE
    assert (got.published, got.published_from) == ("2020-06-05T10:21", "page")


STAMPS = {
    "2020-06-05T02:30:00Z": "2020-06-05T09:30",
    "2020-06-05T02:30:00.000Z": "2020-06-05T09:30",
    "2020-06-05T20:30:00+00:00": "2020-06-06T03:30",
    "2020-06-05T09:30:00+0700": "2020-06-05T09:30",
    "2020-06-05T09:30:00+07": "2020-06-05T09:30",
    "2020-06-05 09:30": "2020-06-05T09:30",
    "2020/06/05 09:30:10": "2020-06-05T09:30",
    "2020-06-05 09:30 GMT+7": "2020-06-05T09:30",
    "20200605T093000": "2020-06-05T09:30",
    "2020-06-05": "2020-06-05",
    "2020-06-05T00:00:00+07:00": "2020-06-05",
    "2020-06-04T17:00:00Z": "2020-06-05",
    "05/06/2020 09:30": "2020-06-05T09:30",
    "05/06/2020 9:30:00 PM": "2020-06-05T21:30",
    "11/22/2019 8:05:00 AM": "2019-11-22T08:05",
    "Fri, 05 Jun 2020 02:30:00 GMT": "2020-06-05T09:30",
    "1591324200": "2020-06-05T09:30",
    "1591324200000": "2020-06-05T09:30",
}


@pytest.mark.parametrize(("stamp", "expected"), STAMPS.items())
def test_a_stamp_is_read_as_it_is_really_written(stamp, expected):
    got = read_stamp(stamp)
    assert got is not None and got.iso == expected


@pytest.mark.parametrize(
    "stamp",
    ["", "soon", "2020", "2020-13-45", "31/02/2020", "Fri, 99 Jun 2020 10:00:00",
     "31 Dec 9999 23:00:00 +0000",
     "2020-06-05T25:99:00Z", "0001-01-01T00:00:00-99:99"],
)  # fmt: skip
def test_what_is_no_stamp_is_none_or_a_day_that_the_calendar_has(stamp):
    got = read_stamp(stamp)
    assert got is None or got.day.isoformat() in stamp


@given(st.datetimes(min_value=datetime(1000, 1, 1)))
def test_a_stamp_with_vietnams_zone_is_read_to_the_minute(moment):
    got = read_stamp(f"{moment:%Y-%m-%dT%H:%M:%S}+07:00")
    assert got is not None
    assert got.day == moment.date()
    is_midnight = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    assert got.clock == (None if is_midnight else f"{moment:%H:%M}")


@given(st.text(alphabet="0123456789-/.:TZ+ AMPMGntưu,", max_size=30))
def test_any_text_is_a_stamp_or_none(text):
    got = read_stamp(text)
    assert got is None or got.iso.startswith(got.day.isoformat())


PUBLISHED = "article:published_time"


@pytest.mark.parametrize(
    ("stamp", "shown", "published", "reason"),
    [
        ("2020-06-05T09:30:00Z", "05/06/2020 09:30", "2020-06-05T09:30", WRONG_ZONE),
        ("2020-06-05", "05/06/2020 09:30", "2020-06-05T09:30", SHOWN_TIME),
        ("6/5/2020 9:30:00 AM", "05/06/2020 09:30", "2020-06-05T09:30", MONTH_FIRST),
        ("2025-01-03T10:00:00Z", "05/06/2020 09:30", "2020-06-05T09:30",
         LATER_THAN_SHOWN),
        ("0001-01-01T00:00:00", "05/06/2020 09:30", "2020-06-05T09:30",
         BEFORE_THE_WEB),
        ("2020-06-04T16:20:00+07:00", "Cập nhật: 05/06/2020 09:30",
         "2020-06-04T16:20", None),
    ],
)  # fmt: skip
def test_a_stamp_is_weighed_against_the_dateline(stamp, shown, published, reason):
    html = page(meta(PUBLISHED, stamp), below=f"<p>{shown}</p>")
    assert read(html).published == published
    assert reason is None or reason in reasons(html, "published")


def test_a_stamp_far_ahead_of_the_last_change_is_not_believed():
    head = linked(datePublished="2038-01-19T03:14:07Z", dateModified="2020-06-06")
    html = page(head, below="<p>Thứ Sáu, 05/06/2020</p>", title=f"<h1>{TITLE}</h1>")
    assert read(html).published == "2020-06-05"
    html = page(head)
    assert read(html).published is None
    assert LATER_THAN_CHANGED in reasons(html, "published")


def test_the_day_of_a_change_is_never_the_day_of_publication():
    head = linked(dateModified="2021-01-01") + meta(
        "article:modified_time", "2021-01-01"
    )
    below = (
        '<time itemprop="dateModified" datetime="2021-01-01"></time>'
        '<time class="updated" datetime="2021-01-01"></time>'
    )
    assert read(page(head, below=below)).published is None


def test_the_time_elements_of_other_articles_do_not_count():
    others = "".join(
        f'<article><h4>Tin số {n}</h4><time datetime="2020-07-0{n}">hôm qua</time>'
        "</article>"
        for n in range(1, 4)
    )
    html = page(
        above=f'<header>{others}</header><time hidden datetime="2025-11-14"></time>',
        below='<time datetime="2020-06-05T09:30">05/06</time>',
        after=f"<div class=related>{others}</div><div class=comments>"
        '<time datetime="2020-06-05T11:00"></time></div>',
    )
    assert read(html).published == "2020-06-05T09:30"
    own = '<time datetime="2020-06-05T09:30">05/06</time>'
    assert own in html and read(html.replace(own, "")).published is None


def test_the_visitors_clock_is_not_the_articles():
    clock = '<div id="clock">Thứ Ba, 11/11/2025 - 08:02</div>'
    assert read(page(above=clock)).published is None
    dated = page(above=clock, below='<i class="ngay-dang">Đăng 5/6/2020</i>')
    assert read(dated).published == "2020-06-05"


def test_a_date_in_a_line_of_buttons_is_told_by_its_class():
    row = (
        '<div><span class="date">05/06/2020 09:30 AM</span> <a>Gửi bài viết</a> | '
        "<a>In bài</a></div>"
    )
    html = page(title=f"{row}<h1>{TITLE}</h1>")
    got = read(html)
    assert (got.published, got.published_from) == ("2020-06-05T09:30", "page")
    assert NAMED_DATE.name in reasons(html, "published")


def test_nothing_of_a_broken_block_of_json_ld_is_believed():
    broken = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": '
        '"Trường "mới"", "datePublished": "2020-06-04",}</script>'
    )
    got = read(page(broken, below='<time datetime="2020-06-05">5/6</time>'))
    assert (got.title, got.published) == (TITLE, "2020-06-05")


def test_of_several_articles_in_json_ld_the_one_of_this_address_counts():
    other = linked(
        headline="Mùa gặt sớm ở bản bên",
        datePublished="2020-07-01",
        url="https://a.vn/1",
    )
    own = linked(headline=TITLE, datePublished="2020-06-05", url="https://a.vn/2")
    head = f'<link rel="canonical" href="https://a.vn/2">{other}{own}'
    assert read(page(head)).published == "2020-06-05"


GRAPH = {
    "@graph": [
        {"@type": "WebSite", "name": "Báo Mẫu"},
        {"@type": "Article", "headline": TITLE, "author": {"@id": "#hm"}},
        {"@type": "Person", "@id": "#hm", "name": "Hà Miên"},
    ]
}


@pytest.mark.parametrize(
    ("html", "authors"),
    [
        (page(f'<script type="application/ld+json">{json.dumps(GRAPH)}</script>'),
         ["Hà Miên"]),
        (page(linked(author=["Hà Miên", {"@type": "Person", "name": "VI LỤA"}])),
         ["Hà Miên", "Vi Lụa"]),
        (page(linked(author={"@type": "Organization", "name": "Hà Miên"})), []),
        (page(linked(author={"@type": "Person", "name": "Báo Mẫu"})), []),
        (page(meta("author", "Super User")), []),
        (page(meta("author", "Vùng Cao") + meta("og:site_name", "VUNG CAO")), []),
        (page(meta("author", "Vùng Cao") + f"<title>{TITLE} - Vùng Cao</title>"), []),
        (page(meta("article:author", "https://www.facebook.com/baomau")), []),
        (page(below='<p class="box-tacgia">Hà Miên - Vi Lụa</p>'),
         ["Hà Miên", "Vi Lụa"]),
        (page(below='<a rel="author" href="/hm">Hà Miên</a>'), ["Hà Miên"]),
        (page(text=f'{TEXT}<p style="text-align:right"><b>Tin, ảnh: VI LỤA</b></p>'),
         ["Vi Lụa"]),
        (page(linked(author="Hà Miên"), text=f"{TEXT}<p><b>Hà Miên</b></p>"),
         ["Hà Miên"]),
        (page(below="<p>Hà Miên (Báo Mẫu) 05/06/2020 09:30</p>", head=linked(
            author="Hà Miên")), ["Hà Miên"]),
        (page(after='<aside><p class="author">Vi Lụa</p></aside>'), []),
        (page(after='<div class="comment"><b class="author">Vi Lụa</b></div>'), []),
    ],
)  # fmt: skip
def test_authors_are_people_and_stand_in_the_order_of_the_page(html, authors):
    assert list(read(html).authors) == authors


def test_who_posted_an_article_does_not_sign_it_beside_its_author():
    posted = '<p class="author">Đăng bởi: Vi Lụa</p>'
    assert read(page(below=posted)).authors == ("Vi Lụa",)
    html = page(linked(author="Hà Miên"), after=posted)
    assert read(html).authors == ("Hà Miên",)
    assert ONLY_POSTED in reasons(html, "authors")


def test_a_name_that_is_nobodys_is_turned_down_with_its_reason():
    assert NOT_A_PERSON in reasons(page(meta("author", "Super User")), "authors")


def test_the_lead_is_kept_where_trafilatura_leaves_it_out():
    lead = "Ba gian nhà gỗ lợp tôn thay cho mái tranh dột, xong trước mùa mưa."
    for below in (f'<h2 class="sapo">{lead}</h2>', f"<h2>{lead}</h2>"):
        got = read(page(meta("og:description", lead), below=below))
        assert got.body.split("\n\n") == [lead, PROSE, MORE, LAST]


def test_furniture_and_comments_are_left_out_of_the_text():
    html = page(
        above='<ul class="menu"><li>Thời sự</li><li>Bản làng</li></ul>',
        text=f'<p>{PROSE}</p><div class="box-tin-lien-quan"><p>Mùa gặt đến sớm ở bản '
        f"bên, nhà nào cũng vui.</p></div><p>{MORE}</p><p>{LAST}</p>"
        '<p style="display:none">Chữ không ai thấy trên trang này cả.</p>',
        after='<div id="binhluan"><p>Bà con bản tôi cũng muốn có một mái trường như '
        "thế này, mong lắm thay!</p></div>",
    )
    assert read(html).body == f"{PROSE}\n\n{MORE}\n\n{LAST}"


def test_a_page_that_names_its_body_a_menu_is_read_all_the_same():
    html = page().replace("class=content", "class=menu-content")
    assert read(html).body == f"{PROSE}\n\n{MORE}\n\n{LAST}"


def test_every_decision_is_noted_without_a_lines_number():
    trace = Trace()
    html = PLAIN.replace("</nav>", "</nav><p>Chào mừng quý khách ghé thăm bản Sậy</p>")
    got = read(html, trace)
    pages = [str(one.reasons[0]) for one in trace.about("page")]
    assert pages == [BY_TRAFILATURA]
    assert {one.line for one in trace.decisions} == {None}
    kept = [one.text for one in trace.about("line") if one.taken]
    assert "\n\n".join(kept) == got.body
    out = {
        one.text: str(one.reasons[0]) for one in trace.about("line") if not one.taken
    }
    assert out["Trang chủ"] == BESIDE
    assert set(out.values()) >= {BESIDE, "a byline"}
    assert "meta og:title" in reasons(html, "title")
    assert "read in: 2020-06-05T20:30:00Z" in [
        str(reason) for one in trace.about("published") for reason in one.reasons
    ]
    trace = Trace()
    read(page(below=f'<div class="sapo">{"Một câu dẫn " * 4}.</div>'), trace)
    assert {one.line for one in trace.decisions} == {None}
    assert {str(one.reasons[0]) for one in trace.about("line") if not one.taken} <= {
        NOT_IN_TEXT, BESIDE, LEAD, "the title",
    }  # fmt: skip


def test_a_page_in_which_trafilatura_finds_nothing_is_read_by_its_lines(monkeypatch):
    monkeypatch.setattr("trafilatura.extract", lambda *_args, **_options: None)
    trace = Trace()
    got = read(PLAIN, trace)
    assert (got.title, got.authors) == (TITLE, ("Hà Miên",))
    assert got.body == f"{PROSE}\n\n{MORE}\n\n{LAST}"
    assert [str(one.reasons[0]) for one in trace.about("page")] == [BY_LINES]
    got = read(f"<p>{TITLE}</p><p>{PROSE}</p><p>{MORE}</p>")
    assert (got.title, got.body) == (TITLE, f"{PROSE}\n\n{MORE}")


def test_lines_stand_as_a_reader_sees_them():
    html = (
        "<div>Một <b>hai</b><br>ba<p>bốn</p>năm<script>sáu()</script></div>"
        "<span hidden>bảy</span><table><tr><td>tám</td><td>ch&#237;n</td></tr></table>"
    )
    tree = lxml_html.document_fromstring(html)
    assert [block.text for block in visible_blocks(tree)] == [
        "Một hai", "ba", "bốn", "năm", "tám", "chín",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "<", "<html>", "<p></p>", "\x00<b>", "<!---->"])
def test_broken_html_is_an_empty_page(text):
    with pytest.raises(EmptyPageError):
        read(text)


@pytest.mark.parametrize(
    "value", ["[", "{}", "null", '{"@type": 3}', '{"@graph": 5}', "[" * 3000,
              '{"@type": "Article", "author": [[["x"]]], "headline": {"a": 1}}',
              '{"@type": "Article", "datePublished": 1591324200, "author": {}}'],
)  # fmt: skip
def test_odd_json_ld_stops_nothing(value):
    head = f'<script type="application/ld+json">{value}</script>'
    assert read(page(head)).title == TITLE


def test_half_a_surrogate_pair_in_json_ld_is_told_to_be_none():
    head = linked(
        headline=f"{TITLE} \ud800",
        publisher={"name": "Báo \ud800 tỉnh \udfff"},
        author={"@type": "Person", "name": "Lê Thị \udc80 Hà"},
    )
    got = read(page(head))
    assert got.source == "Báo \ufffd tỉnh \ufffd"
    assert "\\ud" not in ascii(got)


PIECES = st.sampled_from(
    ["<p>", "</p>", "<div class='author'>", "</div>", "<h1>", "</h1>", "<br>", PROSE,
     "<time datetime='2020-06-05'>", "</time>", "Hà Miên", "<table><td>", "</table>",
     "05/06/2020 09:30", meta("og:title", TITLE), TITLE, "<article>", "</article>",
     linked(headline=TITLE, author="Vi Lụa"), "<aside>", "</aside>", "<!--", "-->",
     "<script>", "</script>", "&#7879;", "<nav>", "<p class='sapo'>", "<title>"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=25).map(" ".join)))
def test_any_html_gives_an_article_or_an_empty_page_error(text):
    trace = Trace()
    try:
        got = read(unicodedata.normalize("NFC", text), trace)
    except EmptyPageError:
        return
    assert (got.published is None) == (got.published_from is None)
    assert {one.line for one in trace.decisions} <= {None}
