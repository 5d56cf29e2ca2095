"""Corpus folders in other file systems, by their URLs."""

from __future__ import annotations

import gzip
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fsspec", reason="fsspec (extra “distributed”) is not installed")

import fsspec
from click.testing import CliRunner

from index import remote
from index.corpus import PAGE_ENDINGS, Scan, read_file
from index.errors import (
    NoPagesError,
    PathNotFoundError,
    SameNameError,
    TooLargeError,
    UnreadableFileError,
    UnreadablePathError,
)
from index.generations import open_current, remembered_roots
from index.ledger import read_ledger
from index.locations import RemoteFile, Url, location_of, parts_below
from index.reindex import reindex
from index.roots import Place, plan_scope
from index.summary import ReindexSummary
from tracuu.cli import cli
from tracuu.config import corpus_setting

PAGE = "Xã Mẫu Sơn làm đường\n\nSáng 3/1, bà con trong xã góp công làm đường {}.\n"


@pytest.fixture
def memory() -> Iterator[Any]:
    """A file system in memory, with some pages in ``memory://luu/kho``."""
    fs = fsspec.filesystem("memory")
    record = json.dumps({"id": "a", "title": "Tin", "body": "Mùa nước lên."})
    for name, content in {
        "1.txt": PAGE.format(1),
        "bao/2.txt": PAGE.format(2),
        "bao/README.txt": PAGE.format(3),
        "bao/.an/4.txt": PAGE.format(4),
        "bao/lạ::tên #5*?.TXT": PAGE.format(5),
        "bao/anh.png": "",
        "chi-muc/LOCK": "",
        "chi-muc/generations/1/pages.jsonl.zst": "",
        "tin.jsonl": f"{record}\n{{",
    }.items():
        fs.pipe(f"/luu/kho/{name}", content.encode())
    fs.pipe("/luu/kho/tin.jsonl.gz", gzip.compress(b"[]"))
    yield fs
    fs.rm("/luu", recursive=True)


KHO = Url("memory://luu/kho")


def entries(index_dir: Path) -> dict[str, str]:
    ledger = read_ledger(open_current(index_dir).path)
    return {entry.path: entry.content_hash for entry in ledger.values()}


def counts(summary: ReindexSummary) -> tuple[int, int, int, int]:
    return summary.added, summary.updated, summary.removed, summary.unchanged


def test_a_url_is_told_from_a_path_of_this_machine() -> None:
    assert location_of("S3://kho/bao/") == Url("s3://kho/bao")
    assert location_of("file:///kho/bao") == Path("/kho/bao")
    assert location_of("kho/s3:/bao") == Path("kho/s3:/bao")
    assert location_of("hdfs://a@may:8020/kho").name == "kho"
    for wrong in ("file://kho", "ftp://a:secret@may/kho", "zip://x::s3://kho/a.zip"):
        with pytest.raises(UnreadablePathError) as error:
            location_of(wrong)
        assert "secret" not in str(error.value)


def test_a_place_is_in_another_by_its_parts() -> None:
    assert parts_below(Url("s3://kho/bao/a"), Url("s3://kho")) == ("bao", "a")
    assert parts_below(Url("s3://kho"), Url("s3://kho")) == ()
    assert parts_below(Url("memory://kho"), Url("memory://")) == ("kho",)
    assert parts_below(Url("s3://khoa"), Url("s3://kho")) is None
    assert parts_below(Path("/kho"), Url("s3://kho")) is None


def test_pages_elsewhere_are_named_ordered_and_passed_over_as_at_home(
    memory: Any, tmp_path: Path
) -> None:
    memory.get("/luu/kho", str(tmp_path), recursive=True)
    here = Scan([Place(tmp_path / "kho", "kho")])
    there = Scan([Place(KHO, "kho")])
    paths = [path for _, path in there.files()]
    assert paths == [path for _, path in here.files()]
    assert "kho/bao/lạ::tên #5*?.TXT" in paths and len(paths) == 5
    assert there.ignored == here.ignored == {".png": 1}

    def pages(walk: Scan) -> list[object]:
        found = [page for file in walk.files() for page in read_file(*file)]
        return [str(p) if isinstance(p, Exception) else p for p in found]

    assert pages(there) == pages(here)


def test_an_index_follows_what_changes_elsewhere(memory: Any, tmp_path: Path) -> None:
    index_dir = tmp_path / "index"
    summary = reindex([KHO], index_dir, n_workers=1)
    assert counts(summary) == (4, 0, 0, 0) and summary.failed == 2
    assert remembered_roots(index_dir) == {"kho": KHO}
    memory.pipe("/luu/kho/bao/2.txt", PAGE.format("khác").encode())
    memory.rm("/luu/kho/1.txt")
    memory.get("/luu/kho", str(tmp_path), recursive=True)
    assert counts(reindex([], index_dir, n_workers=1)) == (0, 1, 1, 2)
    at_home = tmp_path / "at-home"
    reindex([tmp_path / "kho"], at_home, n_workers=1)
    assert entries(index_dir) == entries(at_home)


def test_folders_of_both_kinds_are_in_one_index(memory: Any, tmp_path: Path) -> None:
    (tmp_path / "nha").mkdir()
    (tmp_path / "nha/1.txt").write_text(PAGE.format("ở nhà"), "utf-8")
    index_dir = tmp_path / "index"
    assert reindex([KHO, tmp_path / "nha"], index_dir, n_workers=1).added == 5
    assert reindex([tmp_path / "nha"], index_dir, n_workers=1).articles == 5
    (tmp_path / "kho").mkdir()
    with pytest.raises(SameNameError):
        plan_scope([KHO, tmp_path / "kho"], {}, None)
    assert set(plan_scope([Url("memory://luu")], {"kho": KHO}, None).roots) == {"luu"}


