"""Whatever a cluster answers, each document is safe, or refused and named."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import (
    ClusterAnswerError,
    ClusterIncompleteError,
    ClusterRefusedError,
    ClusterTimeoutError,
    ClusterUnreachableError,
)
from index.opensearch import bulk
from index.opensearch.bulk import (
    Action,
    Sent,
    delete_action,
    index_action,
    send_until_done,
)
from index.opensearch.connection import Cluster, ClusterSettings
from index.opensearch.patience import patiently

UNREACHABLE = ClusterUnreachableError(hosts="a", reason="refused")
LATE = ClusterTimeoutError(hosts="a", seconds=30)


class FakeNode:
    """Answers bulk requests as its script says, then keeps everything.

    Parameters
    ----------
    script : list
        Of each request an error to raise, or the statuses of its documents; 200 for
        those that it says nothing of.
    """

    def __init__(self, script: list[Exception | dict[str, int]]) -> None:
        self.script = list(script)
        self.kept: dict[str, Any] = {}
        self.requests: list[list[str]] = []
        self.slept: list[float] = []

    def ask(self, lines: str) -> dict[str, Any]:
        rows = [json.loads(line) for line in lines.splitlines()]
        items: list[dict[str, Any]] = []
        step = self.script.pop(0) if self.script else {}
        ids = [row[kind]["_id"] for row in rows for kind in row if kind in _KINDS]
        self.requests.append(ids)
        if isinstance(step, Exception):
            raise step
        at = 0
        while at < len(rows):
            ((kind, target),) = rows[at].items()
            id_ = target["_id"]
            status = step.get(id_, 200)
            result: dict[str, Any] = {"status": status}
            if status < 300 and kind == "index":
                self.kept[id_] = rows[at + 1]
            elif status < 300:
                self.kept.pop(id_, None)
            elif status == 404:
                result["result"] = "not_found"
            else:
                result["error"] = {"reason": f"reason of {id_}"}
            items.append({kind: result})
            at += 2 if kind == "index" else 1
        return {"items": items}

    def send(self, actions: list[Action], patience: float = 100.0) -> Sent:
        return send_until_done(
            self.ask, actions, "a", patience, self.slept.append, lambda: sum(self.slept)
        )


_KINDS = ("index", "delete")


def actions_of(*ids: str) -> list[Action]:
    return [index_action(id_, {"of": id_}, f"page of {id_}") for id_ in ids]


def test_what_a_busy_cluster_turned_away_is_sent_again_alone() -> None:
    node = FakeNode([{"b": 429, "c": 503}, {"c": 429}])
    sent = node.send(actions_of("a", "b", "c"))
    assert node.requests == [["a", "b", "c"], ["b", "c"], ["c"]]
    assert sorted(node.kept) == ["a", "b", "c"]
    assert sorted(sent.done) == ["page of a", "page of b", "page of c"]
    assert sent.refused == []


@pytest.mark.parametrize("trouble", [UNREACHABLE, LATE], ids=["gone", "late"])
def test_a_request_without_an_answer_is_sent_again_whole(trouble: Exception) -> None:
    node = FakeNode([trouble, trouble])
    node.send(actions_of("a", "b"))
    assert node.requests == [["a", "b"]] * 3


def test_waits_grow_and_begin_anew_when_something_got_through() -> None:
    node = FakeNode([{"a": 429, "b": 429}, {"a": 429, "b": 429}, {"b": 429}])
    node.send(actions_of("a", "b"))
    first, second, third = node.slept
    assert second > first and third == first


def test_trouble_of_two_minutes_is_waited_out() -> None:
    node = FakeNode([UNREACHABLE] * 15)
    sent = node.send(actions_of("a"), bulk.PATIENCE)
    assert sum(node.slept) > 100 and sent.done == ["page of a"]
    assert bulk.PATIENCE >= 120


def test_trouble_that_does_not_end_is_told() -> None:
    with pytest.raises(ClusterUnreachableError):
        FakeNode([UNREACHABLE] * 100).send(actions_of("a"))
    with pytest.raises(ClusterUnreachableError, match="429 reason of b"):
        FakeNode([{"b": 429}] * 100).send(actions_of("a", "b"))


def test_a_document_that_cannot_be_kept_is_named_and_costs_no_other() -> None:
    node = FakeNode([{"b": 400}])
    sent = node.send(actions_of("a", "b", "c"))
    assert sent.refused == [("page of b", "reason of b")]
    assert sorted(node.kept) == ["a", "c"]


def test_a_request_that_is_too_large_is_halved_until_it_fits() -> None:
    too_large = ClusterAnswerError(reason="too large", status=413)

    class Small(FakeNode):
        def ask(self, lines: str) -> dict[str, Any]:
            if '"large"' in lines or lines.count("\n") > 4:
                raise too_large
            return super().ask(lines)

    node = Small([])
    sent = node.send(actions_of("a", "b", "large", "c", "d"))
    assert sorted(node.kept) == ["a", "b", "c", "d"]
    assert [about for about, _ in sent.refused] == ["page of large"]


@pytest.mark.parametrize("status", [403, 404])
def test_an_index_that_is_gone_or_shut_ends_it(status: int) -> None:
    with pytest.raises(ClusterAnswerError, match="reason of a"):
        node = FakeNode([{"a": status}])
        node.ask = as_missing(node.ask)  # type: ignore[method-assign]
        node.send(actions_of("a"))


def as_missing(ask: Callable) -> Callable:
    """Let a 404 be that of an index and not of a document."""

    def answer(lines: str) -> dict[str, Any]:
        found = ask(lines)
        for item in found["items"]:
            item["index"].pop("result", None)
            item["index"].setdefault("error", {"reason": "reason of a"})
        return found

    return answer


def test_removing_what_is_not_there_is_done() -> None:
    sent = FakeNode([{"a": 404}]).send([delete_action("a", "page of a")])
    assert sent.done == ["page of a"]


def test_who_is_refused_does_not_try_again() -> None:
    node = FakeNode([ClusterRefusedError(hosts="a", status=401)])
    with pytest.raises(ClusterRefusedError):
        node.send(actions_of("a"))
    assert len(node.requests) == 1


@given(
    st.lists(
        st.one_of(
            st.just(UNREACHABLE),
            st.just(LATE),
            st.dictionaries(st.sampled_from("abcdef"), st.sampled_from((429, 503))),
        ),
        max_size=12,
    ),
    st.sets(st.sampled_from("abcdef")),
)
def test_after_any_trouble_everything_is_there_once(
    script: list[Exception | dict[str, int]], unfit: set[str]
) -> None:
    class Picky(FakeNode):
        def ask(self, lines: str) -> dict[str, Any]:
            if self.script and isinstance(self.script[0], dict):
                self.script[0] = self.script[0] | dict.fromkeys(unfit, 400)
            elif not self.script:
                self.script.append(dict.fromkeys(unfit, 400))
            return super().ask(lines)

    node = Picky(script)
    sent = node.send(actions_of(*"abcdef"), 1e9)
    fit = sorted(set("abcdef") - unfit)
    assert sorted(node.kept) == fit
    assert sorted(sent.done) == [f"page of {id_}" for id_ in fit]
    assert sorted(a for a, _ in sent.refused) == [f"page of {i}" for i in sorted(unfit)]


class FakeCluster(Cluster):
    """A cluster of one fake node."""

    def __init__(self, node: FakeNode) -> None:
        super().__init__(ClusterSettings(("http://a:9200",)))
        self.node = node
        self.asked: list[tuple[str, dict[str, object]]] = []

    def ask(self, method: str, path: str, body: Any = None, **params: Any) -> Any:
        self.asked.append((path, params))
        return self.node.ask(body)


def test_requests_are_cut_by_number_and_size_and_nothing_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bulk, "MAX_DOCUMENTS", 4)
    monkeypatch.setattr(bulk, "MAX_BYTES", 300)
    node = FakeNode([])
    cluster = FakeCluster(node)
    sender = bulk.Bulk(cluster, "kho-000001-loading")
    ids = [f"{number:02}" for number in range(10)]
    for id_ in ids:
        sender.add(index_action(id_, {"body": "x" * (400 if id_ == "05" else 1)}, id_))
    found = [about for sent in sender.finish() for about in sent.done]
    sender.close()
    assert sorted(found) == ids == sorted(node.kept)
    assert sorted(map(len, node.requests)) == [2, 4, 4]
    # An index that is gone must not come into being by a request that is late.
    assert {path for path, _ in cluster.asked} == {"/kho-000001-loading/_bulk"}
    assert all(params["require_alias"] == "true" for _, params in cluster.asked)


def test_a_sender_whose_requests_fail_says_so_before_it_takes_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bulk, "MAX_DOCUMENTS", 1)
    refused = ClusterRefusedError(hosts="a", status=403)
    sender = bulk.Bulk(FakeCluster(FakeNode([refused] * 9)), "kho-000001-loading")
    with pytest.raises(ClusterRefusedError):
        for action in actions_of(*"abcdefgh"):
            sender.add(action)
        sender.finish()
    sender.close()


class Clock:
    """Time that goes by while it is slept."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def read(self) -> float:
        return self.now


INCOMPLETE = ClusterIncompleteError(reason="a shard is gone")


@pytest.mark.parametrize("trouble", [UNREACHABLE, LATE, INCOMPLETE])
def test_trouble_that_passes_is_waited_out(trouble: Exception) -> None:
    clock = Clock()

    def do() -> float:
        if clock.now < 120:
            raise trouble
        return clock.now

    assert 120 <= patiently(do, sleep=clock.sleep, clock=clock.read) < 140


def test_what_does_not_pass_is_told_at_once_and_what_lasts_in_the_end() -> None:
    clock = Clock()

    def fail(error: Exception) -> None:
        raise error

    with pytest.raises(ClusterRefusedError):
        patiently(
            lambda: fail(ClusterRefusedError(hosts="a", status=401)),
            sleep=clock.sleep,
            clock=clock.read,
        )
    assert clock.now == 0
    with pytest.raises(ClusterUnreachableError):
        patiently(lambda: fail(UNREACHABLE), sleep=clock.sleep, clock=clock.read)
    assert clock.now >= bulk.PATIENCE
