"""Running a library in a real cluster: moved, served, watched over."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.article import Article
from index.errors import ClusterError, IndexCorruptError, NotKeptError
from index.generations import current_number, open_current
from index.local_storage import LocalGeneration
from index.opensearch import sink
from index.opensearch.connection import Cluster
from index.opensearch.documents import document_id
from index.opensearch.generations import find_generations, index_of
from index.opensearch.library import (
    ClusterGeneration,
    live_generation,
    scan_held,
)
from index.opensearch.moving import move_to_cluster, move_to_folder
from index.opensearch.reindex import reindex as reindex_library
from index.opensearch.rollback import rollback
from index.opensearch.tables import NAMES, delete_tables, read_table, write_table
from index.opensearch.verify import verify
from index.reindex import reindex as reindex_folder
from search.embedded import EmbeddedEngine
from search.searcher import (
    Searcher,
    check_candidate,
    check_generation,
    open_cluster_searcher,
)
from tests.cluster import FaultyProxy
from tests.cluster_index import (
    HOSTS,
    delete_library,
    fresh_cluster,
    needs_cluster,
    publish_articles,
)
from tests.helpers import make_article, search
from tests.test_tracuu_commands import Shell
from web.app import create_app

pytestmark = needs_cluster

N_ARTICLES = 150

PASSWORD = "mật-khẩu-bí-mật"


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    cluster = fresh_cluster()
    yield cluster
    delete_library(cluster)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with pages in ``kho`` and an index of them in ``index``."""
    folder = tmp_path_factory.mktemp("home")
    records = [
        {
            "id": f"tin-{n}",
            "title": f"Bản tin số {n} về mùa lũ",
            "body": f"Ông Nguyễn Văn Mẫu góp {n} ngày công làm đường, trước mùa mưa. "
            * 5,
            "published": f"2020-0{n % 9 + 1}-0{n % 8 + 1}",
            "persons": [{"name": ("Lê Thị Hà", "Trần Văn Bình")[n % 2]}],
        }
        for n in range(N_ARTICLES)
    ]
    twin = records[7] | {"id": "tin-7-in-lai", "source": "Báo khác"}
    lines = [json.dumps(one, ensure_ascii=False) for one in [*records, twin]]
    (folder / "kho").mkdir()
    (folder / "kho/tin.jsonl").write_text("\n".join([*lines, "{no JSON"]), "utf-8")
    reindex_folder([folder / "kho"], folder / "index", n_workers=2)
    return folder


def all_of(source: LocalGeneration | ClusterGeneration) -> dict[str, object]:
    """Give everything that a generation has to have in both places."""
    ledger = source.ledger()
    return {
        "ledger": ledger,
        "articles": {one.id: one for one in source.articles(ledger)},
        "failures": source.failures(),
        "stamps": source.stamps(),
        "roots": source.roots,
        "reading_version": source.reading_version,
        "n_copies": source.n_copies(),
    }


def at_home(index_dir: Path) -> LocalGeneration:
    return LocalGeneration(open_current(index_dir))


def to_cluster(index_dir: Path, cluster: Cluster):
    return move_to_cluster(index_dir, cluster, n_workers=2, check=check_candidate)


def to_folder(cluster: Cluster, index_dir: Path):
    return move_to_folder(cluster, index_dir, n_workers=2, check=check_generation)


def fill(cluster: Cluster, folder: Path) -> None:
    """Publish one article in a library, from a page in a folder."""
    (folder / "cu").mkdir()
    (folder / "cu/tin.txt").write_text("Tin cũ\n\nNội dung của tin cũ.", "utf-8")
    reindex_library([folder / "cu"], cluster, n_workers=1)


def test_a_library_goes_into_a_cluster_and_back_with_all_that_it_has(
    cluster: Cluster, home: Path, tmp_path: Path
) -> None:
    there = to_cluster(home / "index", cluster)
    back = to_folder(cluster, tmp_path / "back")
    assert (there.articles, there.copies, there.failed) == (N_ARTICLES + 1, 1, 1)
    assert replace(back, seconds=0.0) == replace(there, seconds=0.0)
    began = all_of(at_home(home / "index"))
    assert all_of(live_generation(cluster)) == began
    assert all_of(at_home(tmp_path / "back")) == began
    # What is already there is not read again.
    for summary in (
        reindex_library([], cluster, n_workers=1),
        reindex_folder([], tmp_path / "back", n_workers=1),
    ):
        assert summary.unchanged == N_ARTICLES + 1 and not summary.has_changes
        assert summary.generation == 1


