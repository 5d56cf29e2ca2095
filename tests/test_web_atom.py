"""A search as an Atom feed, held against the grammar and the rules of RFC 4287."""

from urllib.parse import urlsplit

import lxml.etree
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Person
from search.errors import IndexNotFoundError, TimeLimitError
from tests.conftest import ARTICLES
from tests.helpers import ROOT, searcher_over
from tests.web_fakes import (
    HOSTILE,
    FakeSearcher,
    link,
    make_article,
    make_client,
    page_of,
    state,
)
from web.api.feeds import N_ENTRIES
from web.exports.atom import UNDATED
from web.params import FEED_PARAMETERS

ATOM = {"a": "http://www.w3.org/2005/Atom"}
GRAMMAR = lxml.etree.RelaxNG(lxml.etree.parse(ROOT / "tests/data/atom.rng"))


@pytest.fixture
def searcher():
    return FakeSearcher()


def feed_of(response):
    """Parse a feed, and hold it against the RFC."""
    assert response.status_code == 200, response.text
    assert response.content_type == "application/atom+xml; charset=utf-8"
    feed = lxml.etree.fromstring(response.data)
    GRAMMAR.assertValid(feed.getroottree())
    ids = feed.xpath("//a:id/text()", namespaces=ATOM)
    assert len(set(ids)) == len(ids), "4.1.1 and 4.2.6: one id an entry, another each"
    assert feed.xpath("a:author", namespaces=ATOM), "4.1.1: who wrote the others"
    assert len(feed.xpath("a:link[@rel='self']", namespaces=ATOM)) == 1
    for each in (feed, *feed.xpath("a:entry", namespaces=ATOM)):
        # 4.1.1 and 4.1.2: no two alternates of one type; an entry without content
        # has one.
        assert len(each.xpath("a:link[@rel='alternate']", namespaces=ATOM)) == 1
    for url in feed.xpath("//@href | //a:id/text() | //a:icon/text()", namespaces=ATOM):
        assert urlsplit(url).scheme in ("http", "https")
        assert urlsplit(url).hostname
    return feed


def values(feed, path):
    return feed.xpath(path, namespaces=ATOM)


def test_the_newest_articles_of_a_search_are_entries(client, searcher):
    feed = feed_of(client.get("/search.atom?q=hội nghị cán bộ"))
    assert searcher.requests[-1].sort == "newest"
    assert searcher.requests[-1].per_page == N_ENTRIES
    article = searcher.articles[0]
    [entry] = values(feed, "a:entry")
    assert values(entry, "string(a:title)") == article.title
    assert values(entry, "string(a:updated)") == "2020-08-17T09:30:00+07:00"
    assert values(entry, "string(a:published)") == "2020-08-17T09:30:00+07:00"
    assert values(entry, "a:author/a:name/text()") == ["Thu Hà"]
    assert values(entry, "a:category/@term") == ["Lê Văn An", "Nguyễn Thị Bình"]
    assert values(entry, "a:link[@rel='via']/@href") == [article.url]
    assert article.body.startswith(values(entry, "string(a:summary)"))
    assert values(feed, "string(a:title)") == "hội nghị cán bộ – Tra Cứu"


def test_a_feed_and_its_entries_lead_to_pages_that_are_there(client):
    feed = feed_of(client.get("/search.atom?q=hội nghị&from=2020&lang=en"))
    [page] = values(feed, "a:link[@rel='alternate']/@href")
    assert state(page)[-2:] == [("sort", "newest"), ("lang", "en")]
    assert client.get(page).status_code == 200
    [again] = values(feed, "a:link[@rel='self']/@href")
    assert (
        client.get(again).data
        == client.get("/search.atom?q=hội nghị&from=2020&lang=en").data
    )
    for entry in values(feed, "a:entry"):
        title = values(entry, "string(a:title)")
        for url in values(entry, "a:link[@rel='alternate']/@href | a:id/text()"):
            assert title in page_of(client.get(url)).text_content()


def test_an_id_is_the_same_whatever_was_searched_for_and_in_which_language(client):
    urls = ["/search.atom?q=cán bộ", "/search.atom?q=toàn tỉnh&lang=en"]
    ids = [values(feed_of(client.get(url)), "a:entry/a:id/text()") for url in urls]
    assert ids[0] == ids[1]
    # That of a feed is the search's alone.
    texts = ["/search.atom?q=a&lang=en", "/search.atom?q=a", "/search.atom?to=&q=a"]
    assert len({values(feed_of(client.get(t)), "string(a:id)") for t in texts}) == 1


def test_an_article_without_a_date_is_older_than_all_others_whatever_is_reindexed(
    client,
):
    feed = feed_of(client.get("/search.atom?q=không rõ ngày"))
    [entry] = values(feed, "a:entry")
    assert values(entry, "string(a:updated)") == UNDATED
    assert not values(entry, "a:published")
    # The feed itself is as old as the index.
    assert values(feed, "string(a:updated)") == "2026-01-02T03:04:05+00:00"


