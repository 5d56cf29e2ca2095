"""When a watch reindexes, and what it does when something is in its way."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from threading import Event as Flag

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import (
    IndexLockedError,
    NoPagesError,
    NoRootsError,
    PathNotFoundError,
    ReindexFailedError,
)
from index.generations import open_current
from index.generations.lock import reindex_lock
from index.ledger import read_ledger
from index.reindex import reindex
from index.summary import ReindexSummary
from index.watching import (
    Abandoned,
    Began,
    Event,
    Failed,
    Reindexed,
    Watch,
    Watching,
    process,
    schedule,
    watch,
)
from index.watching.folders import FolderWatch
from index.watching.process import ReindexProcess
from index.watching.schedule import (
    FIRST_RETRY_SECONDS,
    LONGEST_RETRY_SECONDS,
    LONGEST_SECONDS,
    QUIET_SECONDS,
    Reason,
    Schedule,
)
from tests.helpers import ROOT, write_jsonl

PATIENCE_SECONDS = 60


def write_pages(folder: Path, *names: str) -> None:
    folder.mkdir(exist_ok=True)
    for name in names:
        write_jsonl(
            folder / f"{name}.jsonl",
            [{"id": name, "title": f"Tin {name}", "body": "Lúa được mùa."}],
        )


def ids(index_dir: Path) -> set[str]:
    return set(read_ledger(open_current(index_dir).path))


# When ---------------------------------------------------------------------


def begun(every: float = 0.0) -> Schedule:
    """A schedule whose first reindex has ended at 0."""
    plan = Schedule(every)
    assert plan.reason(0) == Reason.START
    plan.begin()
    assert plan.end(0, is_done=True) == 0
    return plan


def test_changes_are_read_when_it_has_become_quiet() -> None:
    plan = begun()
    assert plan.reason(10**9) is None
    plan.note_change(10)
    plan.note_change(10 + QUIET_SECONDS - 0.1)
    assert plan.reason(10 + QUIET_SECONDS) is None
    assert plan.reason(10 + 2 * QUIET_SECONDS) == Reason.CHANGES
    plan.begin()
    plan.end(20, is_done=True)
    assert plan.reason(100) is None


def test_changes_that_never_pause_are_read_in_the_end() -> None:
    plan = begun()
    reasons = []
    for tenth in range(int(LONGEST_SECONDS * 10) + 1):
        plan.note_change(tenth / 10)
        reasons.append(plan.reason(tenth / 10))
    assert reasons[:-1] == [None] * (len(reasons) - 1)
    assert reasons[-1] == Reason.CHANGES


def test_what_changes_during_a_reindex_is_read_after_it() -> None:
    plan = begun()
    plan.ask()
    plan.begin()
    plan.note_change(5)
    plan.end(6, is_done=True)
    assert plan.reason(5 + QUIET_SECONDS) == Reason.CHANGES


def test_the_timer_counts_from_the_end_of_a_reindex() -> None:
    plan = begun(every=60)
    assert plan.reason(59) is None
    assert plan.reason(60) == Reason.TIMER
    plan.begin()
    assert plan.reason(10**6) is None
    plan.end(200, is_done=True)
    assert (plan.reason(259), plan.reason(260)) == (None, Reason.TIMER)


def test_waits_after_failures_grow_up_to_a_limit_and_begin_anew() -> None:
    plan = begun(every=1)
    waits = []
    for _ in range(30):
        plan.begin()
        waits.append(plan.end(0, is_done=False))
        plan.note_change(0)
        # Neither the timer nor changes make it try earlier.
        assert plan.reason(waits[-1] - 0.1) is None
        assert plan.reason(waits[-1]) == Reason.RETRY
    assert waits[:3] == [FIRST_RETRY_SECONDS * n for n in (1, 2, 4)]
    assert waits == sorted(waits) and waits[-1] == LONGEST_RETRY_SECONDS
    plan.begin()
    plan.end(0, is_done=True)
    plan.begin()
    assert plan.end(0, is_done=False) == FIRST_RETRY_SECONDS


def test_who_asks_does_not_wait_for_the_next_try() -> None:
    plan = begun()
    plan.begin()
    plan.end(0, is_done=False)
    plan.ask()
    assert plan.reason(0) == Reason.ASKED


@given(
    st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=30),
    st.sampled_from([0, 30]),
)
def test_whatever_changed_is_looked_at_by_a_reindex_that_began_later(
    steps: list[tuple[int, bool]], every: int
) -> None:
    plan, now, unread = begun(every), 0.0, False
    for seconds, is_change in steps:
        now += seconds
        if plan.reason(now) is not None:
            plan.begin()
            unread = False
            plan.end(now, is_done=seconds % 3 != 0)
        if is_change:
            plan.note_change(now)
            unread = True
    later = now + LONGEST_RETRY_SECONDS
    assert not unread or plan.reason(later) is not None


# Changes ------------------------------------------------------------------


@pytest.fixture
def folder_watch(tmp_path: Path) -> Iterator[FolderWatch]:
    found = FolderWatch(tmp_path / "index", 0, Flag())
    yield found
    found.close()


def changes_seen(seen: FolderWatch, places: list[Path], n_waits: int = 4) -> bool:
    return any([seen.wait(places) for _ in range(n_waits)])


def until_seen(seen: FolderWatch, places: list[Path]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not seen.wait(places):
        assert time.monotonic() < until, "no change was seen"


@pytest.mark.parametrize("poll_seconds", [0, 0.1], ids=["told", "polling"])
def test_pages_that_come_change_and_go_are_seen(
    tmp_path: Path, poll_seconds: float
) -> None:
    corpus = tmp_path / "kho"
    write_pages(corpus, "a")
    seen = FolderWatch(tmp_path / "index", poll_seconds, Flag())
    with closing(seen):
        assert not changes_seen(seen, [corpus])
        write_pages(corpus, "b")
        until_seen(seen, [corpus])
        (corpus / "moi").mkdir()
        until_seen(seen, [corpus])
        changes_seen(seen, [corpus], 2)
        write_pages(corpus / "moi", "c")
        until_seen(seen, [corpus])
        changes_seen(seen, [corpus], 2)
        (corpus / "a.jsonl").unlink()
        until_seen(seen, [corpus])


def test_what_no_reindex_reads_counts_for_nothing(
    tmp_path: Path, folder_watch: FolderWatch
) -> None:
    corpus = tmp_path
    write_pages(corpus, "a")
    (corpus / "index").mkdir()
    assert not changes_seen(folder_watch, [corpus])
    (corpus / "index/CURRENT").write_text("000001")
    (corpus / ".an").mkdir()
    write_pages(corpus / ".an", "b")
    (corpus / "anh.png").write_bytes(b"x")
    (corpus / "a.jsonl").read_bytes()
    assert not changes_seen(folder_watch, [corpus])


def test_a_folder_that_goes_comes_back_or_is_another_is_seen_and_watched_anew(
    tmp_path: Path, folder_watch: FolderWatch
) -> None:
    corpus, other = tmp_path / "kho", tmp_path / "khac"
    write_pages(corpus, "a")
    write_pages(other, "b")
    places = [corpus]
    assert not changes_seen(folder_watch, places)
    corpus.rename(tmp_path / "vang")
    until_seen(folder_watch, places)
    assert folder_watch.missing() == places
    changes_seen(folder_watch, places, 2)
    other.rename(corpus)
    until_seen(folder_watch, places)
    assert folder_watch.missing() == []
    changes_seen(folder_watch, places, 2)
    write_pages(corpus, "c")
    until_seen(folder_watch, places)


def test_where_the_system_has_no_more_watches_it_says_so_and_tries_again(
    tmp_path: Path, folder_watch: FolderWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index.watching import folders

    write_pages(tmp_path / "kho", "a")
    real_watch = folders.watch

    def no_watches(*paths: Path, **options: object) -> Iterator[set]:
        raise OSError("OS file watch limit reached")
        yield set()

    monkeypatch.setattr(folders, "watch", no_watches)
    assert not folder_watch.wait([tmp_path / "kho"])
    assert folder_watch.problem == "OS file watch limit reached"
    monkeypatch.setattr(folders, "watch", real_watch)
    monkeypatch.setattr(folder_watch, "_try_again_at", 0.0)
    assert not changes_seen(folder_watch, [tmp_path / "kho"])
    assert folder_watch.problem is None
    write_pages(tmp_path / "kho", "b")
    until_seen(folder_watch, [tmp_path / "kho"])


def test_a_folder_that_may_not_be_read_does_not_hide_the_others(
    tmp_path: Path, folder_watch: FolderWatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index.watching import folders

    write_pages(tmp_path / "kho", "a")
    real_watch, asked = folders.watch, []

    def refuses(*paths: Path, **options: object) -> Iterator[set]:
        asked.append(options["ignore_permission_denied"])
        if not asked[-1]:
            raise PermissionError("Permission denied")
        yield from real_watch(*paths, **options)

    monkeypatch.setattr(folders, "watch", refuses)
    assert not changes_seen(folder_watch, [tmp_path / "kho"])
    assert (asked, folder_watch.problem) == ([False, True], None)
    write_pages(tmp_path / "kho", "b")
    until_seen(folder_watch, [tmp_path / "kho"])


# A reindex in a process of its own ----------------------------------------


def fail_with_fault(paths: list[Path]) -> ReindexSummary:
    raise ZeroDivisionError("an unknown fault")


def test_a_fault_that_nobody_expected_is_told(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture
) -> None:
    sent = []

    class Pipe:
        send = staticmethod(sent.append)

    monkeypatch.setattr(process.signal, "signal", lambda *_: None)
    process._run(Pipe, os.getppid(), fail_with_fault, [])
    (error,) = sent
    assert isinstance(error, ReindexFailedError)
    assert "ZeroDivisionError: an unknown fault" in str(error)
    assert "Traceback" in capfd.readouterr().err


def test_a_reindex_that_is_abandoned_leaves_nothing(tmp_path: Path) -> None:
    corpus, index_dir = tmp_path / "kho", tmp_path / "index"
    corpus.mkdir()
    records = [
        {"id": f"{n}", "title": f"Tin số {n}", "body": "Lúa được mùa lớn. " * 60}
        for n in range(2500)
    ]
    write_jsonl(corpus / "tin.jsonl", records)
    running = ReindexProcess(
        partial(reindex, index_dir=index_dir, n_workers=1), [corpus]
    )
    until = time.monotonic() + PATIENCE_SECONDS
    while not (index_dir / "generations/000001").exists():
        assert time.monotonic() < until
        time.sleep(0.01)
    assert running.outcome() is None
    running.abandon()
    assert list((index_dir / "generations").iterdir()) == []
    assert not (index_dir / "CURRENT").exists()


def test_the_watching_process_itself_loads_nothing_large(tmp_path: Path) -> None:
    program = f"""
