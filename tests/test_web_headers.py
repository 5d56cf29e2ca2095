"""All kinds of answers carry the headers, and none carries a path of the machine."""

import re
from pathlib import Path

import pytest

import web
from search.errors import (
    ArticleNotFoundError,
    IndexCorruptError,
    IndexFormatError,
    IndexNotFoundError,
    IndexStorageError,
    QueryError,
)
from tests.helpers import ROOT
from tests.web_fakes import (
    FOREIGN,
    FakeSearcher,
    make_client,
    without_our_scripts,
)
from web.config import Access

TEMPLATES = sorted((Path(web.__file__).parent / "templates").glob("**/*.html"))
INDEX = "/srv/secret/tracuu-index"
ANSWERS = {
    "page": ("GET", "/", 200),
    "results": ("GET", "/?q=h%E1%BB%99i", 200),
    "article": ("GET", "/articles/bao-tinh/001.html?q=h%E1%BB%99i", 200),
    "person": ("GET", "/people/L%C3%AA%20V%C4%83n%20An", 200),
    "other spelling": ("GET", "/people/le%20van%20an", 302),
    "no person": ("GET", "/people/nope", 404),
    "explanation": ("GET", "/api", 200),
    "json": ("GET", "/api/search?q=a", 200),
    "suggestions": ("GET", "/api/suggest?q=a", 200),
    "description": ("GET", "/openapi.json", 200),
    "lines": ("GET", "/api/search.jsonl?q=a", 200),
    "feed": ("GET", "/search.atom?q=a", 200),
    "plug-in": ("GET", "/opensearch.xml", 200),
    "address bar": ("GET", "/api/suggest.opensearch?q=a", 200),
    "head": ("HEAD", "/api/search?q=a", 200),
    "options": ("OPTIONS", "/api/search", 200),
    "static": ("GET", "/static/style.css", 200),
    "picture": ("GET", "/static/icon.svg", 200),
    "redirect": ("GET", "/api/try/article?id=a", 302),
    "bad parameter": ("GET", "/api/search?from=x", 400),
    "unknown parameter": ("GET", "/api/search?x=x", 400),
    "bad query": ("GET", "/api/search?q=*", 400),
    "no page": ("GET", "/nope", 404),
    "no address": ("GET", "/api/nope", 404),
    "no file": ("GET", "/static/nope", 404),
    "out of the folder": ("GET", "/static/../app.py", 404),
    "no article": ("GET", "/articles/nope", 404),
    "wrong method": ("DELETE", "/", 405),
    "odd method": ("BREW", "/api/search", 405),
    "metrics": ("GET", "/metrics", 200),
    "alive": ("GET", "/livez", 200),
    "ready": ("GET", "/readyz", 200),
}
ERRORS = [
    IndexNotFoundError(path=INDEX),
    IndexFormatError(path=INDEX, found=1, supported=2),
    IndexCorruptError(path=INDEX, reason=f"{INDEX}/MAIN_1.pst is short"),
    IndexStorageError(),
    ArticleNotFoundError(id="x"),
    QueryError("not so", 0, query="x"),
    RuntimeError(f"{INDEX} {ROOT} {Path.home()}"),
    OSError(5, "Input/output error", INDEX),
    MemoryError(),
]


def check_headers(response) -> None:
    headers = response.headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'")
    assert "unsafe" not in policy
    assert "script-src 'self'; connect-src 'self'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert re.fullmatch("[0-9a-f]{16}", headers["X-Request-Id"])
    for name in ("Content-Security-Policy", "X-Frame-Options", "Cache-Control"):
        assert len(headers.getlist(name)) == 1
    assert not {"Set-Cookie", "Server", "X-Powered-By"} & set(headers.keys())


def check_tells_nothing_of_the_machine(response) -> None:
    told = f"{response.headers}{response.text}"
    for secret in (INDEX, str(ROOT), str(Path.home()) + "/", "Traceback", ".py"):
        assert secret not in told.replace("/static/../app.py", ""), secret


@pytest.mark.parametrize("kind", ANSWERS)
def test_answers_of_every_kind_carry_the_headers(kind):
    method, path, status = ANSWERS[kind]
    with make_client(FakeSearcher()).open(path, method=method) as response:
        assert response.status_code == status
        check_headers(response)
        check_tells_nothing_of_the_machine(response)
        assert response.headers["Cache-Control"] == "no-cache"
        assert "Strict-Transport-Security" not in response.headers
        if response.mimetype == "text/html":
            assert not re.search(FOREIGN, without_our_scripts(response.text))


@pytest.mark.parametrize("kind", ANSWERS)
def test_what_few_may_read_is_kept_in_no_cache(kind):
    method, path, _status = ANSWERS[kind]
    client = make_client(FakeSearcher(), access=Access(token="a" * 16))
    shown = {"Authorization": "Bearer " + "a" * 16}
    for headers in ({}, shown):
        with client.open(path, method=method, headers=headers) as response:
            check_headers(response)
            kept = "no-cache" if path.startswith("/static/") else "no-store"
            if kept == "no-store" or response.status_code == 200:
                assert response.headers["Cache-Control"] == f"private, {kept}"


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("path", [each[1] for each in ANSWERS.values()])
def test_no_error_tells_anything_of_the_machine(error, path):
    searcher = FakeSearcher()
    searcher.error = error
    with make_client(searcher).get(path) as response:
        check_headers(response)
        check_tells_nothing_of_the_machine(response)


@pytest.mark.parametrize("body", [b"a", b"q=a", b"x" * 100_000])
@pytest.mark.parametrize("path", ["/", "/api/search", "/livez", "/static/style.css"])
def test_bodies_are_refused(path, body):
    response = make_client(FakeSearcher()).get(path, data=body)
    assert response.status_code == 413
    check_headers(response)
    if path == "/api/search":
        assert response.json["type"] == "/api#body-refused"


def test_a_body_of_unknown_length_is_refused_and_an_empty_one_is_none():
    client = make_client(FakeSearcher())
    chunked = {"Transfer-Encoding": "chunked"}
    assert client.get("/api/search", headers=chunked).status_code == 413
    assert client.get("/api/search", headers={"Content-Length": "0"}).status_code == 200
    assert client.post("/api/search", data=b"a").status_code == 405


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_have_no_inline_script_no_style_and_no_unescaped_values(template):
    text = template.read_text("utf-8")
    ours = r"""<script src="{{ asset\('[a-z]+\.js'\) }}" type="module"></script>"""
    assert not re.search(FOREIGN + "|javascript:", re.sub(ours, "", text))
    assert not re.search(r"\|\s*safe\b|autoescape|Markup", text)
