"""A real cluster: what is expected of the server, and of nodes that die.

Run by `make test-cluster`, which names the nodes; skipped elsewhere.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from tests.cluster import Cluster, FaultyProxy
from tests.cluster.launch import QUICK
from tests.cluster.server import VERSION

HOSTS = [h for h in os.environ.get("TRACUU_TEST_HOSTS", "").split(",") if h]
pytestmark = pytest.mark.skipif(
    not HOSTS, reason="needs OpenSearch: run with make test-cluster"
)
TEXT = "<p>Lũ lụt</p>"


def ask(
    address: str,
    body: object = None,
    method: str | None = None,
    context: ssl.SSLContext | None = None,
    **headers: str,
) -> dict:
    """Ask OpenSearch, with JSON both ways."""
    request = urllib.request.Request(
        address,
        None if body is None else json.dumps(body).encode(),
        {"Content-Type": "application/json"} | headers,
        method=method,
    )
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
    )
    with opener.open(request, timeout=60) as answer:
        return json.load(answer)


@pytest.fixture
def index() -> Iterator[str]:
    """An index with a copy of its shard, where there are nodes to hold one."""
    address = f"{HOSTS[0]}/test-cluster-nodes-{os.getpid()}"
    n_replicas = 1 if len(HOSTS) > 1 else 0
    ask(address, {"settings": {"index.number_of_replicas": n_replicas}}, "PUT")
    yield address
    ask(address, method="DELETE")


def test_the_server_has_the_filters_of_its_common_module() -> None:
    told = ask(
        f"{HOSTS[0]}/_analyze",
        {
            "char_filter": ["html_strip"],
            "tokenizer": "whitespace",
            "filter": ["lowercase", "asciifolding", "shingle"],
            "text": TEXT,
        },
    )
    assert [token["token"] for token in told["tokens"]] == ["lu", "lu lut", "lut"]


def test_the_server_runs_scripts(index: str) -> None:
    ask(f"{index}/_doc/1?refresh=true", {"day": 7})
    query = {"script": {"script": {"source": "doc['day'].value * 6 == params.n"}}}
    for n, n_found in ((42, 1), (41, 0)):
        query["script"]["script"]["params"] = {"n": n}
        told = ask(f"{index}/_search", {"query": query})
        assert told["hits"]["total"]["value"] == n_found


def test_every_node_answers_with_what_any_of_them_was_told(index: str) -> None:
    ask(f"{index}/_doc/1?refresh=true", {"title": "Lũ lụt"})
    name = index.rpartition("/")[2]
    for host in HOSTS:
        assert ask(host)["version"]["number"] == VERSION
        told = ask(f"{host}/{name}/_search?q=title:lũ".replace("ũ", "%C5%A9"))
        assert told["hits"]["total"]["value"] == 1


@pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl command here")
def test_a_proxy_gives_it_tls_and_asks_for_a_password() -> None:
    with FaultyProxy(HOSTS[0], tls=True, user="u", password="p") as proxy:
        trusting = ssl.create_default_context(cafile=proxy.certificate)
        shown = "Basic " + base64.b64encode(b"u:p").decode()
        told = ask(proxy.url, context=trusting, Authorization=shown)
        assert told["version"]["distribution"] == "opensearch"
        with pytest.raises(urllib.error.HTTPError, match="401") as refused:
            ask(proxy.url, context=trusting)
        refused.value.close()


def test_a_node_that_is_killed_comes_back_with_its_data() -> None:
    with Cluster(None, 1, 0, java_options=QUICK) as cluster:
        document = f"{cluster.hosts[0]}/tin/_doc/1"
        ask(document, {"title": TEXT})
        cluster.kill(0)
        assert cluster.health() is None
        # As another program would find it.
        Cluster.open(cluster.folder).restart(0)
        cluster.wait_for("yellow")
        assert ask(document)["_source"] == {"title": TEXT}
        folder = cluster.folder
    assert not folder.exists()
