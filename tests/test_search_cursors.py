"""Going through all hits by cursors: each once, in the order of the ranking."""

from __future__ import annotations

import base64
import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.article import Article, published_minute
from search.cursors import read_cursor, write_cursor
from search.engine import Matches, Snapshot
from search.query import parse
from search.query.nodes import Query
from search.searcher import Searcher
from search.types import SORTS, Position, SearchRequest
from tests.comparing import differences, snapshots_of
from tests.helpers import (
    build_index,
    make_article,
    open_snapshot,
    search,
    searcher_over,
    seeds,
)
from tests.random_search import random_request, random_updates
from tests.test_search_duplicates import random_copies

REQUEST = SearchRequest("lũ lụt", ("Lê Hà",), date(2020, 1, 1), None, "newest")
positions = st.builds(
    Position,
    st.booleans(),
    st.integers(-(2**31), 2**31),
    st.none() | st.integers(-(2**40), 2**40),
    st.text(st.characters(), max_size=40),
)


def walk(
    snapshot: Snapshot, query: Query, request: SearchRequest, per_page: int
) -> Matches:
    """Go from the first page through all hits; give them as one page."""
    found = snapshot.search(query, replace(request, page=1, per_page=per_page), 5)
    first, articles = found, [*found.articles]
    while found.next is not None:
        assert len(found.articles) == per_page
        asked = replace(request, per_page=per_page, after=found.next)
        found = snapshot.search(query, asked, 5)
        assert found.first == len(articles) + 1
        assert (found.total, found.complete) == (first.total, first.complete)
        assert found.facets == first.facets
        articles += found.articles
    return replace(first, articles=articles, next=None)


def check_walks(rng: random.Random, index_dir: Path, n_requests: int) -> None:
    fast, slow = snapshots_of(index_dir)
    for _ in range(n_requests):
        request = replace(random_request(rng), explain=False)
        query = parse(request.query)[0]
        whole = slow.search(query, request, 5)
        assert whole.next is None
        found = walk(fast, query, request, rng.choice([1, 3, 7]))
        assert not differences(found, whole), request
        assert walk(slow, query, request, 4) == whole
        ids = [article.id for article, _ in found.articles]
        assert len({*ids}) == len(ids) == whole.total


