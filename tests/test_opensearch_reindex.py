"""Reindexing into a real cluster; skips where TRACUU_TEST_HOSTS names none."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.analysis.article import analyse_articles
from index.duplicates.groups import read_groups
from index.duplicates.table import SIGNATURES, SignatureTable, write_signatures
from index.errors import (
    IndexCorruptError,
    IndexFormatError,
    IndexLockedError,
    IndexNotFoundError,
    NoEarlierGenerationError,
)
from index.generations import open_current
from index.ledger import read_ledger
from index.opensearch import bulk, generations, lock
from index.opensearch.building import Build, Candidate
from index.opensearch.connection import Cluster
from index.opensearch.documents import document_id, document_of
from index.opensearch.generations import find_generations, index_of
from index.opensearch.library import live_generation, read_articles, scan_held
from index.opensearch.library_tables import suggestions_of, tables_of, title_row
from index.opensearch.lock import library_lock
from index.opensearch.reindex import reindex
from index.opensearch.rollback import rollback
from index.opensearch.tables import (
    SUGGESTIONS,
    delete_tables,
    list_tables,
    read_table,
    tables_index,
    write_table,
)
from index.opensearch.tally import Tally
from index.reindex import reindex as reindex_folder
from index.summary import ReindexSummary
from index.writer import row_of
from tests.cluster_index import HOSTS, delete_library, fresh_cluster, needs_cluster
from tests.helpers import ROOT

pytestmark = needs_cluster

PAGE = """{title}

Thứ hai, 05/01/2015 | 08:30 GMT+7

Sáng 3/1, ông {person}, chủ tịch xã Mẫu Sơn, nói bà con đã góp {n} ngày công làm con
đường mới nối hai bản xa nhất với trung tâm xã, dài {n} cây số, trước mùa mưa năm nay.
"""
PERSONS = ("Nguyễn Văn Mẫu", "Lê Thị Hà", "Trần Văn Bình")


class Archive:
    """A corpus folder and its library, for a test to change and reindex."""

    def __init__(self, folder: Path, cluster: Cluster) -> None:
        self.folder = folder
        self.corpus = folder / "kho"
        self.corpus.mkdir()
        self.cluster = cluster
        self.settings = cluster.settings

    def write(self, number: int, title: str = "Xã Mẫu Sơn làm đường") -> Path:
        file = self.corpus / f"{number:03}.txt"
        person = PERSONS[number % len(PERSONS)]
        text = PAGE.format(title=f"{title} {number}", person=person, n=number)
        file.write_text(text, "utf-8")
        return file

    def copy(self, number: int, other: int) -> None:
        """Put a page beside itself under another name."""
        content = (self.corpus / f"{number:03}.txt").read_bytes()
        (self.corpus / f"{other:03}.txt").write_bytes(content)

    def reindex(self, **options: object) -> ReindexSummary:
        options = {"n_workers": 1} | options
        return reindex([self.corpus], self.cluster, **options)  # type: ignore[arg-type]

    def kill(self, point: str) -> None:
        """Reindex in another process, which is killed when it comes to a point."""
        arguments = [",".join(HOSTS), self.settings.name, str(self.corpus), point]
        done = subprocess.run(
            [sys.executable, "-c", KILLED, *arguments],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        assert done.returncode == -9, done.stderr

    def is_sound(self) -> bool:
        """Tell whether the live generation holds just what the folder does."""
        reindex_folder([self.corpus], self.folder / "index", n_workers=1)
        at_home = open_current(self.folder / "index").path
        live = live_generation(self.cluster)
        held, groups = scan_held(self.cluster, live.number)
        assert held == live.ledger() == read_ledger(at_home)
        every = {i: tuple(g) for g in read_groups(at_home).groups for i in g}
        assert groups == live.groups() == every
        articles = list(read_articles(self.cluster, live.index, sorted(held)))
        analysed = analyse_articles(articles)
        tally = Tally()
        for one in analysed:
            tally.take_in(one)
        expected = tables_of(tally)
        rows = map(title_row, articles)
        expected[SUGGESTIONS] = suggestions_of(rows, tally)
        table = SignatureTable.of(map(row_of, analysed))
        write_signatures(self.folder / SIGNATURES, table)
        expected[SIGNATURES] = (self.folder / SIGNATURES).read_bytes()
        assert live.tables(expected.keys()) == expected
        found = self.cluster.search(self.settings.name, EVERYTHING)
        assert found["hits"]["total"]["value"] == live.meta.n_articles == len(held)
        assert live.meta.n_copies == len(groups) - len(set(groups.values()))
        return True

    def searching(self, syllable: str) -> int:
        """Count the articles that have a syllable anywhere."""
        body = {"query": {"term": {"any": syllable}}, "track_total_hits": True}
        answer = self.cluster.search(self.settings.name, body)
        return answer["hits"]["total"]["value"]


EVERYTHING = {"query": {"match_all": {}}, "size": 0, "track_total_hits": True}

KILLED = """
import importlib
import os
import sys
from pathlib import Path

