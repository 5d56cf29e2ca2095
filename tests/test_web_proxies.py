"""What proxies add is believed of as many as there are, and otherwise of nobody."""

import re

import pytest

from tests.web_fakes import FakeSearcher, make_client

FORWARDED = {
    "X-Forwarded-For": "203.0.113.1, 192.0.2.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "kho.example",
    "X-Forwarded-Prefix": "/kho",
}


def logged_client(caplog):
    return caplog.records[-1].fields["client"]


def test_nobody_is_believed_by_default(caplog):
    client = make_client(FakeSearcher())
    response = client.get("/", headers=FORWARDED)
    assert logged_client(caplog) == "127.0.0.1"
    assert "Strict-Transport-Security" not in response.headers
    assert "/kho" not in response.text and "kho.example" not in response.text


@pytest.mark.parametrize(
    ("proxies", "address"), [(1, "192.0.2.7"), (2, "203.0.113.1"), (3, "127.0.0.1")]
)
def test_the_client_is_who_the_last_trusted_proxy_says(caplog, proxies, address):
    make_client(FakeSearcher(), proxies=proxies).get("/", headers=FORWARDED)
    assert logged_client(caplog) == address


def test_pages_lead_to_where_the_proxy_has_them():
    client = make_client(FakeSearcher(), proxies=1)
    response = client.get("/?q=h%E1%BB%99i", headers=FORWARDED)
    assert 'href="/kho/static/style.css?v=' in response.text
    assert response.headers["Strict-Transport-Security"].startswith("max-age=")
    problem = client.get("/api/nope", headers=FORWARDED).json
    assert problem["type"] == "/kho/api#not-found"


def test_clients_behind_a_proxy_are_limited_one_by_one():
    client = make_client(FakeSearcher(), proxies=1, rate_limit=1)

    def status(address: str) -> int:
        return client.get("/", headers={"X-Forwarded-For": address}).status_code

    # What a client wrote itself stands before what the proxy adds.
    found = [status(each) for each in ("192.0.2.1", "192.0.2.2", "x, 192.0.2.1")]
    assert found == [200, 200, 429]


@pytest.mark.parametrize(
    "prefix", ["//evil.example", "/a//b", "https://evil.example", "/ă"]
)
def test_a_prefix_that_leads_to_another_host_is_left_out(prefix):
    client = make_client(FakeSearcher(), proxies=1)
    page = client.get("/", headers={"X-Forwarded-Prefix": prefix})
    assert 'href="/static/style.css?v=' in page.text
    assert "evil" not in page.text


NO_HOSTS = ("a" * 64, "a..b", ".", "<b>", "a b", "[::1", "a:99999", "a@b", "a/b", "")


@pytest.mark.parametrize(
    ("header", "host"),
    [
        *(("Host", host) for host in NO_HOSTS),
        *(("X-Forwarded-Host", host) for host in (*NO_HOSTS, "xn--a")),
    ],
)
def test_a_host_that_is_none_is_left_out_and_answered(header, host):
    client = make_client(FakeSearcher(), proxies=1)
    for path in ("/opensearch.xml", "/search.atom"):
        answer = client.get(path, headers={header: host})
        assert answer.status_code == 200
        assert "http://localhost/" in answer.text
    assert client.get("/nope", headers={header: host}).status_code == 404


@pytest.mark.parametrize(
    "host", ["kho.example:8000", "[::1]:8000", "192.0.2.7", "xn--kho-bo-tta.example"]
)
def test_whole_addresses_name_the_host_that_was_asked(host):
    client = make_client(FakeSearcher(), proxies=1)
    told = {"Host": "kho.example", "X-Forwarded-Host": host}
    description = client.get("/opensearch.xml", headers=told).text
    assert f'template="http://{host}/?q={{searchTerms}}"' in description
    feed = client.get("/search.atom?q=hoi", headers=told).text
    assert set(re.findall("<id>(.+?)/[as]", feed)) == {f"http://{host}"}
    assert f'<link rel="self" type="application/atom+xml" href="http://{host}/' in feed