def test_what_finds_nothing_is_a_feed_without_entries(client):
    assert not values(feed_of(client.get("/search.atom?q=zzz")), "a:entry")


def test_articles_that_have_some_of_the_words_only_are_no_news(tmp_path):
    client = make_client(searcher_over(tmp_path / "index", ARTICLES))
    asked = "ban tổ chức trung ương lũ lụt"
    found = client.get("/api/search", query_string={"q": asked}).json
    assert found["complete"] < found["total"]
    feed = feed_of(client.get("/search.atom", query_string={"q": asked}))
    assert len(values(feed, "a:entry")) == found["complete"]


@pytest.mark.parametrize(
    "query",
    ["from=x", "q=*", "page=2", "cursor=x", "sort=newest", "per_page=5", "lang=fr"],
)
def test_a_bad_request_is_a_problem_document(client, query):
    response = client.get(f"/search.atom?{query}")
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"


@pytest.mark.parametrize(
    "error", [IndexNotFoundError(path="x"), TimeLimitError(seconds=3)]
)
def test_a_service_that_cannot_answer_says_when_to_ask_again(client, searcher, error):
    searcher.error = error
    response = client.get("/search.atom?q=a")
    assert response.status_code == 503
    assert response.headers["Retry-After"]


def test_a_reader_that_asks_again_is_told_that_nothing_is_new(client, searcher):
    tag = client.get("/search.atom?q=hoi").headers["ETag"]
    again = client.get("/search.atom?q=hoi", headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert len(searcher.requests) == 1


def test_addresses_are_those_of_the_proxy(searcher):
    client = make_client(searcher, proxies=1)
    forwarded = {"Proto": "https", "Host": "bao.example", "Prefix": "/kho"}
    headers = {f"X-Forwarded-{name}": value for name, value in forwarded.items()}
    feed = feed_of(client.get("/search.atom?q=hoi", headers=headers))
    for url in values(
        feed, "//a:id/text() | //a:link[@rel!='via']/@href | //a:icon/text()"
    ):
        assert url.startswith("https://bao.example/kho/"), url


def test_the_page_of_results_names_its_feed(client):
    page = page_of(client.get("/?q=hội nghị&sort=oldest&from=2020&page=1&per_page=2"))
    [named] = page.xpath("//head/link[@type='application/atom+xml']")
    assert named.get("rel") == "alternate"
    assert link(page, "Atom") == named.get("href")
    assert len(values(feed_of(client.get(named.get("href"))), "a:entry")) == 3
    for bad in ("/?q=hội nghị&from=x", "/?q=*"):
        page = page_of(client.get(bad))
        assert not page.xpath("//link[@type='application/atom+xml']")


def test_every_parameter_of_a_feed_is_kept(client):
    asked = {
        "q": "hội",
        "person": "Lê Văn An",
        "person_match": "any",
        "not_person": "Trần Đức Cường",
        "from": "2020-01-01",
        "to": "2022-12-31",
    }
    # An unknown date goes with neither "from" nor "to".
    assert {*asked, "date"} == set(FEED_PARAMETERS) - {"lang"}
    feed = feed_of(client.get("/search.atom", query_string=asked))
    assert dict(state(values(feed, "string(a:id)"))) == asked
    undated = {"q": "hội", "date": "unknown"}
    other = feed_of(client.get("/search.atom", query_string=undated))
    assert dict(state(values(other, "string(a:id)"))) == undated
    title = values(feed, "string(a:title)")
    assert all(part in title for part in ("hội", "Lê Văn An", "2020 – 2022"))


def test_the_title_of_a_feed_tells_who_is_left_out(client):
    feed = feed_of(client.get("/search.atom?q=&not_person=Lê+Văn+An"))
    assert values(feed, "string(a:title)") == "Không nhắc đến Lê Văn An – Tra Cứu"


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
anything = st.one_of(
    texts, st.sampled_from([HOSTILE, "]]>", "&amp;", "\x00\x1f\ufffe"])
)
urls = st.one_of(st.builds("http://{}".format, anything), anything, st.none())


@given(anything, anything, anything, urls)
def test_whatever_pages_hold_the_feed_is_valid(title, body, name, url):
    article = make_article(
        1, title, body or "a", authors=(name,), persons=(Person(name),), url=url
    )
    searcher = FakeSearcher([article])
    feed = feed_of(make_client(searcher).get("/search.atom"))
    if url == HOSTILE or url is None:
        assert not values(feed, "a:entry/a:link[@rel='via']")
    [shown] = values(feed, "a:entry/a:title")
    # A parser turns line ends into one kind (XML 1.0, 2.11), but not what is escaped.
    expected = "".join(
        c for c in title if c in "\t\n\r" or " " <= c and c not in "\ufffe\uffff"
    )
    assert (shown.text or "").replace("\r", "\n") == expected.replace(
        "\r\n", "\n"
    ).replace("\r", "\n")