from index.opensearch import bulk
from index.opensearch.connection import Cluster, ClusterSettings
from index.opensearch.reindex import reindex

hosts, name, corpus, point = sys.argv[1:]
bulk.MAX_DOCUMENTS = 5
module, function, when = point.split()
place = importlib.import_module("index." + module)
*owner, function = function.split(".")
place = getattr(place, owner[0]) if owner else place
whole = getattr(place, function)

def kill(*args, **options):
    if when == "after":
        whole(*args, **options)
    os.kill(os.getpid(), 9)

setattr(place, function, kill)
settings = ClusterSettings(tuple(hosts.split(",")), name, n_replicas=0)
reindex([Path(corpus)], Cluster(settings), n_workers=1)
"""

NEW_POINTS = (
    "opensearch.generations create before",
    "opensearch.building Build.note_loaded after",
    "opensearch.building Build._regroup after",
    "opensearch.building write_tables after",
    "opensearch.generations publish before",
    "opensearch.generations publish after",
)
POINTS = (
    "opensearch.generations clone before",
    "opensearch.generations write_meta before",
    "opensearch.generations write_meta after",
    "opensearch.building Build.note_loaded after",
    "opensearch.building Build.remove after",
    "opensearch.building Build._settle after",
    "opensearch.building Build._regroup after",
    "opensearch.building write_tables before",
    "opensearch.building write_tables after",
    "opensearch.generations seal after",
    "opensearch.generations publish before",
    "opensearch.generations publish after",
    "opensearch.removing keep_tables after",
    "opensearch.lock Held.give_back before",
)
"""Where a reindex is killed: module and function, and before or after that."""


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An archive of some pages, two of them the same; nothing is indexed yet."""
    cluster = fresh_cluster()
    archive = Archive(tmp_path, cluster)
    for number in range(12):
        archive.write(number)
    archive.copy(3, 30)
    yield archive
    delete_library(cluster)


def counts(summary: ReindexSummary) -> tuple[int, int, int, int, int]:
    return (
        summary.added,
        summary.updated,
        summary.removed,
        summary.unchanged,
        summary.failed,
    )


def change(archive: Archive) -> None:
    """Let pages come, change and go, and copies with them."""
    archive.write(12)
    archive.write(0, "Đường mới đã thông xe ở xã")
    (archive.corpus / "001.txt").unlink()
    (archive.corpus / "030.txt").unlink()
    archive.copy(5, 50)
    archive.copy(6, 60)


def test_pages_that_come_change_and_go_are_added_updated_and_removed(
    archive: Archive,
) -> None:
    assert counts(archive.reindex()) == (13, 0, 0, 0, 0)
    assert archive.is_sound()
    change(archive)
    assert archive.searching("thông") == 0
    assert counts(archive.reindex()) == (3, 1, 2, 10, 0)
    assert archive.is_sound() and archive.searching("thông") == 1
    before = find_generations(archive.cluster)
    assert counts(archive.reindex()) == (0, 0, 0, 14, 0)
    assert find_generations(archive.cluster) == before, "nothing is new"
    assert counts(archive.reindex(is_full=True)) == (0, 14, 0, 0, 0)
    assert archive.is_sound()


def test_several_processes_load_what_one_does(archive: Archive) -> None:
    for number in range(100, 190):
        archive.write(number)
    assert archive.reindex(n_workers=2).articles == 103
    assert archive.is_sound()


