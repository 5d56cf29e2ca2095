from __future__ import annotations

import errno
import json
import multiprocessing
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from index import corpus, local_storage, reading, update
from index.apart import READER
from index.article import Article
from index.contents import read_segments
from index.corpus import RawPage
from index.corpus.compression import open_stream
from index.errors import (
    DuplicateIdError,
    IndexCorruptError,
    IndexNotFoundError,
    IndexWriteError,
    NoPagesError,
    NoRootsError,
    PathNotFoundError,
)
from index.generations import current_number, open_current
from index.generations.rollback import rollback
from index.ledger import LedgerEntry, read_ledger, write_ledger
from index.reindex import ReindexSummary, reindex
from index.segments.building import SegmentBuilder
from index.writer import largest_dictionary
from search.searcher import open_searcher
from tests.helpers import ROOT, flipped, found_ids, rot, search, write_jsonl

HARD_TEXT = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        ['"], ["', '\\"], [\\"', '"', "\\", "], [", "\n", '\\\\"], ["', ""]
    ),
)

PAGE = """{title} (04/12/2017 18:19)

Sáng 4/12, hội nghị bàn về {topic} đã diễn ra tại thành phố với đông đủ đại biểu.

Các đại biểu thống nhất nhiều việc cần làm ngay trong tháng tới của địa phương.

Thu HàXem phản hồi

Tin khác
"""


class Archive:
    """A corpus folder and its index, for a test to change and reindex."""

    def __init__(self, folder: Path) -> None:
        self.corpus = folder / "kho"
        self.corpus.mkdir()
        self.index = folder / "index"

    def write(self, name: str, title: str, topic: str = "mùa màng") -> Path:
        file = self.corpus / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(PAGE.format(title=title, topic=topic), "utf-8")
        return file

    def reindex(self, *paths: Path, **options: object) -> ReindexSummary:
        return reindex(list(paths), self.index, **{"n_workers": 1} | options)

    def titles(self, query: str = "") -> list[str]:
        results = search(open_searcher(self.index), query, per_page=100)
        return sorted(hit.title for hit in results.hits)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = Archive(tmp_path)
    for number in range(3):
        archive.write(f"{number}.txt", f"Bài số {number} trong tuần")
    archive.reindex(archive.corpus)
    return archive


def counts(summary: ReindexSummary) -> tuple[int, int, int, int, int, int]:
    return (
        summary.added,
        summary.updated,
        summary.removed,
        summary.unchanged,
        summary.failed,
        summary.articles,
    )


def test_pages_that_come_change_and_go_are_added_updated_and_removed(
    archive: Archive,
) -> None:
    archive.write("0.txt", "Bài số 0 viết lại")
    archive.write("moi.txt", "Bài mới toanh trong ngày")
    (archive.corpus / "2.txt").unlink()
    assert counts(archive.reindex()) == (1, 1, 1, 1, 0, 3)
    assert archive.titles() == [
        "Bài mới toanh trong ngày",
        "Bài số 0 viết lại",
        "Bài số 1 trong tuần",
    ]


def test_where_nothing_changed_the_generation_stays(archive: Archive) -> None:
    summary = archive.reindex()
    assert counts(summary) == (0, 0, 0, 3, 0, 3)
    assert (summary.generation, current_number(archive.index)) == (1, 1)
    assert os.listdir(archive.index / "generations") == ["000001"]