def test_both_engines_answer_alike_after_a_move(cluster: Cluster, home: Path) -> None:
    to_cluster(home / "index", cluster)
    answers = [
        search(searcher, query)
        for searcher in (
            Searcher(EmbeddedEngine(home / "index")),
            open_cluster_searcher(cluster.settings),
        )
        for query in ("mùa lũ", '"bản tin số 7"', "person:ha ngày công")
    ]
    for ours, theirs in zip(answers[:3], answers[3:], strict=True):
        assert replace(ours, took_ms=0.0) == replace(theirs, took_ms=0.0)


def test_a_move_takes_the_place_of_what_was_there_which_can_be_had_back(
    cluster: Cluster, home: Path, tmp_path: Path
) -> None:
    fill(cluster, tmp_path)
    assert to_cluster(home / "index", cluster).generation == 2
    assert rollback(cluster, check=check_candidate).n_articles == 1
    other = tmp_path / "index"
    reindex_folder([home / "kho"], other, n_workers=1)
    assert to_folder(cluster, other).generation == 2
    assert [one.path for one in at_home(other).ledger().values()] == ["cu/tin.txt"]


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt, IndexCorruptError(path="", reason="")]
)
def test_a_move_into_a_cluster_that_breaks_off_leaves_what_was_there(
    cluster: Cluster, home: Path, tmp_path: Path, error: BaseException
) -> None:
    fill(cluster, tmp_path)
    before = all_of(live_generation(cluster))

    def fail(candidate: object) -> None:
        raise error

    with pytest.raises((KeyboardInterrupt, IndexCorruptError)):
        move_to_cluster(home / "index", cluster, n_workers=1, check=fail)
    assert all_of(live_generation(cluster)) == before
    # Whatever it left, the next one is whole.
    to_cluster(home / "index", cluster)
    assert all_of(live_generation(cluster)) == all_of(at_home(home / "index"))
    assert len(find_generations(cluster).numbers) == 2


def test_a_move_into_a_folder_that_breaks_off_leaves_what_was_there(
    cluster: Cluster, tmp_path: Path
) -> None:
    fill(cluster, tmp_path)

    def fail(generation: object) -> None:
        raise KeyboardInterrupt

    to_folder(cluster, tmp_path / "index")
    with pytest.raises(KeyboardInterrupt):
        move_to_folder(cluster, tmp_path / "index", n_workers=1, check=fail)
    assert current_number(tmp_path / "index") == 1
    left = (tmp_path / "index/generations").iterdir()
    assert [folder.name for folder in left] == ["000001"]


def test_an_article_that_is_lost_or_altered_stops_a_move(
    cluster: Cluster, home: Path, tmp_path: Path
) -> None:
    to_cluster(home / "index", cluster)
    spoil(cluster, "tin-3", lambda article: {"doc": {"article": {"path": "kho/x"}}})
    with pytest.raises(IndexCorruptError, match="tin-3"):
        to_folder(cluster, tmp_path / "index")
    spoil(cluster, "tin-3", None)
    with pytest.raises(IndexCorruptError, match="expected 151 articles, found 150"):
        to_folder(cluster, tmp_path / "index")
    assert not list((tmp_path / "index/generations").iterdir())