def test_the_live_generation_and_the_one_before_are_kept(archive: Archive) -> None:
    for title in ("Một", "Hai", "Ba"):
        archive.write(0, title)
        archive.reindex()
    found = find_generations(archive.cluster)
    assert (found.live, found.previous, found.numbers) == (3, 2, [2, 3])
    assert list_tables(archive.cluster, 1) == []
    assert SUGGESTIONS in list_tables(archive.cluster, 2)


@pytest.mark.parametrize("point", NEW_POINTS)
def test_a_first_reindex_that_is_killed_shows_nothing_or_all_and_the_next_goes_on(
    archive: Archive, point: str
) -> None:
    archive.kill(point)
    if find_generations(archive.cluster).live is not None:
        assert archive.is_sound()
    goes_on(archive)


@pytest.mark.parametrize("point", POINTS)
def test_a_reindex_that_is_killed_leaves_the_old_or_the_new_and_the_next_goes_on(
    archive: Archive, point: str
) -> None:
    archive.reindex()
    archive.write(20)
    archive.reindex()
    change(archive)
    old = live_generation(archive.cluster)
    ledger = old.ledger()
    archive.kill(point)
    if find_generations(archive.cluster).live == old.number:
        assert scan_held(archive.cluster, old.number)[0] == ledger
    else:
        assert archive.is_sound()
    goes_on(archive)


def goes_on(archive: Archive) -> None:
    """Reindex after a death; what has changed since is noticed as well."""
    archive.write(2, "Sau khi máy tắt")
    (archive.corpus / "004.txt").unlink()
    archive.reindex()
    assert archive.is_sound()
    assert len(find_generations(archive.cluster).numbers) <= 2


