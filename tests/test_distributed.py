"""A reindex that Dask workers share; skips where there is no Dask or no cluster."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="Dask (extra “distributed”) is not installed")

from index.apart import CRASHED, KILLED
from index.distributed import crew, hands
from index.distributed.work import by_rules
from index.errors import (
    DuplicateIdError,
    OtherRulesError,
    PathNotFoundError,
    ReadingStoppedError,
    SchedulerError,
)
from index.locations import location_of
from index.opensearch.connection import Cluster
from index.opensearch.generations import find_generations
from index.opensearch.library import live_generation, read_articles, scan_held
from index.opensearch.reindex import reindex
from index.opensearch.storage import ClusterStorage
from index.opensearch.tables import list_tables
from index.reading import reading_version
from index.summary import ReindexSummary
from tests.cluster_index import delete_library, fresh_cluster, needs_cluster
from tests.dask_workers import Workers
from tests.test_opensearch_reindex import PAGE

pytestmark = needs_cluster


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    started = Workers(tmp_path_factory.mktemp("dask"))
    yield started
    started.end()


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "LOOKED_AT", 4)
    monkeypatch.setattr(crew, "LOADED", 16)
    monkeypatch.setattr("index.stamps._SETTLED_NS", 0)


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    made = fresh_cluster()
    yield made
    delete_library(made)


@pytest.fixture
def other_cluster() -> Iterator[Cluster]:
    """What a reindex without Dask makes, to compare with."""
    made = fresh_cluster()
    yield made
    delete_library(made)


def write(corpus: Path, number: int, title: str = "Xã Mẫu Sơn làm đường") -> None:
    text = PAGE.format(title=f"{title} {number}", person="Nguyễn Văn Mẫu", n=number)
    (corpus / f"{number:03}.txt").write_text(text, "utf-8")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Text, HTML and records, copies and broken files."""
    folder = tmp_path / "kho"
    (folder / "bao").mkdir(parents=True)
    for number in range(20):
        write(folder, number)
    (folder / "090.txt").write_bytes((folder / "003.txt").read_bytes())
    (folder / "hong.txt").write_bytes(bytes(300))
    (folder / "bao/hong.html").write_text("<html></html>")
    for number in range(5):
        title = f"Bản {number} có đường mới"
        body = f"<p>Sáng 3/1, bà con trong bản {number} cùng góp công làm đường.</p>"
        (folder / f"bao/{number}.html").write_text(
            f"<html><title>{title}</title><h1>{title}</h1>{body}</html>", "utf-8"
        )
    write_records(folder, range(30))
    return folder


def write_records(folder: Path, numbers: range) -> None:
    records = [
        {"id": f"so-{n}", "title": f"Tin số {n}", "body": f"Mùa nước lên lần {n}."}
        for n in numbers
    ]
    lines = [json.dumps(record) for record in (*records, records[7])]
    (folder / "tin.jsonl").write_text("\n".join([*lines, "{", "[]"]), "utf-8")


def library(cluster: Cluster) -> dict[str, object]:
    """All that a library holds and has beside."""
    live = live_generation(cluster)
    held, groups = scan_held(cluster, live.number)
    return {
        "ledger": live.ledger(),
        "failures": live.failures(),
        "stamps": live.stamps(),
        "roots": live.roots,
        "held": held,
        "groups": groups,
        "articles": list(read_articles(cluster, live.index, sorted(held))),
        "tables": live.tables(sorted(list_tables(cluster, live.number))),
    }


def told(summary: ReindexSummary) -> dict[str, object]:
    values = {name: getattr(summary, name) for name in summary.__dataclass_fields__}
    del values["seconds"]
    return values


def change(corpus: Path) -> None:
    write(corpus, 20)
    write(corpus, 0, "Đường mới đã thông xe ở xã")
    (corpus / "005.txt").unlink()
    (corpus / "003.txt").write_bytes(bytes(300))
    write_records(corpus, range(5, 38))


def test_a_shared_reindex_makes_the_library_that_one_machine_makes(
    corpus: Path, workers: Workers, cluster: Cluster, other_cluster: Cluster
) -> None:
    for step in range(3):
        shared = reindex([corpus], cluster, scheduler=workers.address)
        alone = reindex([corpus], other_cluster, n_workers=1)
        assert told(shared) == told(alone)
        assert library(cluster) == library(other_cluster)
        if step == 0:
            assert shared.added == 56 and shared.failed == 5
            assert DuplicateIdError.template in {f.template for f in shared.failures}
            change(corpus)
        else:
            assert (shared.added, shared.updated, shared.removed) == (
                (9, 26, 1) if step == 1 else (0, 0, 0)
            )


def test_a_page_that_kills_its_reader_is_one_failed_page(
    corpus: Path, workers: Workers, cluster: Cluster
) -> None:
    for name in ("giet-nguoi-doc.txt", "giet-nguoi-nhin.txt"):
        (corpus / name).write_bytes((corpus / "001.txt").read_bytes())
    summary = reindex([corpus], cluster, scheduler=workers.address)
    stopped = {
        failure.path: failure.params["reason"]
        for failure in summary.failures
        if failure.template == ReadingStoppedError.template
    }
    assert stopped == {
        "kho/giet-nguoi-doc.txt": CRASHED,
        "kho/giet-nguoi-nhin.txt": KILLED,
    }
    assert summary.articles == 56


