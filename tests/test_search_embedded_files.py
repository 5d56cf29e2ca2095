"""What only the embedded engine has: files, a lock, and what it remembers."""

from __future__ import annotations

import gc
import random
from pathlib import Path

import pytest

from search.deadline import Deadline
from search.embedded import EmbeddedEngine, engine
from search.errors import IndexCorruptError, TimeLimitError
from search.query import parse
from search.searcher import open_searcher
from search.types import SearchRequest
from tests.conftest import ARTICLES
from tests.helpers import (
    build_index,
    flipped,
    found_ids,
    make_article,
    rot,
    searcher_over,
)
from tests.random_search import random_article, random_request
from tests.test_search_deadline import (
    ASKED,
    Clock,
    check_all_moments,
    check_late,
)
from tests.test_search_similar import FLOODS, OTHERS

OPEN_FILES = Path("/proc/self/fd")


# Whoosh leaves a file to the garbage collector when it fails to open it.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_damaged_files_are_an_error_that_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    articles = [make_article(str(n), body=f"Tin lũ số {n}") for n in range(50)]
    generation = build_index(tmp_path / "i", articles)
    (segment,) = generation.path.glob("*.pst")
    whole = segment.read_bytes()
    n_noticed = 0
    for at in range(0, len(whole), max(1, len(whole) // 40)):
        rot(segment, flipped(whole, at))
        try:
            found_ids(open_searcher(tmp_path / "i"), "lũ", per_page=50)
        except IndexCorruptError:
            n_noticed += 1
    assert n_noticed > 0
    assert "Traceback" in caplog.text


def test_two_publications_while_opening_are_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_index(tmp_path / "i", [make_article("cũ", "Tin cũ")])
    open_generation = engine.open_generation

    def publish_twice_first(index_dir: Path, number: int, checksum: str | None):
        if number == 1:
            for _ in range(2):
                build_index(index_dir, [make_article("mới", "Tin mới")])
        return open_generation(index_dir, number, checksum)

    monkeypatch.setattr(engine, "open_generation", publish_twice_first)
    assert found_ids(open_searcher(tmp_path / "i"), "tin") == ["mới"]


def test_what_is_open_goes_on_answering_when_the_pointer_breaks(tmp_path: Path) -> None:
    searcher = searcher_over(tmp_path / "i", [make_article("a", "Tin")])
    assert found_ids(searcher, "tin") == ["a"]
    (tmp_path / "i/CURRENT").write_text("000099\n")
    assert found_ids(searcher, "tin") == ["a"]


@pytest.mark.skipif(not OPEN_FILES.is_dir(), reason="open files are listed in /proc")
def test_a_generation_that_was_replaced_leaves_no_file_open(tmp_path: Path) -> None:
    rng = random.Random(1)
    build_index(tmp_path / "index", [random_article(rng, n) for n in range(20)])
    gc.collect()
    before = len(list(OPEN_FILES.iterdir()))
    gc.disable()  # Full collections are seldom in a service.
    try:
        searcher = open_searcher(tmp_path / "index")
        for _ in range(20):
            searcher.search(random_request(rng))
        searcher.suggestions("t", 5)
        assert len(list(OPEN_FILES.iterdir())) > before
        del searcher
        assert len(list(OPEN_FILES.iterdir())) == before
    finally:
        gc.enable()


def test_what_is_remembered_of_searches_stays_when_articles_are_read(tmp_path):
    searcher = searcher_over(tmp_path / "index", [*FLOODS, *OTHERS])
    searched = searcher.search(SearchRequest(query="cà phê"))
    for article in [*FLOODS, *OTHERS] * 12:
        assert searcher.similar(article.id)
    snapshot = searcher._engine.snapshot()
    assert len(snapshot._answers) == len(snapshot._counts) == 1
    again = searcher.search(SearchRequest(query="cà phê"))
    assert again.facets == searched.facets


@pytest.fixture(scope="module")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    index_dir = tmp_path_factory.mktemp("files") / "index"
    build_index(index_dir, ARTICLES)
    return index_dir


def test_waiting_for_another_thread_counts(index_dir: Path) -> None:
    snapshot = EmbeddedEngine(index_dir).snapshot()
    waiting = snapshot.within(Deadline(0.01))
    with snapshot._reading, pytest.raises(TimeLimitError):
        waiting.count(parse("lũ")[0])


def test_a_long_walk_of_whoosh_is_broken_off_in_its_middle(
    index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.embedded.snapshot.is_covered", lambda _: False)
    query = parse("tổ chức lũ hội nghị")[0]
    clock = Clock(10**9, 0)
    EmbeddedEngine(index_dir).snapshot().within(Deadline(1, clock)).count(query)
    # More often than once a word.
    assert clock.n_asked > 10


@pytest.mark.parametrize("by_whoosh", [False, True])
@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked.query)
def test_facets_are_counted_one_after_the_other_until_time_runs_out(
    monkeypatch: pytest.MonkeyPatch,
    index_dir: Path,
    asked: SearchRequest,
    by_whoosh: bool,
) -> None:
    monkeypatch.setattr("search.embedded.snapshot.is_covered", lambda _: not by_whoosh)
    incomplete, is_every_moment = check_all_moments(index_dir, asked)
    every = {("published", "persons"), ("persons",), ()}
    assert incomplete == every if is_every_moment else incomplete <= every


def test_what_whoosh_reads_keeps_to_the_deadline(
    index_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.embedded.snapshot.is_covered", lambda _: False)
    check_late(index_dir)


def test_a_pointer_is_read_again_when_it_is_replaced_or_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As if every file had been there for long.
    monkeypatch.setattr("search.embedded.engine._SETTLED_NS", -(10**15))
    index = tmp_path / "index"
    first = build_index(index, [make_article("a", "Hà Nội", "Trời mưa.", None)])
    engine = EmbeddedEngine(index)
    numbers = [engine.snapshot().generation for _ in range(3)]
    monkeypatch.setattr("search.embedded.engine.read_pointer", pytest.fail)
    assert engine.snapshot().generation == numbers[0]
    monkeypatch.undo()
    second = build_index(index, [make_article("b", "Huế", "Trời nắng.", None)])
    assert {*numbers} == {first.manifest.generation}
    assert engine.snapshot().generation == second.manifest.generation
    (index / "CURRENT").write_bytes(b"no pointer\n")
    engine.snapshot()
    assert engine.damaged == "CURRENT"