import sys
from pathlib import Path
from functools import partial
from index.watching import Reindexed, Watch
from tracuu.watch import run_reindex
index = Path({str(tmp_path / "index")!r})
watch = Watch(index, [Path({str(tmp_path / "kho")!r})], every=0, poll_seconds=0,
              reindex=partial(run_reindex, index, 1, 800))
if __name__ == "__main__":
    for event in watch.events():
        if isinstance(event, Reindexed):
            watch.stop()
            print(event.summary.added, sorted({{"numpy", "whoosh"}} & set(sys.modules)))
"""
    write_pages(tmp_path / "kho", "a", "b")
    (tmp_path / "watch_once.py").write_text(program)
    done = subprocess.run(
        [sys.executable, str(tmp_path / "watch_once.py")],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.stdout == "2 []\n", done.stderr


# The watch ----------------------------------------------------------------


class Watched:
    """A watch in the test's process, whose reindexes run in theirs."""

    def __init__(self, index_dir: Path, *folders: Path, every: float = 0) -> None:
        self.watch = Watch(
            index_dir,
            list(folders),
            every=every,
            poll_seconds=0,
            reindex=partial(reindex, index_dir=index_dir, n_workers=1),
        )
        self.events = self.watch.events()
        self.seen: list[Event] = []

    def until(self, kind: type[Event]) -> Event:
        """Go on until something of a kind happens."""
        until = time.monotonic() + PATIENCE_SECONDS
        for event in self.events:
            self.seen.append(event)
            if isinstance(event, kind):
                return event
            assert time.monotonic() < until, self.seen
        pytest.fail(f"it ended: {self.seen}")

    def counts(self) -> tuple[int, int, int]:
        """Wait for a reindex; give how many were added, removed, unreadable."""
        summary = self.until(Reindexed).summary
        return summary.added, summary.removed, summary.failed

    def close(self) -> None:
        self.events.close()


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "QUIET_SECONDS", 0.1)
    monkeypatch.setattr(schedule, "FIRST_RETRY_SECONDS", 0.2)