def test_what_cannot_be_read_elsewhere_is_a_failed_page(
    memory: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = type(memory).get_file

    def fail(self: object, path: str, *rest: object, **options: object) -> None:
        if path.endswith("/1.txt"):
            raise ConnectionError("mất mạng")
        whole(self, path, *rest, **options)

    index_dir = tmp_path / "index"
    reindex([KHO], index_dir, n_workers=1)
    before = entries(index_dir)
    monkeypatch.setattr(type(memory), "get_file", fail)
    summary = reindex([], index_dir, n_workers=1)
    assert "kho/1.txt" in {failure.path for failure in summary.failures}
    assert entries(index_dir) == before


def test_a_folder_that_cannot_be_listed_keeps_its_articles(
    memory: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = type(memory).ls

    def fail(self: object, path: str, *rest: object, **options: object) -> object:
        if path.endswith("/bao"):
            raise PermissionError(13, "không được phép")
        return whole(self, path, *rest, **options)

    index_dir = tmp_path / "index"
    reindex([KHO], index_dir, n_workers=1)
    before = entries(index_dir)
    monkeypatch.setattr(type(memory), "ls", fail)
    summary = reindex([], index_dir, n_workers=1)
    assert "kho/bao" in {failure.path for failure in summary.failures}
    assert entries(index_dir) == before


def test_a_page_of_too_many_bytes_is_not_fetched() -> None:
    file = RemoteFile(KHO, "to.txt", size=2**30)
    assert isinstance(next(read_file(file, "kho/to.txt")), TooLargeError)


def test_a_place_that_is_not_there_or_cannot_be_asked_says_so(memory: Any) -> None:
    memory.mkdir("/luu/rong")
    with pytest.raises(NoPagesError):
        Scan([Place(Url("memory://luu/rong"), "rong")]).files()
    with pytest.raises(PathNotFoundError):
        plan_scope([Url("memory://luu/khong-co")], {}, None)
    with pytest.raises(UnreadablePathError, match="not known"):
        plan_scope([Url("la-lam://kho")], {}, None)


def test_a_single_file_elsewhere_is_a_corpus(memory: Any, tmp_path: Path) -> None:
    file = Url("memory://luu/kho/1.txt")
    assert reindex([file], tmp_path / "index", n_workers=1).added == 1
    assert set(entries(tmp_path / "index")) == {"1.txt"}


def test_a_link_elsewhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "kho").mkdir()
    (tmp_path / "ngoai.txt").write_text(PAGE.format(1), "utf-8")
    (tmp_path / "kho/1.txt").symlink_to(tmp_path / "ngoai.txt")
    walk = Scan([Place(Url(f"local://{tmp_path}/kho"), "kho")])
    ((file, path),) = walk.files()
    assert isinstance(next(read_file(file, path)), UnreadableFileError)


def test_a_file_is_known_by_what_its_file_system_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "kho/1.txt"
    file.parent.mkdir()
    file.write_text(PAGE.format(1), "utf-8")

    def stamp() -> object:
        walk = Scan([Place(Url(f"local://{file.parent}"), "kho")])
        return walk.files()[0][0].stamp

    assert stamp() is None, "it was written to just now"
    hour_ago = time.time() - 3600
    os.utime(file, (hour_ago, hour_ago))
    first = stamp()
    assert first is not None and stamp() == first
    os.utime(file, (hour_ago - 1, hour_ago - 1))
    assert stamp() != first
    with_etag = {"type": "file", "size": 3, "ETag": '"a"'}
    others = ({}, {"size": 4}, {"ETag": '"b"'})
    made = [remote._file_of(KHO, "1.txt", with_etag | other) for other in others]
    stamps = {file.stamp for file in made}
    assert len(stamps) == 3 and None not in stamps


def test_a_file_of_a_known_stamp_is_not_fetched_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kho").mkdir()
    (tmp_path / "kho/1.txt").write_text(PAGE.format(1), "utf-8")
    monkeypatch.setattr(remote, "_SETTLED_SECONDS", -10)
    url, index_dir = Url(f"local://{tmp_path}/kho"), tmp_path / "index"
    assert counts(reindex([url], index_dir, n_workers=1)) == (1, 0, 0, 0)

    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("index.corpus.copied", refuse)
    assert counts(reindex([], index_dir, n_workers=1)) == (0, 0, 0, 1)


def test_the_command_takes_urls(memory: Any, tmp_path: Path) -> None:
    index_dir = str(tmp_path / "index")
    run = CliRunner().invoke(
        cli, ["reindex", str(KHO), "--index", index_dir, "--json", "--workers", "1"]
    )
    assert json.loads(run.output)["added"] == 4
    wrong = CliRunner().invoke(cli, ["reindex", "s3://a:b@c/d", "--index", index_dir])
    assert wrong.exit_code and "a:b" not in wrong.output


def test_the_setting_of_the_corpus_takes_urls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACUU_CORPUS", "/kho/a:s3://kho/b:c")
    assert corpus_setting({}) == [Path("/kho/a"), Url("s3://kho/b"), Path("c")]
    monkeypatch.delenv("TRACUU_CORPUS")
    given = {"corpus": ["hdfs://may:8020/kho", "kho"]}
    assert corpus_setting(given) == [Url("hdfs://may:8020/kho"), Path("kho")]


def test_the_copy_of_a_file_has_its_ending(memory: Any) -> None:
    for ending in PAGE_ENDINGS:
        memory.pipe(f"/luu/kho/x{ending}", b"?")
        with remote.copied(RemoteFile(KHO, f"x{ending}"), ending) as copy:
            assert copy.name.endswith(ending) and copy.read_bytes() == b"?"
    assert not copy.exists()
