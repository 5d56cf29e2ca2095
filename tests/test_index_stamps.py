"""Files that nobody has written to are not looked into again."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import local_storage, stamps, update
from index.generations import open_current
from index.stamps import read_stamps, stamp_of, write_stamps
from tests.helpers import write_jsonl
from tests.test_index_reindex import Archive


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archive:
    # The files of a test were all written to just now.
    monkeypatch.setattr(stamps, "_SETTLED_NS", 0)
    archive = Archive(tmp_path)
    for number in range(3):
        archive.write(f"{number}.txt", f"Bài số {number} trong tuần")
    archive.reindex(archive.corpus)
    return archive


@pytest.fixture
def looked_into(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    paths: list[str] = []
    read_file = update.read_file

    def noting(file: Path, path: str, *known: object) -> Iterator[object]:
        paths.append(file.name)
        return read_file(file, path, *known)

    monkeypatch.setattr(update, "read_file", noting)
    yield paths


def test_only_files_that_were_written_to_are_looked_into(
    archive: Archive, looked_into: list[str]
) -> None:
    archive.write("1.txt", "Bài đã được viết lại hôm nay")
    archive.write("3.txt", "Bài mới nhất của tuần này")
    summary = archive.reindex()
    assert looked_into == ["1.txt", "3.txt"]
    assert (summary.added, summary.updated, summary.unchanged) == (1, 1, 2)
    assert len(archive.titles()) == 4


def test_another_text_of_the_same_size_and_age_is_noticed(archive: Archive) -> None:
    file = archive.corpus / "1.txt"
    before = file.stat()
    text = file.read_text("utf-8").replace("mùa màng", "mùa mưa ")
    file.write_text(text, "utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = file.stat()
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert archive.reindex().updated == 1


def test_a_file_that_went_takes_its_article_along(archive: Archive) -> None:
    (archive.corpus / "2.txt").unlink()
    summary = archive.reindex()
    assert (summary.removed, summary.unchanged) == (1, 2)


def test_what_failed_in_a_file_that_was_not_written_to_is_told_again(
    archive: Archive, looked_into: list[str]
) -> None:
    records = [{"id": "a", "title": "Tin", "body": "Một tin vui."}, {"title": "?"}]
    write_jsonl(archive.corpus / "tin.jsonl", records)
    failures = archive.reindex().failures
    looked_into.clear()
    archive.write("4.txt", "Bài thứ năm của tuần này")
    summary = archive.reindex()
    assert looked_into == ["4.txt"]
    assert summary.failures == failures != []
    assert (summary.added, summary.unchanged) == (1, 4)


def test_a_file_that_could_not_be_read_is_looked_into_again(
    archive: Archive, looked_into: list[str]
) -> None:
    file = archive.write("4.txt", "Bài thứ năm của tuần này")
    file.chmod(0)
    if os.access(file, os.R_OK):
        pytest.skip("whoever runs the tests may read everything")
    assert archive.reindex().failed == 1
    assert "4.txt" not in " ".join(read_stamps(open_current(archive.index).path))
    looked_into.clear()
    archive.reindex()
    assert looked_into == ["4.txt"]


def test_an_article_kept_for_a_bad_line_gives_way_to_the_file_it_moved_to(
    archive: Archive,
) -> None:
    record = {"id": "a", "title": "Tin", "body": "Một tin vui của cả làng."}
    write_jsonl(archive.corpus / "b.jsonl", [record, {"title": "?"}])
    archive.reindex()
    # Its line is gone, and stays in the index because another one is bad.
    write_jsonl(archive.corpus / "b.jsonl", [{"title": "?"}])
    assert archive.reindex().removed == 0
    moved = record | {"title": "Tin đã chuyển chỗ"}
    write_jsonl(archive.corpus / "c.jsonl", [moved])
    summary = archive.reindex()
    assert (summary.updated, summary.failed) == (1, 1)
    assert archive.titles("chuyển chỗ") == ["Tin đã chuyển chỗ"]


def test_an_article_that_another_file_brings_as_well_is_told_though_not_read_again(
    archive: Archive,
) -> None:
    record = {"id": "a", "title": "Tin", "body": "Một tin vui của cả làng."}
    write_jsonl(archive.corpus / "b.jsonl", [record])
    archive.reindex()
    write_jsonl(archive.corpus / "a.jsonl", [record])
    summary = archive.reindex()
    assert [failure.path for failure in summary.failures] == ["kho/b.jsonl"]
    # Which of the two is told depends on both, so it is asked again.
    (archive.corpus / "a.jsonl").unlink()
    assert archive.reindex().failures == []


def test_stamps_of_folders_that_were_not_named_are_carried_on(
    archive: Archive, tmp_path: Path, looked_into: list[str]
) -> None:
    other = tmp_path / "khác"
    other.mkdir()
    write_jsonl(other / "a.jsonl", [{"id": "a", "title": "Tin", "body": "Một tin."}])
    archive.reindex(other)
    looked_into.clear()
    archive.write("4.txt", "Bài thứ năm của tuần này")
    archive.reindex()
    assert looked_into == ["4.txt"]


def test_a_full_reindex_looks_into_every_file(
    archive: Archive, looked_into: list[str]
) -> None:
    archive.reindex(is_full=True)
    assert looked_into == ["0.txt", "1.txt", "2.txt"]


def test_a_file_written_to_just_now_has_no_stamp_yet(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("tin")
    assert stamp_of(file) is None
    ago = time.time() - 60
    os.utime(file, (ago, ago))
    assert stamp_of(file) is None  # Its change is of just now.
    assert stamp_of(tmp_path / "không có") is None


def test_stamps_come_back_as_they_were_and_damaged_ones_are_none(
    tmp_path: Path,
) -> None:
    given = {"kho/tin\udcff.txt": (3, 10**18, 10**18 + 7), "kho/b.jsonl": (0, 1, 2)}
    write_stamps(tmp_path, given)
    assert read_stamps(tmp_path) == given
    file = tmp_path / stamps.STAMPS
    whole = file.read_bytes()
    for at in range(len(whole)):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert read_stamps(tmp_path) in ({}, given)
    file.unlink()
    assert read_stamps(tmp_path) == {}


def test_a_reindex_without_stamps_goes_by_the_hashes_of_pages(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, looked_into: list[str]
) -> None:
    monkeypatch.setattr(local_storage, "read_stamps", lambda folder: {})
    archive.write("5.txt", "Bài thứ sáu của tuần này")
    summary = archive.reindex()
    assert (summary.added, summary.unchanged) == (1, 3)
    assert len(looked_into) == 4