def test_what_a_killed_reindex_has_loaded_is_not_read_again(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index import reading

    archive.kill("opensearch.building Build._settle after")
    archive.write(99)
    read = archive.folder / "read"
    extract = reading.extract_with_decisions

    def extract_and_note(page):
        with open(read, "a") as file:
            print(page.path, file=file)
        return extract(page)

    monkeypatch.setattr(reading, "extract_with_decisions", extract_and_note)
    assert counts(archive.reindex()) == (14, 0, 0, 0, 0)
    paths = [p for p in read.read_text().splitlines() if p.startswith("kho/")]
    assert paths == ["kho/099.txt"]
    assert archive.is_sound()


def test_what_a_killed_reindex_changed_and_is_as_before_again_is_brought_back(
    archive: Archive,
) -> None:
    archive.reindex()
    page = archive.corpus / "001.txt"
    content = page.read_bytes()
    archive.write(0, "Đường mới đã thông xe ở xã")
    page.unlink()
    archive.copy(4, 40)
    archive.kill("opensearch.building Build._regroup after")
    archive.write(0)
    page.write_bytes(content)
    archive.write(13)
    archive.reindex()
    assert archive.is_sound() and archive.searching("thông") == 0


def test_other_rules_or_another_base_do_not_go_on_with_what_was_begun(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index import update
    from index.opensearch import reindex as module

    archive.kill("opensearch.building Build._settle after")
    begun = find_generations(archive.cluster).numbers
    for place in (update, module):
        monkeypatch.setattr(place, "reading_version", lambda: "next year's rules")
    archive.reindex()
    live = live_generation(archive.cluster)
    assert live.reading_version == "next year's rules" and live.number not in begun
    assert find_generations(archive.cluster).numbers == [live.number]
    assert list_tables(archive.cluster, begun[0]) == []


def test_a_generation_that_does_not_pass_its_check_is_removed_and_the_old_one_stays(
    archive: Archive,
) -> None:
    archive.reindex()
    before = find_generations(archive.cluster)
    archive.write(0, "Đường mới đã thông xe ở xã")
    seen: list[Candidate] = []

    def refuse(candidate: Candidate) -> None:
        found = candidate.cluster.search(candidate.index, EVERYTHING)
        assert found["hits"]["total"]["value"] == candidate.meta.n_articles == 13
        assert candidate.n_expected == 12 and len(candidate.entries) == 13
        seen.append(candidate)
        raise IndexCorruptError(path=candidate.place, reason="it is not as it should")

    with pytest.raises(IndexCorruptError):
        archive.reindex(check=refuse)
    assert len(seen) == 1
    assert find_generations(archive.cluster) == before
    assert list_tables(archive.cluster, seen[0].meta.generation) == []
    assert archive.searching("thông") == 0


def test_an_article_that_the_cluster_has_lost_again_is_not_published(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.reindex()
    before = find_generations(archive.cluster)
    settle = Build._settle

    def lose(build: Build, ledger: dict) -> None:
        settle(build, ledger)
        old = index_of(archive.settings.name, 1)
        article = next(read_articles(archive.cluster, old, changed))
        (analysed,) = analyse_articles([article])
        document = document_of(analysed)
        action = bulk.index_action(document_id(article.id), document)
        bulk.send_all(build.cluster, build.alias, [action])

    entries = live_generation(archive.cluster).ledger().values()
    changed = [one.id for one in entries if one.path == "kho/000.txt"]
    monkeypatch.setattr(Build, "_settle", lose)
    archive.write(0, "Đường mới đã thông xe ở xã")
    with pytest.raises(IndexCorruptError, match="not as it was read"):
        archive.reindex()
    assert find_generations(archive.cluster) == before
    monkeypatch.undo()
    archive.reindex()
    assert archive.is_sound() and archive.searching("thông") == 1


def test_a_document_that_the_cluster_refuses_is_a_failure_of_its_page_alone(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index.opensearch import sink

    archive.reindex()
    make = sink.document_of

    def spoil(analysed, *group):
        document = make(analysed, *group)
        if analysed.article.path == "kho/002.txt":
            document["minute"] = "sáng nay"
        return document

    monkeypatch.setattr(sink, "document_of", spoil)
    archive.write(2, "Đường mới đã thông xe ở xã")
    archive.write(40)
    summary = archive.reindex()
    (failure,) = summary.failures
    assert failure.path == "kho/002.txt" and "minute" in failure.reason
    assert (summary.added, summary.articles) == (1, 14), "its last good one stays"
    monkeypatch.undo()
    assert counts(archive.reindex()) == (0, 1, 0, 13, 0), "it is tried again"
    assert archive.is_sound()


def test_a_page_that_cannot_be_read_keeps_its_article_when_all_is_built_anew(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index import update
    from index.opensearch import reindex as module

    archive.reindex()
    for place in (update, module):
        monkeypatch.setattr(place, "reading_version", lambda: "next year's rules")
    page = archive.corpus / "002.txt"
    page.unlink()
    os.mkfifo(page)  # There, and not to be read.
    summary = archive.reindex()
    assert (summary.articles, summary.failed) == (13, 1)
    assert len(scan_held(archive.cluster, summary.generation)[0]) == 13


def test_one_reindex_at_a_time(archive: Archive) -> None:
    with library_lock(archive.cluster):
        with pytest.raises(IndexLockedError, match=str(os.getpid())):
            archive.reindex()
        told: list[str] = []
        with pytest.raises(IndexLockedError):
            archive.reindex(wait_seconds=0.1, on_wait=lambda e: told.append(str(e)))
        assert len(told) == 1
    archive.reindex()
    assert archive.is_sound()


def test_a_lock_of_another_machine_is_taken_when_it_has_said_nothing_for_long(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "BEAT_SECONDS", 0.2)
    monkeypatch.setattr(lock, "STALE_SECONDS", 1.0)
    monkeypatch.setattr(lock, "_POLL_SECONDS", 0.1)
    with library_lock(archive.cluster) as held:
        # It says every moment that it lives, so whoever waits waits.
        monkeypatch.setattr(lock, "_machine", lambda: "another")
        with pytest.raises(IndexLockedError), library_lock(archive.cluster):
            pass
        with (
            pytest.raises(IndexLockedError),
            library_lock(archive.cluster, wait_seconds=2),
        ):
            pass
        monkeypatch.setattr(lock.Held, "beat", lambda self: None)
        with library_lock(archive.cluster, wait_seconds=5) as other:
            other.check()
            with pytest.raises(IndexLockedError):
                held.check()
            with pytest.raises(IndexLockedError):
                held.raise_if_lost()
        with pytest.raises(IndexLockedError):
            held.check()


def test_whoever_loses_the_lock_publishes_nothing_and_leaves_what_is_the_others(
    archive: Archive,
) -> None:
    archive.reindex()
    before = find_generations(archive.cluster)
    archive.write(0, "Đường mới đã thông xe ở xã")

    def lose(candidate: Candidate) -> None:
        path = f"/{tables_index(archive.settings.name)}/_doc/lock"
        holder = archive.cluster.ask("GET", path)["_source"]["holder"]
        other = {"holder": holder | {"run": "another", "machine": "another", "pid": 5}}
        archive.cluster.ask("PUT", path, other)

    with pytest.raises(IndexLockedError, match="process 5"):
        archive.reindex(check=lose)
    found = find_generations(archive.cluster)
    assert (found.live, found.numbers) == (before.live, [1, 2])
    assert archive.searching("thông") == 0
    path = f"/{tables_index(archive.settings.name)}/_doc/lock"
    archive.cluster.ask("DELETE", path)
    archive.reindex()
    assert archive.is_sound() and find_generations(archive.cluster).live == 2


def test_a_rollback_brings_the_one_before_back_and_another_takes_it_back(
    archive: Archive,
) -> None:
    with pytest.raises(IndexNotFoundError):
        rollback(archive.cluster)
    archive.reindex()
    with pytest.raises(NoEarlierGenerationError):
        rollback(archive.cluster)
    change(archive)
    archive.reindex()
    back = rollback(archive.cluster)
    assert (back.generation, back.restored_from, back.n_articles) == (3, 1, 13)
    assert archive.searching("thông") == 0
    assert find_generations(archive.cluster).numbers == [2, 3]
    assert live_generation(archive.cluster).ledger().keys() == (
        scan_held(archive.cluster, 3)[0].keys()
    )
    again = rollback(archive.cluster)
    assert (again.generation, again.restored_from) == (4, 2)
    assert archive.searching("thông") == 1 and archive.is_sound()
    archive.write(50)
    archive.reindex()
    assert archive.is_sound(), "and it can be carried on"


def test_a_library_of_another_format_is_built_anew_from_what_it_remembers(
    archive: Archive,
) -> None:
    archive.reindex()
    index = index_of(archive.settings.name, 1)
    meta = {"tracuu": {"format": 0, "roots": {"kho": str(archive.corpus)}}}
    archive.cluster.ask("PUT", f"/{index}/_mapping", {"_meta": meta})
    with pytest.raises(IndexFormatError):
        live_generation(archive.cluster)
    assert reindex([], archive.cluster, n_workers=1).articles == 13
    assert archive.is_sound()


def test_a_published_index_takes_no_document(archive: Archive) -> None:
    archive.reindex()
    action = bulk.index_action("x", {"id": "x"})
    with pytest.raises(Exception, match="require_alias|blocked"):
        bulk.send_all(archive.cluster, archive.settings.name, [action])
    late = generations.loading_alias(archive.settings.name, 1)
    with pytest.raises(Exception, match="require_alias|alias"):
        bulk.send_all(archive.cluster, late, [action])
    assert archive.is_sound()


def test_a_table_of_many_chunks_is_read_whole_or_not_at_all(archive: Archive) -> None:
    cluster = archive.cluster
    archive.reindex()
    data = os.urandom(9_000_000)
    write_table(cluster, 7, "lớn", data)
    assert read_table(cluster, 7, "lớn") == data
    write_table(cluster, 7, "rỗng", b"")
    assert read_table(cluster, 7, "rỗng") == b""
    with pytest.raises(IndexCorruptError, match="missing"):
        read_table(cluster, 7, "khác")
    write_table(cluster, 8, "lớn", os.urandom(9_000_000))
    path = f"/{tables_index(archive.settings.name)}/_doc"
    other = cluster.ask("GET", f"{path}/000008%2F{'l%E1%BB%9Bn'}%2F1")["_source"]
    place = f"{path}/000007%2F{'l%E1%BB%9Bn'}%2F1"
    cluster.ask("PUT", place, other | {"generation": 7})
    with pytest.raises(IndexCorruptError, match="checksum"):
        read_table(cluster, 7, "lớn")
    cluster.ask("DELETE", place)
    with pytest.raises(IndexCorruptError, match="part"):
        read_table(cluster, 7, "lớn")
    delete_tables(cluster, [7])
    assert list_tables(cluster, 7) == [] and list_tables(cluster, 8) == ["lớn"]