@pytest.fixture
def watched(tmp_path: Path, hasty: None) -> Iterator[Watched]:
    """A watch that has indexed two pages of a folder."""
    write_pages(tmp_path / "kho", "a", "b")
    found = Watched(tmp_path / "index", tmp_path / "kho")
    with closing(found):
        assert found.counts() == (2, 0, 0)
        yield found


def test_pages_that_come_and_go_are_in_the_index_and_out_of_it(
    watched: Watched, tmp_path: Path
) -> None:
    assert isinstance(watched.seen[0], Watching)
    assert watched.seen[1] == Began(Reason.START)
    write_pages(tmp_path / "kho", "c")
    assert watched.counts() == (1, 0, 0)
    (tmp_path / "kho/a.jsonl").unlink()
    assert watched.counts() == (0, 1, 0)
    assert ids(tmp_path / "index") == {"b", "c"}


def test_a_page_that_cannot_be_read_stops_nothing(
    watched: Watched, tmp_path: Path
) -> None:
    (tmp_path / "kho/hong.txt").write_bytes(b"\x00\x01")
    write_pages(tmp_path / "kho", "c")
    assert watched.counts() == (1, 0, 1)


def test_a_corpus_that_vanishes_loses_no_article_and_is_read_when_it_is_back(
    watched: Watched, tmp_path: Path
) -> None:
    corpus, away = tmp_path / "kho", tmp_path / "xa"
    corpus.rename(away)
    assert watched.until(Watching).missing == (corpus,)
    assert isinstance(watched.until(Failed).error, PathNotFoundError)
    corpus.mkdir()  # As an empty mount point.
    while isinstance(watched.until(Failed).error, PathNotFoundError):
        pass
    assert isinstance(watched.seen[-1].error, NoPagesError)
    assert ids(tmp_path / "index") == {"a", "b"}
    corpus.rmdir()
    write_pages(away, "c")
    away.rename(corpus)
    assert watched.counts() == (1, 0, 0)
    assert ids(tmp_path / "index") == {"a", "b", "c"}