def test_a_worker_that_is_killed_costs_nothing(
    corpus: Path, workers: Workers, cluster: Cluster, other_cluster: Cluster
) -> None:
    for number in range(100, 160):
        write(corpus, number)
    killed = []

    def progress(n_done: int, n_files: int) -> None:
        if n_done > n_files // 2 and not killed:
            workers.kill_worker()
            killed.append(n_done)

    summary = reindex([corpus], cluster, scheduler=workers.address, progress=progress)
    workers.start_worker()
    assert killed and summary.added == 116
    reindex([corpus], other_cluster, n_workers=2)
    assert library(cluster) == library(other_cluster)


def test_what_a_run_that_broke_off_has_left_is_not_sent_again(
    corpus: Path,
    workers: Workers,
    cluster: Cluster,
    other_cluster: Cluster,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class BrokenOffError(BaseException):
        pass

    def break_off(*_: object) -> None:
        raise BrokenOffError

    with monkeypatch.context() as patch:
        patch.setattr("index.opensearch.building.Build.finish", break_off)
        with pytest.raises(BrokenOffError):
            reindex([corpus], cluster, scheduler=workers.address)
    (number,) = find_generations(cluster).numbers
    before = versions(cluster, number)
    assert len(before) == 56
    reindex([corpus], cluster, scheduler=workers.address)
    reindex([corpus], other_cluster, n_workers=1)
    assert library(cluster) == library(other_cluster)
    after = versions(cluster, number)
    # Copies are sent again when they are known for what they are.
    again = {id_ for id_ in before if before[id_] != after[id_]}
    assert len(again) == 2


def versions(cluster: Cluster, number: int) -> dict[str, int]:
    index = f"{cluster.settings.name}-{number:06d}"
    cluster.ask("POST", f"/{index}/_refresh")
    body = {"query": {"match_all": {}}, "size": 1000, "version": True}
    hits = cluster.search(index, body)["hits"]["hits"]
    return {hit["_id"]: hit["_version"] for hit in hits}


def test_a_run_whose_scheduler_dies_ends_and_the_next_goes_on_with_it(
    corpus: Path, tmp_path: Path, cluster: Cluster, other_cluster: Cluster
) -> None:
    dying = Workers(tmp_path, n_workers=1)
    try:

        def progress(n_done: int, n_files: int) -> None:
            if n_done == n_files:
                dying.scheduler.kill()

        with pytest.raises(SchedulerError):
            reindex([corpus], cluster, scheduler=dying.address, progress=progress)
    finally:
        dying.end()
    # What it has loaded, or not, is there.
    assert find_generations(cluster).numbers == [1]
    reindex([corpus], cluster, n_workers=1)
    reindex([corpus], other_cluster, n_workers=1)
    assert library(cluster) == library(other_cluster)


def test_files_elsewhere_are_read_by_the_workers_themselves(
    corpus: Path, workers: Workers, cluster: Cluster, other_cluster: Cluster
) -> None:
    url = location_of(f"local://{corpus}")
    shared = reindex([url], cluster, scheduler=workers.address)
    alone = reindex([corpus], other_cluster, n_workers=1)
    assert told(shared) == told(alone)
    elsewhere, here = library(cluster), library(other_cluster)
    for part in ("ledger", "failures", "articles", "groups"):
        assert elsewhere[part] == here[part]
    assert elsewhere["roots"] == {"kho": f"local://{corpus}"}
    (corpus / "005.txt").unlink()
    assert reindex([], cluster, scheduler=workers.address).removed == 1


def test_a_page_that_changes_between_looking_and_loading_has_failed(
    corpus: Path,
    workers: Workers,
    cluster: Cluster,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begin = ClusterStorage.begin

    def begin_after_change(*args: object) -> object:
        loading = begin(*args)
        target = loading.target

        def target_after_change() -> object:
            write(corpus, 2, "Đã viết lại")
            return target()

        loading.target = target_after_change
        return loading

    with monkeypatch.context() as patch:
        patch.setattr(ClusterStorage, "begin", begin_after_change)
        summary = reindex([corpus], cluster, scheduler=workers.address)
    assert "kho/002.txt" in {failure.path for failure in summary.failures}
    assert summary.articles == 55
    assert reindex([corpus], cluster, scheduler=workers.address).added == 1


def test_what_hinders_the_workers_is_told_before_anything_is_made(
    tmp_path: Path, workers: Workers, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crew, "_CONNECT_SECONDS", 1)
    with pytest.raises(SchedulerError):
        reindex([tmp_path], cluster, scheduler="tcp://127.0.0.1:1")
    with monkeypatch.context() as patch:
        patch.setattr(crew, "reading_version", lambda: "others")
        with pytest.raises(OtherRulesError):
            reindex([tmp_path], cluster, scheduler=workers.address)
    # Only this process has such a file system.
    with crew.DaskCrew(workers.address) as dask, pytest.raises(PathNotFoundError):
        dask.check([tmp_path / "khong-co"])
    assert not find_generations(cluster).numbers


def test_a_hand_that_ends_is_followed_by_another() -> None:
    with pytest.raises(Exception, match="process that read it"):
        hands.call(os._exit, 1)
    assert hands.call(by_rules, reading_version(), len, "abc") == 3
    with pytest.raises(OtherRulesError):
        hands.call(by_rules, "others", len, "abc")
