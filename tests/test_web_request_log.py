"""Every request has a line, a name, and no word of what was looked for."""

import json
import logging
import re
import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.types import SearchRequest
from tests.web_fakes import FakeSearcher, make_client
from web.middleware import logs
from web.middleware.request_log import shape_of, shown_client

SECRET = "điều bí mật"
FIELDS = set("request_id method route status ms bytes generation client".split())


@pytest.fixture
def searcher():
    return FakeSearcher()


@pytest.fixture
def lines(caplog):
    """The fields of the lines of requests so far."""

    def read():
        return [
            (record.levelname, record.fields)
            for record in caplog.records
            if record.name == "tracuu.requests"
        ]

    return read


@pytest.mark.parametrize(
    ("path", "route", "status"),
    [
        ("/", "/", 200),
        ("/api/search", "/api/search", 200),
        ("/api/articles/bao-tinh/001.html", "/api/articles/<path:article_id>", 200),
        ("/articles/nope", "/articles/<path:article_id>", 404),
        ("/people/Lê Văn An", "/people/<path:name>", 200),
        ("/people/lê văn an", "/people/<path:name>", 302),
        ("/people/bí mật", "/people/<path:name>", 404),
        ("/api/people/Lê Văn An", "/api/people/<path:name>", 200),
        ("/api/similar/bao-tinh/001.html", "/api/similar/<path:article_id>", 200),
        ("/api/cite/bao-tinh/001.html", "/api/cite/<path:article_id>", 200),
        ("/nope/bí-mật", None, 404),
        ("/livez", "/livez", 200),
    ],
)
def test_each_request_has_one_line_without_path_and_parameters(
    searcher, lines, path, route, status
):
    response = make_client(searcher).get(path, query_string={"lang": "en"})
    [(level, fields)] = lines()
    assert (level, fields.keys()) == ("INFO", FIELDS)
    assert (fields["route"], fields["status"]) == (route, status)
    assert fields["bytes"] == len(response.data)
    assert (fields["method"], fields["client"]) == ("GET", "127.0.0.1")
    assert 0 <= fields["ms"] < 60_000
    assert fields["request_id"] == response.headers["X-Request-Id"]
    assert fields["generation"] == (7 if path == "/api/search" else None)


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/api/search", "/articles/bao-tinh/001.html", "/search.atom"),
        *("/people/" + SECRET, "/api/people/" + SECRET, "/api/similar/" + SECRET),
        *("/api/cite/" + SECRET, "/api/suggest", "/api/suggest.opensearch"),
    ],
)
@pytest.mark.parametrize("slow_query_ms", [0, 60_000])
def test_what_is_looked_for_is_in_no_line(searcher, caplog, path, slow_query_ms):
    client = make_client(searcher, slow_query_ms=slow_query_ms)
    names = ("q", "person", "not_person", "find_person", "from")
    client.get(path, query_string=dict.fromkeys(names, SECRET))
    searcher.error = RuntimeError("inner text")
    client.get(path, query_string={"q": SECRET})
    client.get(path)
    logged = "".join(str(vars(record)) for record in caplog.records)
    assert "inner text" in logged and "001.html" not in logged
    assert not re.search("bí mật|b%C3%AD|b\\\\xed", logged)


def test_a_slow_request_is_a_warning_with_the_shape_of_its_query(searcher, lines):
    client = make_client(searcher, slow_query_ms=0, log_requests="slow")
    client.get(
        "/api/search?q=h%E1%BB%99i ngh%E1%BB%8B&person=A&from=2020&sort=newest&page=2"
    )
    [(level, fields)] = lines()
    assert level == "WARNING"
    assert fields["search"] == {
        **{"words": 2, "characters": 8, "persons": 1, "dates": True},
        **{"sort": "newest", "page": 2},
    }
    assert fields["engine_ms"] == 2.35
    assert fields.keys() == FIELDS | {"search", "engine_ms"}


def test_the_shape_of_a_search_tells_of_every_filter(searcher, lines):
    client = make_client(searcher, slow_query_ms=0)
    client.get("/api/search?not_person=A&not_person=B&date=unknown")
    [(_level, fields)] = lines()
    shape = {"words": 0, "characters": 0, "without": 2, "dates": True}
    assert fields["search"] == shape


@pytest.mark.parametrize("path", ["/api/search", "/api/search.csv"])
def test_a_slow_search_that_failed_has_its_shape_too(searcher, lines, path):
    searcher.error = RuntimeError("inner text")
    make_client(searcher, slow_query_ms=0).get(f"{path}?q=a b c")
    [(_level, fields)] = lines()
    assert (fields["search"]["words"], fields["engine_ms"]) == (3, None)


