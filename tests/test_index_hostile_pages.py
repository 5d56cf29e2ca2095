"""Pages that are made to stop a reindex: each is reported, and all others are read."""

from __future__ import annotations

import faulthandler
import os
import re
import signal
import subprocess
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from index import apart, limits, reading
from index.analysis.letters import compose
from index.apart import CRASHED, KILLED, READER, TOO_LONG, TOO_MUCH, Apart, StoppedError
from index.corpus import RawPage, documents, read_file
from index.corpus.files import walk_folders
from index.errors import (
    BadRecordError,
    OutsideCorpusError,
    ReadingStoppedError,
    TooLargeError,
    UnreadableFileError,
    WorkerDiedError,
)
from index.generations import open_current
from index.ingest import workers
from index.ledger import read_failures
from index.reindex import reindex
from index.segments.building import SegmentBuilder
from search.searcher import open_searcher
from search.types import SearchRequest
from tests.helpers import ROOT
from tests.hostile_writing import (
    EITHER,
    FAILS,
    SENTENCE,
    TITLE,
    record,
    write_good_pages,
    write_hostile_pages,
)
from tracuu.inspect import inspect
from tracuu.language import message

N_GOOD = 5


@pytest.fixture(autouse=True)
def fresh_reader() -> Iterator[None]:
    """Large pages are decoded by a child process, which a test may have patched."""
    READER.close()
    yield
    READER.close()


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Path]:
    """A folder that is removed without Python, which a deep one would stop."""
    yield tmp_path / "kho"
    subprocess.run(["rm", "-rf", tmp_path / "kho"], check=True)


def n_found(index_dir: Path, number: int) -> int:
    searcher = open_searcher(index_dir)
    return searcher.search(SearchRequest(query=f"tot{number}")).total