def test_an_unchanged_page_is_not_decoded_again(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = archive.corpus / "tin.jsonl"
    records = [{"id": c, "title": "Tin", "body": f"Nội dung {c}."} for c in "abc"]
    write_jsonl(file, records)
    archive.reindex()
    decoded: list[str] = []
    decode, read_line = corpus.decode, corpus.records._read_line

    def watched_decode(data: bytes, path: str, **options: object) -> object:
        decoded.append(path)
        return decode(data, path, **options)

    def watched_read_line(line: bytes, path: str, number: int, *rest: object) -> object:
        decoded.append(f"{path}#{number}")
        return read_line(line, path, number, *rest)

    monkeypatch.setattr(corpus, "decode", watched_decode)
    monkeypatch.setattr(corpus.records, "_read_line", watched_read_line)
    assert counts(archive.reindex()) == (0, 0, 0, 6, 0, 6)
    assert decoded == []
    archive.write("1.txt", "Bài số 1 viết lại")
    write_jsonl(file, [records[0], records[1] | {"title": "Tin khác"}, records[2]])
    assert counts(archive.reindex()) == (0, 2, 0, 4, 0, 6)
    assert decoded == ["kho/1.txt", "kho/tin.jsonl#2"]


def test_an_id_that_an_earlier_page_takes_is_told_of_an_unchanged_page(
    archive: Archive,
) -> None:
    record = {"id": "a", "title": "Tin", "body": "Nội dung."}
    write_jsonl(archive.corpus / "sau.jsonl", [record])
    archive.reindex()
    write_jsonl(archive.corpus / "ban.jsonl", [record | {"title": "Tin khác"}])
    summary = archive.reindex()
    (failure,) = summary.failures
    assert failure.template == DuplicateIdError.template
    assert (failure.place, failure.params["other"]) == (
        "kho/sau.jsonl:1",
        "kho/ban.jsonl#1",
    )
    assert open_searcher(archive.index).article("a").title == "Tin khác"


def test_a_full_reindex_reads_every_page_again(archive: Archive) -> None:
    (archive.corpus / "2.txt").unlink()
    archive.write("3.txt", "Bài số 3 trong tuần")
    assert counts(archive.reindex(is_full=True)) == (1, 2, 1, 0, 0, 3)
    assert current_number(archive.index) == 2


def test_an_incremental_update_links_the_unchanged_segment_files(
    archive: Archive,
) -> None:
    before = open_current(archive.index)
    for number in range(3, 6):
        archive.write(f"{number}.txt", f"Bài số {number} trong tuần")
    archive.reindex()
    after = open_current(archive.index)
    kept = [n for n in after.manifest.files if n in before.manifest.files]
    for name in kept:
        if name.endswith(".pst"):
            assert os.path.samefile(before.path / name, after.path / name)
    assert len(archive.titles()) == 6


def test_many_small_updates_answer_like_one_full_build(archive: Archive) -> None:
    rng = random.Random(7)
    expected = {n: f"Bài số {n} trong tuần" for n in range(3)}
    for step in range(12):
        number = rng.randrange(8)
        if number in expected and rng.random() < 0.4 and len(expected) > 1:
            del expected[number]
            (archive.corpus / f"{number}.txt").unlink()
        else:
            expected[number] = f"Bài số {number} lần {step} đã sửa"
            archive.write(f"{number}.txt", expected[number])
        assert archive.reindex().articles == len(expected)
        assert archive.titles() == sorted(expected.values())


def test_an_unreadable_page_is_named_and_the_others_are_indexed(
    archive: Archive,
) -> None:
    (archive.corpus / "hinh.txt").write_bytes(b"\x89PNG\x00\x00")
    (archive.corpus / "trong.txt").write_text("   \n\n")
    archive.write("3.txt", "Bài số 3 trong tuần")
    summary = archive.reindex()
    assert counts(summary) == (1, 0, 0, 3, 2, 4)
    assert [f.place for f in summary.failures] == ["kho/hinh.txt", "kho/trong.txt"]
    assert all(failure.reason for failure in summary.failures)
    assert archive.reindex().failed == 2


def test_an_article_stays_while_its_page_cannot_be_read(archive: Archive) -> None:
    whole = (archive.corpus / "1.txt").read_bytes()
    (archive.corpus / "1.txt").write_bytes(b"\x00\x01")
    assert counts(archive.reindex()) == (0, 0, 0, 2, 1, 3)
    assert "Bài số 1 trong tuần" in archive.titles()
    (archive.corpus / "1.txt").write_bytes(whole)
    assert counts(archive.reindex()) == (0, 0, 0, 3, 0, 3)


def test_a_bad_line_of_a_jsonl_file_keeps_its_last_good_article(
    archive: Archive,
) -> None:
    file = archive.corpus / "tin.jsonl"
    records = [{"title": f"Tin {n}", "body": "Nội dung bản tin."} for n in range(3)]
    write_jsonl(file, records)
    archive.reindex()
    lines = file.read_text("utf-8").splitlines()
    file.write_text("\n".join([lines[0], "{hỏng", lines[2]]), "utf-8")
    summary = archive.reindex()
    assert [f.place for f in summary.failures] == ["kho/tin.jsonl:2"]
    assert counts(summary) == (0, 0, 0, 5, 1, 6)


def test_one_id_belongs_to_one_article(archive: Archive) -> None:
    record = {"id": "x", "title": "Tin", "body": "Nội dung bản tin."}
    write_jsonl(archive.corpus / "tin.jsonl", [record, record | {"title": "Tin hai"}])
    (failure,) = archive.reindex().failures
    assert failure.template == DuplicateIdError.template
    assert failure.place == "kho/tin.jsonl:2"
    assert "kho/tin.jsonl#1" in failure.reason


def test_articles_of_a_folder_that_is_not_named_are_left_alone(
    archive: Archive, tmp_path: Path
) -> None:
    other = tmp_path / "kho-hai"
    other.mkdir()
    (other / "a.txt").write_text(PAGE.format(title="Tin kho hai", topic="lũ"), "utf-8")
    assert counts(archive.reindex(other)) == (1, 0, 0, 0, 0, 4)
    # Without names, all folders that the index knows are looked at.
    assert archive.reindex().unchanged == 4
    assert archive.reindex(other, is_full=True).articles == 1


def test_a_folder_that_is_gone_does_not_empty_the_index(archive: Archive) -> None:
    archive.corpus.rename(archive.corpus.with_name("da-doi"))
    with pytest.raises(PathNotFoundError):
        archive.reindex()
    archive.corpus.mkdir()
    with pytest.raises(NoPagesError, match="left as it is"):
        archive.reindex()
    assert len(archive.titles()) == 3


def test_an_index_inside_its_own_corpus_does_not_index_itself(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.index = archive.corpus / "tracuu-index"
    archive.write("a.txt", "Bài số 1 trong tuần")
    for _ in range(2):
        summary = archive.reindex(archive.corpus)
        assert (summary.articles, summary.failed, summary.ignored) == (1, 0, {})


def test_a_first_reindex_without_a_folder_asks_for_one(tmp_path: Path) -> None:
    with pytest.raises(NoRootsError, match="name a folder"):
        reindex([], tmp_path / "index")
    with pytest.raises(IndexNotFoundError):
        open_current(tmp_path / "index")


def test_pages_read_by_other_rules_are_all_read_again(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(update, "reading_version", lambda: "next year's rules")
    assert counts(archive.reindex()) == (0, 3, 0, 0, 0, 3)
    assert archive.reindex().unchanged == 3


def test_reading_everything_again_keeps_the_last_good_article_of_a_failing_page(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    (archive.corpus / "1.txt").write_bytes(b"\x00\x01")
    monkeypatch.setattr(update, "reading_version", lambda: "next year's rules")
    assert counts(archive.reindex()) == (0, 2, 0, 0, 1, 3)
    assert "Bài số 1 trong tuần" in archive.titles("hội nghị")


def test_worker_processes_give_the_same_index_as_one(
    archive: Archive, tmp_path: Path
) -> None:
    for number in range(90):
        archive.write(f"nhieu/{number}.txt", f"Bài số {number} trong tuần", str(number))
    (archive.corpus / "nhieu/hong.txt").write_bytes(b"\x00")
    alone = reindex([archive.corpus], tmp_path / "mot", n_workers=1)
    together = reindex([archive.corpus], tmp_path / "hai", n_workers=2)
    assert counts(alone) == counts(together) == (93, 0, 0, 0, 1, 93)
    for query in ("", "hội nghị 17", "dai bieu"):
        one = found_ids(open_searcher(tmp_path / "mot"), query, per_page=100)
        assert one == found_ids(open_searcher(tmp_path / "hai"), query, per_page=100)


def test_progress_is_told_to_the_last_file(archive: Archive) -> None:
    seen: list[tuple[int, int]] = []
    archive.reindex(progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_a_disk_error_leaves_the_live_generation_alone(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    archive.write("3.txt", "Bài số 3 trong tuần")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(IndexWriteError, match="No space left"):
        archive.reindex()
    monkeypatch.undo()
    assert len(archive.titles()) == 3
    assert os.listdir(archive.index / "generations") == ["000001"]
    assert archive.reindex().added == 1


def test_a_full_disk_under_a_worker_process_is_told_as_one(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    for number in range(90):
        archive.write(f"nhieu/{number}.txt", f"Bài số {number} trong tuần", str(number))
    # Worker processes are forked, and so have it too.
    monkeypatch.setattr(SegmentBuilder, "write", full)
    with pytest.raises(IndexWriteError, match="No space left"):
        archive.reindex(n_workers=2)
    monkeypatch.undo()
    assert len(archive.titles()) == 3
    assert archive.reindex(n_workers=2).added == 90


def test_a_subfolder_is_brought_up_to_date_alone(archive: Archive) -> None:
    page = archive.write("bao/1.txt", "Bài của báo trong ngày")
    archive.write("0.txt", "Bài số 0 viết lại")
    assert counts(archive.reindex(archive.corpus / "bao")) == (1, 0, 0, 0, 0, 4)
    assert "Bài số 0 trong tuần" in archive.titles()
    assert counts(archive.reindex(page)) == (0, 0, 0, 1, 0, 4)
    assert counts(archive.reindex()) == (0, 1, 0, 3, 0, 4)


def test_a_folder_around_a_root_takes_its_articles_over(archive: Archive) -> None:
    archive.write("bao/1.txt", "Bài của báo trong ngày")
    other = Archive.__new__(Archive)
    other.corpus, other.index = archive.corpus / "bao", archive.index.parent / "hai"
    other.reindex(other.corpus)
    assert counts(other.reindex(archive.corpus)) == (4, 0, 1, 0, 0, 4)


def test_an_article_that_moved_inside_its_file_is_found_where_it_is(
    archive: Archive,
) -> None:
    file = archive.corpus / "tin.jsonl"
    records = [{"id": n, "title": f"Tin {n}", "body": "Nội dung."} for n in "abc"]
    write_jsonl(file, records)
    archive.reindex()
    write_jsonl(file, records[::-1])
    assert archive.reindex().updated == 2
    assert open_searcher(archive.index).article("a").path == "kho/tin.jsonl#3"
    lines = file.read_text("utf-8").splitlines()
    file.write_text("\n".join(["{mới hỏng", *lines[:2], "{hỏng"]), "utf-8")
    assert archive.reindex().articles == 6
    file.write_text("\n".join(lines[:2]), "utf-8")
    assert archive.reindex().removed == 1


def test_a_second_use_of_an_id_does_not_keep_the_article_it_replaced(
    archive: Archive,
) -> None:
    file = archive.corpus / "tin.jsonl"
    records = [{"id": n, "title": f"Tin {n}", "body": "Nội dung."} for n in "ab"]
    write_jsonl(file, records)
    archive.reindex()
    write_jsonl(file, [records[0], records[0] | {"title": "Tin khác"}])
    summary = archive.reindex()
    assert (summary.removed, summary.failed, summary.articles) == (1, 1, 4)


@pytest.mark.parametrize(
    "damage", ["short segment", "other version", "pointer", "no pointer"]
)
@pytest.mark.parametrize("is_alone", [False, True])
def test_a_damaged_index_is_mended_from_all_its_folders(
    archive: Archive, tmp_path: Path, damage: str, is_alone: bool
) -> None:
    other = tmp_path / "kho-hai"
    other.mkdir()
    (other / "a.txt").write_text(PAGE.format(title="Tin kho hai", topic="lũ"), "utf-8")
    archive.reindex(other)
    generation = open_current(archive.index)
    if damage == "short segment":
        segment = next(generation.path.glob("*.pst"))
        os.truncate(segment, segment.stat().st_size - 1)
    elif damage == "other version":
        manifest = generation.path / "manifest.json"
        text = manifest.read_text("utf-8")
        manifest.write_text(re.sub('"version": [0-9]+', '"version": 0', text), "utf-8")
    elif damage == "pointer":
        (archive.index / "CURRENT").write_text("\n")
    else:
        (archive.index / "CURRENT").unlink()
    if is_alone:
        shutil.rmtree(archive.index / "generations/000001")
    summary = archive.reindex(other)
    # The generation before is carried on where there is one.
    n_kept = 4 if "pointer" in damage else 0 if is_alone else 3
    assert counts(summary) == (4 - n_kept, 0, 0, n_kept, 0, 4)
    assert len(archive.titles()) == 4
    assert open_current(archive.index).number == 3


def test_a_damaged_index_that_remembers_no_folder_needs_full(archive: Archive) -> None:
    (open_current(archive.index).path / "manifest.json").write_text("")
    with pytest.raises(IndexCorruptError, match="reindex --full"):
        archive.reindex(archive.corpus)
    assert archive.reindex(archive.corpus, is_full=True).articles == 3


def test_what_is_built_anew_keeps_the_generation_that_was_answered_from(
    archive: Archive,
) -> None:
    archive.write("moi.txt", "Một bài nữa", "moi")
    archive.reindex()
    damaged = next(open_current(archive.index).path.glob("*.pst"))
    damaged.unlink()
    archive.reindex(is_full=True)
    assert rollback(archive.index).manifest.restored_from == 1


def test_a_page_that_makes_the_program_fail_is_one_failed_page(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    extract = reading.extract_article

    def fail_on_two(page: RawPage, *rest: object) -> Article:
        if page.path == "kho/2.txt":
            raise ZeroDivisionError("a fault of ours")
        return extract(page, *rest)

    monkeypatch.setattr(reading, "extract_article", fail_on_two)
    summary = archive.reindex(is_full=True)
    assert (summary.articles, summary.failed) == (2, 1)
    assert "ZeroDivisionError: a fault of ours" in summary.failures[0].reason


def test_nobody_writes_any_more_when_a_build_that_failed_is_removed(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    READER.close()  # An earlier test may have begun it.
    n_alive = []

    def adopt(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def abandon(*_: object) -> None:
        n_alive.append(len(multiprocessing.active_children()))

    monkeypatch.setattr(local_storage.ArticleWriter, "adopt", adopt)
    monkeypatch.setattr(local_storage.generations, "abandon", abandon)
    with pytest.raises(IndexWriteError):
        archive.reindex(is_full=True)
    assert n_alive == [0]


def test_of_files_that_are_spelt_alike_one_is_read_and_the_other_reported(
    archive: Archive,
) -> None:
    for name, article_id in ((b"\xff.jsonl", "a"), (rb"\xff.jsonl", "b")):
        file = archive.corpus / os.fsdecode(name)
        write_jsonl(file, [{"id": article_id, "title": article_id, "body": "Lúa."}])
    summary = archive.reindex()
    assert [failure.path for failure in summary.failures] == [r"kho/\xff.jsonl"]
    assert counts(summary) == (1, 0, 0, 3, 1, 4)
    again = archive.reindex()
    assert (again.failures, again.articles) == (summary.failures, 4)


def test_a_killed_reindex_with_workers_leaves_no_lock(archive: Archive) -> None:
    for number in range(200):
        archive.write(f"{number}.txt", f"Bài số {number} đã sửa", str(number))
    process = kill_while_writing(archive, 0.0, n_workers=2)
    assert process.returncode == -signal.SIGKILL
    assert archive.reindex(n_workers=2).articles == 200


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.05, 0.1, 0.2])
def test_a_killed_reindex_leaves_a_whole_generation(
    archive: Archive, delay: float
) -> None:
    for number in range(40):
        archive.write(f"{number}.txt", f"Bài số {number} đã sửa", str(number))
    kill_while_writing(archive, delay)
    n_found = len(archive.titles())
    assert n_found == {1: 3, 2: 40}[current_number(archive.index)]
    assert archive.reindex().articles == 40
    assert len(archive.titles()) == 40


def kill_while_writing(
    archive: Archive, delay: float, n_workers: int = 1
) -> subprocess.Popen:
    command = [sys.executable, "-c", _SLOW_REINDEX, str(archive.index), str(n_workers)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "writing\n"
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    return process


# Says when the first article is written, so that the kill hits the interesting
# part and not the import of the libraries.
_SLOW_REINDEX = """
import sys
from pathlib import Path
from index import writer
from index.reindex import reindex

note = writer.ArticleWriter.note_row
def note_and_say(self, row):
    note(self, row)
    if not hasattr(self, "said"):
        self.said = True
        print("writing", flush=True)
writer.ArticleWriter.note_row = note_and_say
reindex([], Path(sys.argv[1]), n_workers=int(sys.argv[2]))
"""


def test_the_ledger_and_the_failures_are_json_lines(archive: Archive) -> None:
    folder = open_current(archive.index).path
    with open_stream(folder / "pages.jsonl.zst") as stream:
        lines = stream.read().splitlines()
    assert [json.loads(line)[1] for line in lines] == [f"kho/{n}.txt" for n in range(3)]
    assert (folder / "failures.jsonl").read_text() == ""


@given(st.lists(st.tuples(HARD_TEXT, HARD_TEXT, HARD_TEXT), unique_by=lambda t: t[0]))
def test_a_ledger_of_any_texts_is_one_row_a_line(rows: list[tuple[str, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_ledger(Path(folder), [LedgerEntry(*row) for row in rows])
        packed = (Path(folder) / "pages.jsonl.zst").read_bytes()
        lines = zstandard.ZstdDecompressor().decompress(packed).decode("ascii")
        assert [tuple(json.loads(line)) for line in lines.splitlines()] == rows
        assert list(read_ledger(Path(folder)).values()) == [
            LedgerEntry(*row) for row in rows
        ]


def test_a_damaged_ledger_is_noticed_whichever_bit_it_is(tmp_path: Path) -> None:
    entries = [LedgerEntry(f"a{n}", f"kho/{n}.txt", f"{n:032x}") for n in range(9)]
    write_ledger(tmp_path, entries)
    assert read_ledger(tmp_path) == {entry.id: entry for entry in entries}
    file = tmp_path / "pages.jsonl.zst"
    whole = file.read_bytes()
    for at in range(len(whole)):
        for bit in (1, 16, 128):
            damaged = bytearray(whole)
            damaged[at] ^= bit
            file.write_bytes(damaged)
            try:
                # Some bits of a frame's header mean nothing.
                assert read_ledger(tmp_path) == {entry.id: entry for entry in entries}
            except IndexCorruptError as exc:
                assert exc.params["path"] == str(file)
    for shorter in (whole[:-1], whole[:9], b""):
        file.write_bytes(shorter)
        with pytest.raises(IndexCorruptError):
            read_ledger(tmp_path)


def test_what_is_merged_is_checked_first_and_damage_is_told_and_never_carried_on(
    archive: Archive,
) -> None:
    generation = open_current(archive.index).path
    (lists,) = generation.glob("*.pst")
    content = lists.read_bytes()
    rot(lists, flipped(content, len(content) // 2))
    with pytest.raises(IndexCorruptError) as info:
        for number in range(3, 13):
            # Sooner or later the first segment is merged with the small ones.
            generation = open_current(archive.index).path
            archive.write(f"{number}.txt", f"Bài số {number} của tuần sau")
            archive.reindex()
    assert info.value.params["path"] == str(generation / lists.name)
    assert open_current(archive.index).path == generation


def test_articles_kept_over_a_change_of_rules_keep_their_dictionary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(tmp_path)
    rng = random.Random(5)
    words = "hội nghị bàn về việc trồng lúa nước trên đồng ruộng quê nhà".split()
    records = [
        {"id": f"{n}", "title": f"Tin {n}", "body": " ".join(rng.choices(words, k=400))}
        for n in range(300)
    ]
    file = archive.corpus / "tin.jsonl"
    write_jsonl(file, records)
    archive.reindex(archive.corpus)
    before = stored_dictionary(archive)
    assert before
    monkeypatch.setattr(update, "reading_version", lambda: "others")
    file.unlink()
    os.mkfifo(file)  # There, and not to be read.
    archive.write("a.txt", "Bài số một trong tuần này")
    archive.reindex()
    assert stored_dictionary(archive) == before


def stored_dictionary(archive: Archive) -> bytes:
    folder = open_current(archive.index).path
    return largest_dictionary(folder, read_segments(folder))
