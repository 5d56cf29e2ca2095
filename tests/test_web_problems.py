"""Every error has one shape, the right status, and tells nothing of the machine."""

import inspect
from dataclasses import replace

import pytest

import search.errors
import web.errors
from search.errors import (
    IndexCorruptError,
    IndexFormatError,
    IndexNotFoundError,
    TraCuuError,
)
from tests.web_fakes import FakeSearcher
from web.errors import ServeError
from web.middleware.problems import INTERNAL, KIND_OF_ERROR, KINDS, find_kind

PATH = "/srv/secret/index"
STORAGE_ERRORS = {
    "no-index": IndexNotFoundError(path=PATH),
    "index-format": IndexFormatError(path=PATH, found=1, supported=2),
    "index-damaged": IndexCorruptError(path=PATH, reason="short"),
}


@pytest.fixture
def searcher():
    return FakeSearcher()


def check_problem(response, status, slug):
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    problem = response.json
    assert {"type", "title", "status", "detail", "request_id"} <= problem.keys()
    assert problem.keys() <= set(
        "type title status detail request_id parameter expected offset "
        "candidates".split()
    )
    assert problem["type"] == f"/api#{slug}"
    assert problem["status"] == status
    assert (response.headers.get("Retry-After") is not None) == (status in (429, 503))
    assert problem["request_id"] == response.headers["X-Request-Id"]
    return problem


def all_error_classes():
    for module in (search.errors, web.errors):
        for _, each in inspect.getmembers(module, inspect.isclass):
            if issubclass(each, TraCuuError) and not issubclass(each, ServeError):
                yield each


@pytest.mark.parametrize("error_class", sorted(set(all_error_classes()), key=str))
def test_every_error_of_search_and_web_has_its_own_kind(error_class):
    assert error_class in KIND_OF_ERROR
    if error_class is not TraCuuError:
        assert find_kind(error_class.__new__(error_class)) is not INTERNAL


def test_a_new_error_class_falls_to_its_base():
    class NewStorageError(IndexCorruptError):
        pass

    kind = find_kind(NewStorageError(path=PATH, reason="?"))
    assert kind.slug == "index-damaged"


def test_a_bad_parameter_is_named_with_what_was_expected(client):
    problem = check_problem(
        client.get("/api/search?from=x&lang=en"), 400, "invalid-parameter"
    )
    assert problem["parameter"] == "from"
    assert problem["expected"].startswith("a date such as")
    assert problem["detail"] == (
        "“x” cannot be used for “from”: expected a date such as 17/08/2020, 08/2020, "
        "2020 or 2020-08-17"
    )


def test_problems_speak_vietnamese_unless_asked(client):
    problem = check_problem(client.get("/api/search?from=x"), 400, "invalid-parameter")
    assert problem["title"] == "Giá trị của tham số không hợp lệ"
    assert "cần một ngày như" in problem["detail"]


def test_an_unknown_parameter_is_a_problem_everywhere_in_json(client):
    problem = check_problem(client.get("/api/search?Q=x"), 400, "unknown-parameter")
    assert problem["parameter"] == "Q"
    assert problem["expected"].startswith("q, person")
    check_problem(client.get("/api/articles/x?q=1"), 400, "unknown-parameter")


def test_an_unknown_language_is_a_problem_in_json_only(client):
    check_problem(client.get("/api/search?lang=fr"), 400, "invalid-parameter")
    check_problem(
        client.get("/api/articles/bao-tinh/001.html?lang=fr"), 400, "invalid-parameter"
    )
    assert client.get("/?lang=fr").status_code == 200


def test_a_query_problem_tells_its_place(client):
    problem = check_problem(client.get("/api/search?q=a*"), 400, "invalid-query")
    assert (problem["parameter"], problem["offset"]) == ("q", 1)
    assert problem["detail"] == "a star in “a*”"


def test_a_missing_article_is_a_problem_or_a_page(client):
    check_problem(client.get("/api/articles/nope"), 404, "article-not-found")
    page = client.get("/articles/nope")
    assert page.status_code == 404
    assert "Không có bài viết này" in page.text


@pytest.mark.parametrize("slug", STORAGE_ERRORS)
@pytest.mark.parametrize("path", ["/api/search", "/api/articles/x", "/readyz"])
def test_an_index_that_cannot_be_opened_is_503_and_names_no_folder(
    client, searcher, slug, path
):
    searcher.error = STORAGE_ERRORS[slug]
    response = client.get(path)
    check_problem(response, 503, slug)
    assert PATH not in response.text


@pytest.mark.parametrize("path", ["/", "/?q=a", "/articles/x"])
def test_pages_tell_the_same_as_pages(client, searcher, path):
    searcher.error = STORAGE_ERRORS["no-index"]
    response = client.get(path)
    assert response.status_code == 503
    assert response.content_type.startswith("text/html")
    assert response.headers["Retry-After"]
    assert "Chưa có bài nào được lập chỉ mục" in response.text
    assert PATH not in response.text


def test_the_process_is_alive_without_an_index(client, searcher):
    searcher.error = STORAGE_ERRORS["index-damaged"]
    assert client.get("/livez").json == {"status": "ok"}


def test_readiness_tells_generation_and_articles(client):
    assert client.get("/readyz").json == {
        "status": "ready",
        "generation": 7,
        "articles": 7,
    }


def test_readiness_tells_what_is_damaged_where_another_generation_answers(
    client, searcher, monkeypatch
):
    status = replace(searcher.status(), damaged="000008")
    monkeypatch.setattr(searcher, "status", lambda **_: status)
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json["status"] == "fallback"
    assert (response.json["generation"], response.json["damaged"]) == (7, "000008")


@pytest.mark.parametrize("path", ["/api/search", "/"])
def test_a_bug_is_500_and_its_text_stays_in_the_log(client, searcher, caplog, path):
    searcher.error = RuntimeError("inner text")
    response = client.get(path, query_string={"q": "điều bí mật"})
    assert response.status_code == 500
    assert "inner text" not in response.text
    assert "inner text" in caplog.text
    assert "bí mật" not in caplog.text


def test_unknown_addresses_and_methods_have_the_shape_too(client):
    check_problem(client.get("/api/nope"), 404, "not-found")
    response = client.post("/api/search")
    check_problem(response, 405, "method-not-allowed")
    assert "GET" in response.headers["Allow"]
    assert client.get("/nope").content_type.startswith("text/html")
    assert client.post("/").status_code == 405


def test_the_type_of_every_problem_leads_to_its_explanation(client):
    page = client.get("/api").text
    for kind in KINDS:
        assert f'id="{kind.slug}"' in page


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=%ff%fe", "q=%", "q=%zz", "q=%ED%A0%80", "person=%00", "from=%00"]
    + ["%00=1", "%ff=%ff", "q=a&q=b", "page=%C2%B2", "&&=&", "lang=%00", "_anchor=x"]
    + ["_external=1&_scheme=javascript", "endpoint=1", "article_id=x", "self=1"],
)
@pytest.mark.parametrize(
    "path", ["/", "/api/search", "/articles/bao-tinh/001.html", "/nope", "/api"]
)
def test_hostile_query_strings_never_give_500(client, path, query):
    response = client.get(f"{path}?{query}")
    assert response.status_code in (200, 400, 404), response.text


@pytest.mark.parametrize("id_", ["%00", "%ff", "%ED%A0%80", "../../etc/passwd", "/"])
def test_hostile_ids_are_not_found(client, id_):
    assert client.get(f"/articles/{id_}").status_code == 404
    assert client.get(f"/api/articles/{id_}").status_code == 404