def test_while_one_folder_is_away_the_others_are_kept_up_to_date(
    tmp_path: Path, hasty: None
) -> None:
    first, second = tmp_path / "mot", tmp_path / "hai"
    write_pages(first, "a")
    write_pages(second, "b")
    watched = Watched(tmp_path / "index", first, second)
    with closing(watched):
        assert watched.counts() == (2, 0, 0)
        second.rename(tmp_path / "xa")
        assert watched.counts() == (0, 0, 0)
        write_pages(first, "c")
        assert watched.counts() == (1, 0, 0)
        assert ids(tmp_path / "index") == {"a", "b", "c"}
        write_pages(tmp_path / "xa", "d")
        (tmp_path / "xa").rename(second)
        assert watched.counts() == (1, 0, 0)
        assert Began(Reason.RETURNED) in watched.seen
    assert ids(tmp_path / "index") == {"a", "b", "c", "d"}


def test_an_index_that_vanishes_is_waited_for_and_not_built_anew(
    watched: Watched, tmp_path: Path
) -> None:
    (tmp_path / "index").rename(tmp_path / "xa")
    write_pages(tmp_path / "kho", "c")
    assert isinstance(watched.until(Failed).error, NoRootsError)
    assert not (tmp_path / "index").exists()
    (tmp_path / "xa").rename(tmp_path / "index")
    assert watched.counts() == (1, 0, 0)


def test_an_index_that_may_not_be_read_does_not_end_the_watch(
    watched: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(index_dir: Path) -> dict[str, Path]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(watch, "remembered_roots", refuse)
    write_pages(tmp_path / "kho", "c")
    assert watched.counts() == (1, 0, 0)


def test_another_reindex_is_told_of_and_waited_for(
    watched: Watched, tmp_path: Path
) -> None:
    with reindex_lock(tmp_path / "index"):
        write_pages(tmp_path / "kho", "c")
        failed = watched.until(Failed)
        assert isinstance(failed.error, IndexLockedError)
        assert str(os.getpid()) in str(failed.error)
        assert watched.until(Failed).retry_seconds > failed.retry_seconds
    assert watched.counts() == (1, 0, 0)


def test_the_timer_finds_what_nobody_told_of(
    tmp_path: Path, hasty: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FolderWatch, "_counts", lambda *_: False)
    write_pages(tmp_path / "kho", "a")
    watched = Watched(tmp_path / "index", tmp_path / "kho", every=0.3)
    with closing(watched):
        watched.counts()
        write_pages(tmp_path / "kho", "b")
        while watched.counts() != (1, 0, 0):
            pass
    assert Began(Reason.TIMER) in watched.seen


def test_a_stopped_watch_lets_its_reindex_publish(tmp_path: Path) -> None:
    write_pages(tmp_path / "kho", "a")
    watched = Watched(tmp_path / "index", tmp_path / "kho")
    watched.until(Began)
    watched.watch.stop()
    assert isinstance(list(watched.events)[-1], Reindexed)
    assert ids(tmp_path / "index") == {"a"}


def test_a_watch_that_is_stopped_twice_does_not_wait(tmp_path: Path) -> None:
    write_pages(tmp_path / "kho", "a")
    watched = Watched(tmp_path / "index", tmp_path / "kho")
    watched.until(Began)
    watched.watch.stop()
    watched.watch.stop()
    assert list(watched.events) == [Abandoned()]


def test_a_stopped_watch_waits_no_longer_than_its_grace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "GRACE_SECONDS", 0.0)
    write_pages(tmp_path / "kho", "a")
    watched = Watched(tmp_path / "index", tmp_path / "kho")
    watched.until(Began)
    watched.watch.stop()
    assert list(watched.events) == [Abandoned()]