def test_hostile_pages_are_reported_and_the_others_found(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = 20_000
    for name, value in (
        ("corpus.APART_FROM", 1_000),
        ("corpus.MAX_DOCUMENT_BYTES", 10 * size),
        ("corpus.files.MAX_PAGE_BYTES", size),
        ("corpus.files.MAX_LINES", size // 4),
        ("corpus.records.APART_FROM", 1_000),
        ("corpus.record_lines.MAX_LINE_BYTES", size),
        ("corpus.record_lines.MAX_PASSED_OVER", 10 * size),
        ("corpus.compression.RATIO_FREE", 2**20),
        ("extract.extraction.MAX_TAGS", 2_500),
    ):
        monkeypatch.setattr(f"index.{name}", value)
    expected = write_hostile_pages(corpus / "xau", size)
    write_good_pages(corpus / "tot", N_GOOD)
    summary = reindex([corpus], tmp_path / "index")
    failed = {failure.path for failure in summary.failures}
    of = {name: f"kho/xau/{name}" in failed for name in expected}
    wrong = {
        name: what
        for name, what in expected.items()
        if what != EITHER and of[name] != (what == FAILS)
    }
    assert not wrong
    assert failed <= {f"kho/xau/{name}" for name in expected}
    assert all(n_found(tmp_path / "index", number) for number in range(N_GOOD))


Reader = Callable[..., object]


def read_as(monkeypatch: pytest.MonkeyPatch, hostile: Callable[[str], None]) -> None:
    """Let reading a page do something to the process before it reads the page."""
    extract = reading.extract_article

    def extract_hostile(page: RawPage, *rest: object) -> object:
        hostile(page.path)
        return extract(page, *rest)

    monkeypatch.setattr(reading, "extract_article", extract_hostile)


@pytest.mark.parametrize(
    ("n_pages", "killers"),
    [(3, {1}), (1, {0}), (200, {150}), (200, {0, 1, 70, 199})],
)
def test_a_page_that_kills_who_reads_it_is_one_failed_page(
    corpus: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    n_pages: int,
    killers: set[int],
) -> None:
    write_good_pages(corpus, n_pages)
    tries = tmp_path / "tries"
    bad = {f"kho/{number:03}.txt" for number in killers}

    def kill(path: str) -> None:
        if path in bad:
            with open(tries, "a") as file:
                file.write("x")
            crash()

    read_as(monkeypatch, kill)
    monkeypatch.setattr("index.stamps._SETTLED_NS", 0)
    index_dir = tmp_path / "index"
    summary = reindex([corpus], index_dir, n_workers=2)
    assert {failure.path for failure in summary.failures} == bad
    assert {failure.template for failure in summary.failures} == {
        ReadingStoppedError.template
    }
    assert all(failure.params == {"reason": CRASHED} for failure in summary.failures)
    assert summary.articles == n_pages - len(bad)
    numbers = {0, 2, n_pages - 2} & set(range(n_pages))
    assert all(n_found(index_dir, n) == 1 for n in numbers - killers)
    before = tries.read_text()
    again = reindex([corpus], index_dir, n_workers=2)
    # While its file is as it was, it is not tried again.
    assert tries.read_text() == before
    assert again.failures == summary.failures
    assert again.articles == summary.articles


def test_a_page_that_was_killed_by_the_system_is_tried_again_the_next_time(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_good_pages(corpus, 3)
    monkeypatch.setattr("index.stamps._SETTLED_NS", 0)
    is_short = True  # Of memory, as it were.

    def kill(path: str) -> None:
        if is_short and path == "kho/001.txt":
            os.kill(os.getpid(), signal.SIGKILL)

    read_as(monkeypatch, kill)
    (failure,) = reindex([corpus], tmp_path / "index").failures
    assert failure.params == {"reason": KILLED}
    is_short = False
    again = reindex([corpus], tmp_path / "index")
    assert (again.articles, again.failures) == (3, [])


def test_what_changes_while_it_is_read_again_has_failed_until_the_next_time(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_good_pages(corpus, 200)

    def change_and_kill(path: str) -> None:
        if path == "kho/150.txt":
            (corpus / "000.txt").write_text(f"{TITLE}\n\n{SENTENCE} Mã moi.")
            os.kill(os.getpid(), signal.SIGKILL)

    read_as(monkeypatch, change_and_kill)
    index_dir = tmp_path / "index"
    summary = reindex([corpus], index_dir, n_workers=1)
    changed, killed = summary.failures
    assert (changed.path, changed.template) == (
        "kho/000.txt",
        UnreadableFileError.template,
    )
    assert killed.path == "kho/150.txt" and summary.articles == 198
    again = reindex([corpus], index_dir, n_workers=1)
    assert [failure.path for failure in again.failures] == ["kho/150.txt"]
    assert again.articles == 199


def make_deep(folder: Path, n_bytes: int) -> None:
    """Make folders in each other until the path of the last has so many bytes."""
    at, length = os.open(folder, os.O_RDONLY), len(os.fspath(folder))
    while (n_left := n_bytes - length - 1) > 0:
        # Not so long that too little is left for the last.
        name = "d" * (n_left if n_left <= 200 else min(200, n_left - 2))
        os.mkdir(name, dir_fd=at)
        before, at = at, os.open(name, os.O_RDONLY, dir_fd=at)
        os.close(before)
        length += 1 + len(name)
    os.close(os.open("sau.txt", os.O_CREAT | os.O_WRONLY, dir_fd=at))
    os.close(at)


PATH_MAX = 4096  # <linux/limits.h>


@pytest.mark.parametrize("n_above", [2, 6, 20])
def test_what_lies_too_deep_for_the_system_is_reported(
    corpus: Path, tmp_path: Path, n_above: int
) -> None:
    write_good_pages(corpus, 1)
    make_deep(corpus, PATH_MAX - n_above)
    summary = reindex([corpus], tmp_path / "index")
    assert summary.articles == 1 and len(summary.failures) == 1


def test_processes_that_die_of_no_page_end_the_reindex_and_not_the_index(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_good_pages(corpus, 3)
    index_dir = tmp_path / "index"
    reindex([corpus], index_dir)
    write_good_pages(corpus / "them", 3)
    monkeypatch.setattr(
        SegmentBuilder, "write", lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    )
    with pytest.raises(WorkerDiedError):
        reindex([corpus], index_dir)
    assert n_found(index_dir, 1) == 1


def take_for_ever(*_: object) -> None:
    # One call of C code, which no exception can end.
    re.match("(a+)+$", "a" * 60 + "b")


def take_too_much(*_: object) -> None:
    bytearray(2**40)


@pytest.mark.parametrize(
    ("hostile", "reason"), [(take_for_ever, TOO_LONG), (take_too_much, TOO_MUCH)]
)
def test_a_page_that_takes_too_much_is_one_failed_page(
    corpus: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    hostile: Callable[[], None],
    reason: str,
) -> None:
    write_good_pages(corpus, 3)
    read_as(monkeypatch, lambda path: hostile() if path == "kho/001.txt" else None)
    monkeypatch.setattr(workers, "bounded", partial(apart.bounded, 0.3))
    monkeypatch.setattr(workers, "Apart", partial(Apart, 0.3))
    summary = reindex([corpus], tmp_path / "index")
    (failure,) = summary.failures
    assert (failure.path, failure.params) == ("kho/001.txt", {"reason": reason})
    assert summary.articles == 2


def own_id(*_: object) -> int:
    return os.getpid()


def fail(reason: str) -> None:
    raise ValueError(reason)


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def crash() -> None:
    faulthandler.disable()  # Nobody wants to read of it.
    os.kill(os.getpid(), signal.SIGSEGV)


def test_what_is_called_apart_answers_fails_and_dies_and_the_next_call_lives() -> None:
    with Apart(seconds=0.3, memory=2**26) as process:
        first = process.call(own_id)
        assert first == process.call(own_id) != os.getpid()
        with pytest.raises(ValueError, match="hỏng"):
            process.call(fail, "hỏng")
        assert process.call(own_id) == first
        for function, args, reason in (
            (crash, (), CRASHED),
            (kill, (), KILLED),
            (take_for_ever, (), TOO_LONG),
            (bytearray, (2**27,), TOO_MUCH),
        ):
            with pytest.raises(StoppedError, match=reason):
                process.call(function, *args)
            assert process.call(own_id) not in (first, os.getpid())


def test_a_document_that_crashes_its_reader_is_one_failed_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(file: Path) -> str:
        if file.name == "1.pdf":
            crash()
        return TITLE

    monkeypatch.setitem(documents.READERS, ".pdf", read)
    pages = []
    for number in range(3):
        (tmp_path / f"{number}.pdf").write_bytes(b"%PDF")
        pages += read_file(tmp_path / f"{number}.pdf", f"{number}.pdf")
    assert [type(page) for page in pages] == [RawPage, ReadingStoppedError, RawPage]


def test_links_lead_anywhere_inside_the_corpus_folder_and_nowhere_else(
    tmp_path: Path,
) -> None:
    corpus = tmp_path / "kho"
    write_good_pages(corpus / "a", 1)
    secret = tmp_path / "kho-mat.txt"
    secret.write_text(f"{TITLE}\n\nbí mật {SENTENCE}")
    (corpus / "b").mkdir()
    (corpus / "b" / "trong.txt").symlink_to("../a/000.txt")
    (corpus / "b" / "ngoai.txt").symlink_to("../../kho-mat.txt")
    (corpus / "b" / "xa.txt").symlink_to("ngoai.txt")

    def read(file: Path, path: str) -> object:
        (page,) = read_file(file, path)
        return page

    assert isinstance(read(corpus / "b/trong.txt", "kho/b/trong.txt"), RawPage)
    for name in ("ngoai", "xa"):
        page = read(corpus / f"b/{name}.txt", f"kho/b/{name}.txt")
        assert isinstance(page, OutsideCorpusError)
    # A folder or a file that somebody named may itself be a link.
    (tmp_path / "link").symlink_to(corpus)
    assert isinstance(read(tmp_path / "link/b/trong.txt", "link/b/trong.txt"), RawPage)
    (tmp_path / "mot.txt").symlink_to(secret)
    assert isinstance(read(tmp_path / "mot.txt", "mot.txt"), RawPage)
    summary = reindex([corpus], tmp_path / "index")
    assert {failure.path for failure in summary.failures} == {
        "kho/b/ngoai.txt",
        "kho/b/xa.txt",
    }


def test_folders_are_gone_through_in_the_order_of_os_walk(tmp_path: Path) -> None:
    for name in ("b/c", "b/a/x", "a", "c/d/e"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "1.txt").touch()
    (tmp_path / "b" / "loop").symlink_to("..")
    (tmp_path / "itself").symlink_to("itself")

    def steps(walk: Iterator[tuple[str, list[str], list[str]]]) -> list[object]:
        seen: list[object] = []
        for folder, subfolders, files in walk:
            subfolders[:] = sorted(name for name in subfolders if name != "d")
            seen.append((folder, tuple(subfolders), sorted(files)))
        return seen

    walked = steps(walk_folders(tmp_path, pytest.fail))
    assert walked == steps(os.walk(tmp_path)) and len(walked) == 7
    errors: list[OSError] = []
    assert list(walk_folders(tmp_path / "none", errors.append)) == []
    assert [error.filename for error in errors] == [str(tmp_path / "none")]


def test_a_file_that_is_mostly_bad_lines_is_given_up_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.corpus.records.MAX_BAD_LINES", 10)
    file = tmp_path / "tin.jsonl"

    def read(data: bytes) -> list[object]:
        file.write_bytes(data)
        return list(read_file(file, file.name))

    good = record(TITLE, SENTENCE)
    *bad, last = read(b"x\n" * 100 + good)
    assert len(bad) == 11 and isinstance(last, BadRecordError) and last.line is None
    assert len(read((good + b"x\n") * 100)) == 200
    monkeypatch.setattr("index.corpus.records.MAX_BLANK_LINES", 50)
    assert len(read((good + b"\n" * 10) * 100)) == 100
    (error,) = read(b"\n" * 100 + good)
    assert isinstance(error, BadRecordError) and error.line is None


def test_a_hole_of_a_file_is_given_up_after_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.corpus.record_lines.MAX_LINE_BYTES", 1_000)
    monkeypatch.setattr("index.corpus.record_lines.MAX_PASSED_OVER", 10_000)
    file = tmp_path / "tin.jsonl"
    good = record(TITLE, SENTENCE)
    file.write_bytes(good + b"x" * 20_000 + b"\n" + good)
    first, error = read_file(file, file.name)
    assert isinstance(first, RawPage) and isinstance(error, BadRecordError)
    assert error.line == 2 and "no end" in error.reason


@given(
    st.lists(
        st.tuples(
            st.sampled_from("aếơ—国 1"),
            st.text("\u0301\u0302\u0306\u0316\u0323", max_size=limits.MAX_MARKS),
        )
    )
)
def test_up_to_the_limit_marks_are_ordered_as_unicode_has_it(
    letters: list[tuple[str, str]],
) -> None:
    text = "".join(letter + marks for letter, marks in letters)
    # Only a tone before a circumflex or a breve is ordered by us.
    if not re.search("[\u0302\u0306]", unicodedata.normalize("NFD", text)):
        assert compose(text) == unicodedata.normalize("NFC", text)
    assert compose(compose(text)) == compose(text)


def test_marks_beyond_the_limit_are_left_out_where_they_are_in_disorder() -> None:
    marks = "\u0301\u0316" * 500_000
    composed = compose(f"— a{marks} b")
    assert len(composed) == len("— á b") + limits.MAX_MARKS - 1
    assert compose(composed) == composed
    assert composed.startswith("— á\u0316") and composed.endswith(" b")


def test_inspect_says_of_a_hostile_page_what_a_reindex_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = tmp_path / "kho"
    write_good_pages(corpus, 1)
    (corpus / "dai.txt").write_text(f"{TITLE * 200}\n\n{SENTENCE}")
    (corpus / "lon.jsonl").write_bytes(record("A " * 1500, SENTENCE))
    (corpus / "ngoai.txt").symlink_to("/etc/hostname")
    read_as(monkeypatch, lambda path: crash() if path == "kho/000.txt" else None)
    index_dir = tmp_path / "index"
    reindex([corpus], index_dir)
    failures = read_failures(open_current(index_dir).path)
    assert len(failures) >= 3
    for failure in failures:
        file = tmp_path / failure.path
        result = CliRunner().invoke(inspect, [str(file), "--index", str(index_dir)])
        assert result.exit_code == 1
        said = message(failure.template, failure.params)
        assert f"{failure.place}: {said}" in result.output


def test_the_documented_limits_are_those_of_the_program() -> None:
    text = (ROOT / "docs" / "input-formats.md").read_text("utf-8")
    rows = re.findall(r"^\| `([A-Z_]+)` \| .* \| ([0-9,]+) \|$", text, re.M)
    documented = {name: int(value.replace(",", "")) for name, value in rows}
    assert documented == {
        name: value for name, value in vars(limits).items() if name.isupper()
    }
    assert f"longer than {limits.MAX_LINE_BYTES >> 20} MiB" in (
        ROOT / "index" / "corpus" / "records.py"
    ).read_text("utf-8")


def test_a_page_of_too_many_lines_or_bytes_is_not_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.corpus.files.MAX_PAGE_BYTES", 100)
    monkeypatch.setattr("index.corpus.files.MAX_LINES", 10)
    for data, what in (
        (b"a" * 101, "bytes"),
        (b"\n" * 11, "lines"),
        (b"\r" * 11, "lines"),
    ):
        (tmp_path / "a.txt").write_bytes(data)
        (error,) = read_file(tmp_path / "a.txt", "a.txt")
        assert isinstance(error, TooLargeError) and what in error.reason
    for data in (b"a" * 100, b"a\r\n" * 10):
        (tmp_path / "a.txt").write_bytes(data)
        (page,) = read_file(tmp_path / "a.txt", "a.txt")
        assert isinstance(page, RawPage)
