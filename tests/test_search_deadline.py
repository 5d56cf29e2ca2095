"""What an answer leaves out as its time runs out, at every moment that it may."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from search.deadline import NEVER, Deadline
from search.errors import TimeLimitError
from search.facets import FacetName
from search.query import parse
from search.searcher import open_searcher
from search.types import SearchRequest, SearchResults
from tests.conftest import ARTICLES
from tests.helpers import build_index, open_snapshot

LIMIT = 1000.0
EXTRAS_OVER, ALL_OVER = 900.0, 1100.0
"""Moments by a clock that stands still; no engine takes that long in truth."""

MANY_MOMENTS = 40


class Clock:
    """Stands still, and jumps after it was asked a number of times."""

    def __init__(self, n_asked: int, jump: float) -> None:
        self.n_left = n_asked
        self.jump = jump
        self.n_asked = 0

    def __call__(self) -> float:
        self.n_asked += 1
        self.n_left -= 1
        return 0.0 if self.n_left >= 0 else self.jump


@pytest.fixture(scope="module")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    index_dir = tmp_path_factory.mktemp("deadline") / "index"
    build_index(index_dir, ARTICLES)
    return index_dir


def answer(
    index_dir: Path, asked: SearchRequest, clock: Clock
) -> tuple[SearchResults | None, SearchResults]:
    """Ask with that clock, then once more without a limit; None: no answer."""
    searcher = open_searcher(index_dir)
    try:
        found = searcher.search(asked, deadline=Deadline(LIMIT, clock))
    except TimeLimitError as error:
        assert str(LIMIT) in str(error)
        found = None
    return found, searcher.search(asked)


def timeless(results: SearchResults) -> SearchResults:
    return replace(results, took_ms=0.0)


ASKED = [
    SearchRequest("tổ chức", explain=True),
    SearchRequest("-lũ", sort="oldest"),
    SearchRequest("to ch* lũ", persons=("Lê Thị Hà",)),
    SearchRequest("hội ngị", persons=("Lê Thị Hà",)),
    SearchRequest('"trung ương" TW'),
    SearchRequest("toor chuwcs"),
]


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.query)
def test_at_whatever_moment_time_runs_out_the_hits_come_whole_or_not_at_all(
    index_dir: Path, asked: SearchRequest
) -> None:
    incomplete, is_every_moment = check_all_moments(index_dir, asked)
    # An engine may count both facets at once.
    assert incomplete <= {("published", "persons"), ("persons",), ()}
    if is_every_moment:
        assert incomplete >= {("published", "persons"), ()}


def check_all_moments(
    index_dir: Path, asked: SearchRequest
) -> tuple[set[tuple[FacetName, ...]], bool]:
    """Let time run out at every moment, or at many.

    Returns
    -------
    set, bool
        Which facets were incomplete, and whether it was every moment.
    """
    clock = Clock(10**9, 0)
    whole, _ = answer(index_dir, asked, clock)
    assert whole is not None and not whole.facets.incomplete
    incomplete, dropped, n_errors = set(), set(), 0
    # Where the clock is asked often, of moments that are alike some will do.
    step = max(1, clock.n_asked // MANY_MOMENTS)
    moments = [*range(1, clock.n_asked, step), clock.n_asked]
    for n_asked in moments:
        found, again = answer(index_dir, asked, Clock(n_asked, EXTRAS_OVER))
        # Nothing of what was cut short is remembered.
        assert timeless(again) == timeless(whole)
        assert found is not None
        incomplete.add(found.facets.incomplete)
        check_cut(found, whole, dropped)
        found, again = answer(index_dir, asked, Clock(n_asked, ALL_OVER))
        assert timeless(again) == timeless(whole)
        if found is None:
            n_errors += 1
        else:
            assert timeless(found) == timeless(whole)
    # Only at the last one everything was done.
    assert n_errors == len(moments) - 1
    said = {
        name
        for name in ("suggestion", "searched_instead", "widened")
        if getattr(whole, name)
    }
    assert dropped == said
    return incomplete, step == 1


def check_cut(found: SearchResults, whole: SearchResults, dropped: set[str]) -> None:
    """Check that what is there is that of the whole answer, and note what is not."""
    for name in ("suggestion", "searched_instead", "widened"):
        if getattr(found, name) != getattr(whole, name):
            assert not getattr(found, name)
            dropped.add(name)
    if found.searched_instead != whole.searched_instead:
        assert not found.hits
        return
    assert found.hits == whole.hits
    assert (found.total, found.complete) == (whole.total, whole.complete)
    if "published" in found.facets.incomplete:
        assert not found.facets.published.buckets
    else:
        assert found.facets.published == whole.facets.published
    if "persons" in found.facets.incomplete:
        assert not found.facets.persons
    else:
        assert found.facets.persons == whole.facets.persons


def test_hits_of_another_reading_that_are_gone_through_never_just_end(
    monkeypatch: pytest.MonkeyPatch, index_dir: Path
) -> None:
    asked = SearchRequest("toor chuwcs", per_page=1)
    clock = Clock(10**9, 0)
    monkeypatch.setattr(
        "search.answering.Deadline", lambda seconds: Deadline(seconds, clock)
    )
    searcher = open_searcher(index_dir)
    first = searcher.search(asked)
    assert first.searched_instead and first.next
    second = replace(asked, after=first.next)

    def all_ids() -> list[str]:
        pieces = searcher.all_hits(asked, time_limit=LIMIT)
        return [hit.id for piece in pieces for hit in piece]

    def second_ids() -> list[str]:
        found = searcher.search(second, deadline=Deadline(LIMIT, clock))
        return [hit.id for hit in found.hits]

    for ids in (all_ids, second_ids):
        searcher, clock = open_searcher(index_dir), Clock(10**9, 0)
        whole, n_errors = ids(), 0
        assert whole
        moments = range(1, clock.n_asked + 1)
        for n_asked in moments:
            searcher, clock = open_searcher(index_dir), Clock(n_asked, EXTRAS_OVER)
            assert ids() == whole
            searcher, clock = open_searcher(index_dir), Clock(n_asked, ALL_OVER)
            try:
                assert ids() == whole
            except TimeLimitError:
                n_errors += 1
        assert 0 < n_errors < len(moments)


def test_everything_that_reads_a_snapshot_keeps_to_the_deadline(
    index_dir: Path,
) -> None:
    check_late(index_dir)


def check_late(index_dir: Path) -> None:
    """Check that nothing is read when the time is up."""
    late = open_snapshot(index_dir).within(Deadline(LIMIT, Clock(1, ALL_OVER)))
    query = parse("lũ")[0]
    for ask in (
        lambda: late.search(query, SearchRequest("lũ"), 5),
        lambda: late.count(query),
        lambda: late.explain(query, ["lu-lut"]),
        lambda: late.article("lu-lut"),
        lambda: late.copies_of(["lu-lut"]),
        lambda: late.spellings("lu"),
        lambda: late.persons_named("Lê Thị Hà"),
        lambda: late.person("Lê Thị Hà"),
        lambda: late.names_like(("le", "ha"), 5),
        lambda: late.doc_freq("lũ"),
    ):
        with pytest.raises(TimeLimitError):
            ask()
    assert late.within(NEVER).count(query) == 2


def test_an_article_and_its_copies_keep_to_the_limit_of_time(
    index_dir: Path,
) -> None:
    searcher = open_searcher(index_dir)
    for ask in (searcher.article, searcher.also_in):
        ask("lu-lut")
        with pytest.raises(TimeLimitError):
            ask("lu-lut", deadline=Deadline(LIMIT, Clock(1, ALL_OVER)))


def test_what_began_earlier_has_less_time_left() -> None:
    deadline = Deadline(10.0, lambda: 100.0, since=93.0)
    assert deadline.left() == 3.0
    assert Deadline(10.0, lambda: 100.0, since=90.0).is_over()