@pytest.mark.parametrize(
    ("log_queries", "slow_query_ms", "is_there"),
    [("always", 9999, True), ("slow", 0, True), ("slow", 9999, False)],
)
def test_queries_are_written_down_where_that_is_asked_for(
    searcher, lines, log_queries, slow_query_ms, is_there
):
    client = make_client(searcher, log_queries=log_queries, slow_query_ms=slow_query_ms)
    client.get("/api/search", query_string={"q": SECRET})
    [(_level, fields)] = lines()
    assert (fields.get("query") == SECRET) == is_there
    assert ("path" in fields) == is_there


def test_lines_can_be_done_without(searcher, lines):
    make_client(searcher, log_requests="slow", slow_query_ms=60_000).get("/")
    make_client(searcher, log_requests="none", slow_query_ms=0).get("/")
    assert lines() == []


def test_a_name_is_taken_from_a_trusted_proxy_alone(searcher):
    def answered(given: str, **settings: int) -> str:
        client = make_client(searcher, **settings)
        response = client.get("/api/nope", headers={"X-Request-Id": given})
        assert response.json["request_id"] == response.headers["X-Request-Id"]
        return response.json["request_id"]

    assert answered("proxy-1.a_b=", proxies=1) == "proxy-1.a_b="
    assert re.fullmatch("[0-9a-f]{16}", answered("proxy-1.a_b="))
    for bad in ("", "a b", "x" * 65, 'a"b', "á", "a;b"):
        assert re.fullmatch("[0-9a-f]{16}", answered(bad, proxies=1)), bad


def test_a_page_of_an_error_tells_its_name(searcher):
    response = make_client(searcher).get("/nope")
    assert response.headers["X-Request-Id"] in response.text


def test_a_fault_is_logged_with_the_name_of_its_request(searcher, capsys, monkeypatch):
    # What is set for the whole process is set back afterwards.
    for name in ("_srcfile", "logThreads", "logProcesses", "logMultiprocessing"):
        monkeypatch.setattr(logging, name, getattr(logging, name))
    searcher.error = RuntimeError("inner\ntext")
    client = make_client(searcher)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        logs.set_up_logging("json", lambda: "the-name")
        client.get("/api/search?q=a")
    finally:
        logging.captureWarnings(False)
        root.handlers[:] = handlers
        root.setLevel(level)
    fault, line = map(json.loads, capsys.readouterr().err.splitlines())
    assert (fault["level"], fault["request_id"]) == ("error", "the-name")
    assert fault["traceback"].endswith("RuntimeError: inner\ntext")
    assert (line["status"], line["message"]) == (500, "request")


def formatted(log_format: str, message: str, **fields: object) -> str:
    record = logging.LogRecord("x", logging.INFO, "", 0, "%s", (message,), None)
    if fields:
        record.fields = fields
    return logs._Formatter(log_format == "json", lambda: "id").format(record)


@given(st.text(), st.text() | st.none() | st.integers())
def test_a_message_cannot_begin_another_line(message, value):
    for log_format in ("json", "text"):
        line = formatted(log_format, message, value=value)
        assert line.splitlines() == [line] and line.isprintable()
        if log_format == "json":
            assert line.isascii()
            read = json.loads(line)
            assert (read["message"], read["value"]) == (message, value)


def test_text_is_for_people():
    line = formatted("text", "request", status=200, route="/", client=None, q="a b")
    assert re.fullmatch(r'2\S+Z INFO request status=200 route=/ q="a b"', line)


@given(st.text())
def test_a_value_in_text_cannot_be_taken_for_another(value):
    line = formatted("text", "request", client=value, status=200)
    _, _, _, client, status = shlex.split(line.replace("'", "x"))
    assert client.startswith("client=") and status == "status=200"


def test_a_traceback_in_text_is_indented():
    try:
        raise ValueError("one\nERROR two")
    except ValueError as exc:
        info = (type(exc), exc, exc.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, "", 0, "failed", (), info)
    first, *rest = logs._Formatter(False, lambda: None).format(record).splitlines()
    assert first.endswith("ERROR failed logger=x")
    assert all(line.startswith("  ") for line in rest)


@pytest.mark.parametrize(
    ("address", "how", "shown"),
    [
        ("2001:db8:1:2::3", "network", "2001:db8:1::/48"),
        ("192.0.2.7", "none", None),
        ("no address", "network", None),
        (None, "whole", None),
    ],
)
def test_as_much_of_an_address_is_logged_as_is_wanted(address, how, shown):
    assert shown_client(address, how) == shown


@given(st.text(max_size=99), st.booleans())
def test_the_shape_of_a_query_has_no_word_of_it(query, explain):
    shape = shape_of(SearchRequest(query, explain=explain))
    assert all(isinstance(value, int) for value in shape.values())