@pytest.mark.parametrize("seed", seeds(3))
def test_pages_by_cursor_are_the_whole_list_of_the_slow_path(
    tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    for _ in random_updates(rng, tmp_path / "index", 60, 2):
        check_walks(rng, tmp_path / "index", 30)


@pytest.mark.parametrize("seed", seeds(3))
def test_copies_of_one_article_come_once(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    build_index(tmp_path / "index", random_copies(rng, range(60)))
    check_walks(rng, tmp_path / "index", 40)


def test_a_place_need_not_be_that_of_a_hit(tmp_path: Path) -> None:
    rng = random.Random(3)
    build_index(tmp_path / "index", random_copies(rng, range(60)))
    fast = open_snapshot(tmp_path / "index")
    for _ in range(60):
        request = replace(random_request(rng), explain=False)
        query = parse(request.query)[0]
        whole = fast.search(query, request, 5)
        if not whole.articles:
            continue
        at = rng.randrange(len(whole.articles))
        place = position_of(whole, at)
        place = rng.choice(
            [
                replace(place, id=place.id + "0"),
                replace(place, score=place.score + rng.choice([-1, 1])),
                replace(place, minute=(place.minute or 0) + rng.choice([-1, 1])),
                replace(place, minute=None),
                replace(place, is_complete=not place.is_complete),
            ]
        )
        behind = fast.search(query, replace(request, after=place), 5)
        expected = [
            hit
            for at, hit in enumerate(whole.articles)
            if key_of(position_of(whole, at), request) > key_of(place, request)
        ]
        assert behind.articles == expected, (request, place)


def position_of(whole: Matches, at: int) -> Position:
    article, score = whole.articles[at]
    minute = article.published and published_minute(article.published)
    return Position(at < whole.complete, round(score * 1_000_000), minute, article.id)


def key_of(place: Position, request: SearchRequest) -> tuple:
    minute = (place.minute is None, place.minute or 0)
    newest = (place.minute is None, -(place.minute or 0))
    order = {
        "relevance": (-place.score, *newest),
        "newest": (*newest, -place.score),
        "oldest": (*minute, -place.score),
    }[request.sort]
    return (not place.is_complete, *order, place.id)


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_by_date_what_stays_comes_once_though_a_generation_is_published_in_between(
    tmp_path: Path, sort: str
) -> None:
    def article(number: int) -> Article:
        published = f"2020-01-{number % 7 + 1:02}"
        return make_article(f"{number:03}", "Lũ lụt", "Lũ.", published)

    searcher = searcher_over(tmp_path / "index", map(article, range(0, 60, 2)))
    # Without words nothing has a score, which could change.
    request = SearchRequest("", sort=sort, per_page=7)
    results = searcher.search(request)
    ids = [hit.id for hit in results.hits]
    gone = ids[-1], "010"
    added = map(article, range(1, 60, 2))
    build_index(tmp_path / "index", added, removed=gone)
    while results.next is not None:
        results = searcher.search(replace(request, after=results.next))
        ids += [hit.id for hit in results.hits]
    assert results.generation == 2
    assert len({*ids}) == len(ids)
    assert {*ids, *gone} >= {f"{n:03}" for n in range(0, 60, 2)}


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.searcher.MAX_PER_PAGE", 3)


@pytest.mark.usefixtures("small_pieces")
def test_all_hits_are_those_of_one_generation(tmp_path: Path) -> None:
    articles = random_copies(random.Random(1), range(40))
    searcher = searcher_over(tmp_path / "index", articles)
    for sort in SORTS:
        request = SearchRequest("tổ chức OR lũ", sort=sort)
        every = searcher.search(replace(request, per_page=100)).hits
        assert len(every) > 6
        pieces = searcher.all_hits(request)
        first = next(pieces)
        build_index(tmp_path / "index", [make_article("lũ", "Lũ")])
        assert (*first, *(hit for piece in pieces for hit in piece)) == every
        build_index(tmp_path / "index", articles)


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize(
    ("query", "n_found"), [("zzz", 0), ("toor chuwcs", 2), ("", 5)]
)
def test_all_hits_are_of_the_query_that_a_search_answers(
    searcher: Searcher, query: str, n_found: int
) -> None:
    hits = [hit for piece in searcher.all_hits(SearchRequest(query)) for hit in piece]
    assert tuple(hits) == search(searcher, query).hits
    assert len(hits) == n_found


@given(positions)
def test_a_cursor_reads_back_as_its_place(place: Position) -> None:
    text = write_cursor(REQUEST, place)
    assert text.isascii() and "=" not in text
    assert read_cursor(text, REQUEST) == place
    # The number of hits a page may change on the way.
    assert read_cursor(text, replace(REQUEST, per_page=50, page=3)) == place


@example(Position(False, 0, None, "ab"))
@given(positions)
def test_a_cursor_with_padding_is_refused(place: Position) -> None:
    for padding in ("=", "=="):
        with pytest.raises(ValueError):
            read_cursor(write_cursor(REQUEST, place) + padding, REQUEST)


@given(positions, st.data())
def test_a_cursor_with_one_letter_changed_is_refused(
    place: Position, data: st.DataObject
) -> None:
    text = write_cursor(REQUEST, place)
    at = data.draw(st.integers(0, len(text)))
    letter = data.draw(st.sampled_from("Aa0_-=. é\0"))
    changed = data.draw(
        st.sampled_from([text[:at] + letter + text[at + 1 :], text[:at]])
    )
    if changed != text:
        with pytest.raises(ValueError):
            read_cursor(changed, REQUEST)


@given(st.binary(max_size=60) | st.text(max_size=60))
def test_what_is_no_cursor_is_refused(given: bytes | str) -> None:
    text = given
    if isinstance(given, bytes):
        text = base64.urlsafe_b64encode(given).rstrip(b"=").decode()
    with pytest.raises(ValueError):
        read_cursor(text, REQUEST)


@pytest.mark.parametrize(
    "other",
    [
        replace(REQUEST, query="lũ"),
        replace(REQUEST, persons=()),
        replace(REQUEST, persons=("Lê Hà", "Lê An")),
        replace(REQUEST, without=("Lê An",)),
        replace(REQUEST, date_from=None, undated=True),
        replace(REQUEST, date_from=date(2020, 1, 2)),
        replace(REQUEST, date_from=None, date_to=date(2020, 1, 1)),
        replace(REQUEST, sort="oldest"),
    ],
)
def test_a_cursor_of_another_search_is_refused(other: SearchRequest) -> None:
    text = write_cursor(REQUEST, Position(True, 5, None, "bai-1"))
    with pytest.raises(ValueError):
        read_cursor(text, other)


def test_a_cursor_of_another_version_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = write_cursor(REQUEST, Position(True, 5, None, "bai-1"))
    monkeypatch.setattr("search.cursors._VERSION", b"tracuu cursor of another version")
    with pytest.raises(ValueError):
        read_cursor(text, REQUEST)


def test_a_prefix_of_too_many_words_is_told(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("search.prefixes.MAX_PREFIX_TERMS", 2)
    words = "trung trong trước trường lũ lụt"
    searcher = searcher_over(tmp_path / "index", [make_article("1", "Tin", words)])
    for query, cut in (
        ("tr*", ("tr*",)),
        ("lũ -tr*", ("tr*",)),
        ("title:(tin OR TR*) tr*", ("tr*",)),
        ("lu*", ()),
        ("trung", ()),
    ):
        assert search(searcher, query).cut_prefixes == cut, query
        # Asked again, with what was looked up remembered.
        assert search(searcher, query, page=2).cut_prefixes == cut, query
