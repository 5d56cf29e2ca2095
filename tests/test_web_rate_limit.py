"""A client that asks too often waits; nobody else does, and no process forgets."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_web_problems import check_problem
from tests.web_fakes import FakeSearcher, make_client
from web.middleware import rate_limit
from web.middleware.rate_limit import MINUTE, RateTable, client_of


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(rate_limit, "time", clock)
    return clock


def from_address(address):
    return {"REMOTE_ADDR": address}


def test_a_minute_s_requests_may_come_at_once_and_then_one_at_a_time(clock):
    table = RateTable()
    assert [table.take("a", 3) for _ in range(3)] == [0, 0, 0]
    assert table.take("a", 3) == pytest.approx(20)
    clock.now += 19
    assert table.take("a", 3) == pytest.approx(1)
    clock.now += 1
    assert table.take("a", 3) == 0
    assert table.take("a", 3) > 0
    clock.now += MINUTE
    assert [table.take("a", 3) for _ in range(3)] == [0, 0, 0]


def test_waiting_is_told_without_counting(clock):
    table = RateTable()
    assert [table.wait("a", 1) for _ in range(5)] == [0] * 5
    assert table.take("a", 1) == 0
    assert table.wait("a", 1) == pytest.approx(MINUTE)


@given(
    st.integers(1, 7),
    st.lists(
        st.tuples(st.floats(0, 40), st.sampled_from("abc")), min_size=1, max_size=60
    ),
)
def test_requests_are_let_in_as_a_bucket_that_leaks_lets_them(per_minute, steps):
    # The oracle: a bucket for each client holds a minute's requests and leaks evenly.
    level, seen, clock = {}, {}, Clock()
    table = RateTable()
    rate_limit_time, rate_limit.time = rate_limit.time, clock
    try:
        for seconds, client in steps:
            clock.now += seconds
            leaked = (clock.now - seen.get(client, clock.now)) * per_minute / MINUTE
            filled = max(0.0, level.get(client, 0.0) - leaked)
            seen[client] = clock.now
            room = per_minute - (filled + 1)
            is_in = table.take(client, per_minute) == 0
            level[client] = filled + is_in
            if abs(room) > 0.01:
                assert is_in == (room > 0)
    finally:
        rate_limit.time = rate_limit_time


def test_processes_that_were_forked_count_together():
    table = RateTable()
    for _ in range(2):
        if (pid := os.fork()) == 0:
            os._exit(0 if table.take("a", 3) == 0 else 1)
        assert os.waitpid(pid, 0)[1] == 0
    assert table.take("a", 3) == 0
    assert table.take("a", 3) > 0


def test_where_all_cells_are_taken_the_one_that_asked_longest_ago_is_forgotten(
    monkeypatch, clock
):
    monkeypatch.setattr(rate_limit, "_N_ROWS", 1)
    table = RateTable()
    for client in "abcd":
        assert table.take(client, 1) == 0
        clock.now += 1
    assert table.take("e", 1) == 0
    assert table.take("a", 1) == 0
    assert table.take("d", 1) > 0


@given(st.ip_addresses(v=6), st.integers(0, 2**64 - 1))
def test_all_addresses_of_an_ipv6_network_are_one_client(address, host):
    other = type(address)(int(address) >> 64 << 64 | host)
    if address.ipv4_mapped is None and other.ipv4_mapped is None:
        assert client_of(str(address)) == client_of(str(other))
        assert client_of(f"{address}%eth0") == client_of(str(address))


@given(st.ip_addresses(v=4), st.ip_addresses(v=4))
def test_every_ipv4_address_is_a_client(one, other):
    assert (client_of(str(one)) == client_of(str(other))) == (one == other)
    assert client_of(f"::ffff:{one}") == client_of(str(one))


@given(st.none() | st.text(max_size=30))
def test_any_address_has_a_client(address):
    assert client_of(address)


def test_too_many_requests_are_told_to_wait_and_others_go_on():
    client = make_client(FakeSearcher(), rate_limit=2)
    for _ in range(2):
        assert client.get("/api/search?q=a").status_code == 200
    response = client.get("/api/search?q=a")
    check_problem(response, 429, "too-many-requests")
    assert 1 <= int(response.headers["Retry-After"]) <= 30
    page = client.get("/?q=a")
    assert (page.status_code, page.mimetype) == (429, "text/html")
    assert int(page.headers["Retry-After"]) >= 1
    for path in ("/livez", "/readyz", "/static/style.css"):
        with client.get(path) as response:
            assert response.status_code == 200
    other = from_address("192.0.2.9")
    assert client.get("/api/search?q=a", environ_overrides=other).status_code == 200
    assert (
        "tracuu_rate_limited_total 2.0"
        in client.get("/metrics", environ_overrides=other).text
    )


def test_nothing_is_limited_unless_asked_for():
    client = make_client(FakeSearcher())
    assert {client.get("/api/search").status_code for _ in range(80)} == {200}