def test_an_article_that_the_cluster_cannot_keep_stops_a_move(
    cluster: Cluster, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = sink.document_of

    def spoilt(analysed):
        found = made(analysed)
        if analysed.article.id == "tin-5":
            found["minute"] = "no number"
        return found

    monkeypatch.setattr(sink, "document_of", spoilt)
    with pytest.raises(NotKeptError):
        to_cluster(home / "index", cluster)
    assert find_generations(cluster).live is None


def spoil(cluster: Cluster, article_id: str, change) -> None:
    """Change, or delete, an article of the live generation behind our back."""
    index = index_of(cluster.settings.name, find_generations(cluster).live or 0)
    cluster.ask("PUT", f"/{index}/_settings", {"index.blocks.write": False})
    id_ = document_id(article_id)
    if change is None:
        cluster.ask("DELETE", f"/{index}/_doc/{id_}")
    else:
        cluster.ask("POST", f"/{index}/_update/{id_}", change(article_id))
    cluster.ask("POST", f"/{index}/_refresh")


def test_verify_finds_a_library_whole_and_names_what_is_not(
    cluster: Cluster, home: Path
) -> None:
    publish_articles(cluster, [make_article("cũ", "Tin cũ")])
    to_cluster(home / "index", cluster)
    report = verify(cluster, check_candidate)
    assert report.is_whole and report.live.n_articles == N_ARTICLES + 1
    assert report.live.n_tables == len(list_of_tables(cluster))
    assert report.previous is not None and not report.previous.findings
    spoil(cluster, "tin-3", None)
    table = NAMES + "person"
    write_table(cluster, 2, table, read_table(cluster, 2, table)[:-1] + b"x")
    delete_tables(cluster, [1])
    report = verify(cluster, check_candidate)
    assert not report.is_whole
    told = "\n".join(map(str, report.live.findings))
    assert "1 articles missing: tin-3" in told
    assert report.previous is not None and report.previous.findings


def list_of_tables(cluster: Cluster) -> list[str]:
    from index.opensearch.tables import list_tables

    return list_tables(cluster, find_generations(cluster).live or 0)


def shell_at(cluster: Cluster, folder: Path) -> Shell:
    """A shell in a folder whose config file names a library."""
    settings = cluster.settings
    (folder / "tracuu.toml").write_text(
        f'engine = "opensearch"\nhosts = {json.dumps(settings.hosts)}\n'
        f'opensearch_name = "{settings.name}"\nlang = "en"\n'
        "opensearch_replicas = 0\n"
    )
    return Shell(folder)


def test_one_setting_leads_every_command_to_the_cluster(
    cluster: Cluster, home: Path, tmp_path: Path
) -> None:
    tracuu = shell_at(cluster, tmp_path)
    assert "no index in" in tracuu("status", exit_code=1)[1]
    moved = json.loads(
        tracuu("move", "--to", "opensearch", "--index", f"{home / 'index'}", "--json")[
            0
        ]
    )
    assert (moved["articles"], moved["generation"]) == (N_ARTICLES + 1, 1)
    found = json.loads(tracuu("status", "--json")[0])
    assert (found["engine"], found["articles"]) == ("opensearch", N_ARTICLES + 1)
    assert found["cluster"]["status"] in ("green", "yellow")
    assert len(found["failures"]) == found["failed"] == 1
    assert "green" in tracuu("status")[0] or "yellow" in tracuu("status")[0]
    assert json.loads(tracuu("search", "mùa lũ", "--json")[0])["total"] == N_ARTICLES
    assert "The index is whole" in tracuu("verify")[0]
    assert json.loads(tracuu("verify", "--json")[0])["is_whole"]
    assert "--repair mends" in tracuu("verify", "--repair", exit_code=1)[1]
    pages = tracuu("inspect", f"{home / 'kho/tin.jsonl'}", exit_code=1)[0]
    assert len(re.findall("in the index +yes", pages)) == N_ARTICLES + 1
    tracuu("move", "--to", "embedded", "--index", "back")
    assert len(at_home(tmp_path / "back").ledger()) == N_ARTICLES + 1


def test_a_watch_reindexes_into_the_cluster(cluster: Cluster, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    page = tmp_path / "corpus/tin.txt"
    page.write_text("Tin về lũ\n\nNội dung của tin về lũ lụt.", "utf-8")
    shell_at(cluster, tmp_path)
    command = [sys.executable, "-m", "tracuu", "watch", "--json", "--workers", "1"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, text=True
    ) as watch:
        assert watch.stdout is not None
        events = map(json.loads, watch.stdout)
        event = next(e for e in events if e["event"] in ("reindexed", "failed"))
        watch.send_signal(signal.SIGTERM)
        assert watch.wait(60) == 0
    assert event["event"] == "reindexed", event
    assert len(live_generation(cluster).ledger()) == 1


class Library:
    """The application over a library, with a proxy before its cluster."""

    def __init__(self, cluster: Cluster, proxy: FaultyProxy, **options: object) -> None:
        settings = replace(cluster.settings, hosts=(proxy.url,), **options)
        self.client = create_app(open_cluster_searcher(settings)).test_client()

    def get(self, path: str):
        return self.client.get(path)


@pytest.fixture
def proxy() -> Iterator[FaultyProxy]:
    with FaultyProxy(HOSTS[0]) as proxy:
        yield proxy


def published(cluster: Cluster) -> list[Article]:
    articles = [make_article(f"lu-{n}", f"Tin lũ số {n}") for n in range(20)]
    publish_articles(cluster, articles)
    return articles


def test_a_cluster_in_trouble_gives_503_and_after_it_whole_answers(
    cluster: Cluster, proxy: FaultyProxy
) -> None:
    published(cluster)
    library = Library(cluster, proxy)
    proxy.fail(1000, 503)
    response = library.get("/api/search?q=lũ")
    assert (response.status_code, "Retry-After" in response.headers) == (503, True)
    assert library.get("/readyz").status_code == 503
    assert library.get("/livez").status_code == 200
    proxy.heal()
    time.sleep(1)
    assert library.get("/api/search?q=lũ").json["total"] == 20
    assert library.get("/readyz").json["cluster"]["nodes"] >= 1
    proxy.drop(1000)
    for path in ("/api/search?q=tin+lũ", "/?q=tin+lũ", "/readyz"):
        response = library.get(path)
        assert (response.status_code, "Retry-After" in response.headers) == (503, True)
    proxy.heal()
    assert library.get("/api/search?q=tin+lũ").json["total"] == 20


def test_busy_moments_and_lost_answers_are_not_seen_by_readers(
    cluster: Cluster, proxy: FaultyProxy
) -> None:
    published(cluster)
    library = Library(cluster, proxy)
    assert library.get("/api/search?q=lũ").status_code == 200
    proxy.fail(2, 429, path="search")
    proxy.drop(1, "midway", path="search")
    assert library.get("/api/search?q=số+lũ").json["total"] == 20
    assert proxy.n_waiting == 0


def test_a_cluster_that_refuses_us_gives_503_and_no_secret(
    cluster: Cluster, caplog: pytest.LogCaptureFixture
) -> None:
    published(cluster)
    with FaultyProxy(HOSTS[0], user="kho", password=PASSWORD) as guarded:
        wrong = Library(cluster, guarded, user="kho", password="sai-mật-khẩu")
        response = wrong.get("/api/search?q=lũ")
        assert response.status_code == 503 and response.headers["Retry-After"]
        assert response.json["type"].endswith("#cluster-refused")
        assert "refused us (401)" in caplog.text
        assert "sai-mật-khẩu" not in caplog.text + response.text
        right = Library(cluster, guarded, user="kho", password=PASSWORD)
        assert right.get("/api/search?q=lũ").json["total"] == 20


def put_nowhere(cluster: Cluster, *, is_all: bool) -> None:
    """Let all shards of the live index, or one of several, be on no node."""
    name = cluster.settings.name
    index = index_of(name, 1)
    ((_, about),) = cluster.ask("GET", f"/{index}").items()
    n_nodes = cluster.ask("GET", "/_cluster/health")["number_of_data_nodes"]
    kept = {key: about["settings"]["index"][key] for key in ("analysis", "similarity")}
    settings = kept | {
        "number_of_replicas": 0,
        "number_of_shards": n_nodes + 1,
        "routing.allocation.total_shards_per_node": 1,
    }
    if is_all:
        settings["routing.allocation.require.kho"] = "nowhere"
    cluster.ask("DELETE", f"/{index}")
    body = {"settings": {"index": settings}, "mappings": about["mappings"]}
    body["aliases"] = {name: {}}
    cluster.ask("PUT", f"/{index}", body, wait_for_active_shards="0")
    cluster.ask("GET", "/_cluster/health", wait_for_no_initializing_shards="true")


@pytest.mark.parametrize("is_all", [True, False])
def test_an_index_with_a_shard_that_is_nowhere_is_red_and_answers_nothing(
    cluster: Cluster, proxy: FaultyProxy, is_all: bool
) -> None:
    published(cluster)
    put_nowhere(cluster, is_all=is_all)
    library = Library(cluster, proxy)
    response = library.get("/readyz")
    assert response.status_code == 503
    assert response.json["cluster"]["status"] == "red"
    assert response.json["cluster"]["unassigned_shards"] >= 1
    response = library.get("/api/search?q=lũ")
    assert response.status_code == 503
    assert response.json["type"].endswith("#cluster-unavailable")
    # Neither is it whole to who goes through all articles.
    with pytest.raises(ClusterError):
        scan_held(cluster, 1)


def test_the_service_starts_without_its_cluster_and_answers_when_it_comes(
    cluster: Cluster, tmp_path: Path
) -> None:
    published(cluster)
    with FaultyProxy(HOSTS[0], user="kho", password=PASSWORD) as guarded:
        guarded.drop(10_000)
        options = {"TRACUU_ENGINE": "opensearch", "TRACUU_HOSTS": guarded.url}
        options |= {"TRACUU_OPENSEARCH_NAME": cluster.settings.name}
        options |= {"TRACUU_OPENSEARCH_USER": "kho"}
        options |= {"TRACUU_OPENSEARCH_PASSWORD": PASSWORD}
        service = subprocess.Popen(
            [sys.executable, "-m", "tracuu", "--lang", "en", "serve", "--port", "0"],
            cwd=tmp_path,
            env=os.environ | options,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            assert service.stdout is not None
            said = [service.stdout.readline() for _ in range(2)]
            assert "OpenSearch cannot be reached" in said[0], said
            url = said[1].split()[-1]
            assert status_of(f"{url}/livez") == 200
            assert status_of(f"{url}/readyz") == 503
            guarded.heal()
            # As soon as somebody looks again.
            while status_of(f"{url}/readyz") != 200:
                time.sleep(0.2)
            assert status_of(f"{url}/api/search?q=tin") == 200
        finally:
            service.terminate()
            log = "".join(said) + service.communicate(timeout=60)[0]
        assert PASSWORD not in log


def status_of(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code
