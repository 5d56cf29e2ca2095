"""The OpenAPI document, held against what the service really answers."""

import json
from urllib.parse import quote

import jsonschema
import pytest
from jsonschema import Draft202012Validator

from search import Article
from search.documents import documents_cited
from search.errors import IndexNotFoundError
from search.types import MAX_PER_PAGE, MAX_QUERY_LENGTH
from tests.web_fakes import FakeSearcher, make_client
from web.api.serialize import article_to_json
from web.config import Access
from web.exports.citations import cite


@pytest.fixture
def searcher():
    return FakeSearcher()


@pytest.fixture
def document(client):
    return client.get("/openapi.json").json


def resolve(document, node):
    while "$ref" in node:
        reference, node = node["$ref"], document
        for part in reference.removeprefix("#/").split("/"):
            node = node[part]
    return node


def check_answer(document, path, response):
    responses = document["paths"][path]["get"]["responses"]
    described = resolve(document, responses[str(response.status_code)])
    content = described["content"][response.content_type]
    content_type = response.content_type
    schema = {**content["schema"], "components": document["components"]}
    is_json = content_type.endswith("json")
    jsonschema.validate(
        response.json if is_json else response.text,
        schema,
        cls=Draft202012Validator,
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )


def answers():
    yield "/api/search", "/api/search"
    yield "/api/search", "/api/search?q=hoi nghi&person=Lê Văn An&from=2020&page=1"
    yield "/api/search", "/api/search?q=hội ngị"
    yield "/api/search", "/api/search?q=lạ"
    yield "/api/search", "/api/search?from=x"
    yield "/api/search", "/api/search?x=y"
    yield "/api/search", "/api/search?q=*"
    yield "/api/search", "/api/search?q=hoi nghi&per_page=1"
    yield "/api/search", "/api/search?cursor=x"
    yield "/api/search.csv", "/api/search.csv?q=hoi nghi"
    yield "/api/search.csv", "/api/search.csv?page=1"
    yield "/api/search.jsonl", "/api/search.jsonl?q=hoi nghi"
    yield "/api/search.jsonl", "/api/search.jsonl?page=1"
    yield "/search.atom", "/search.atom?q=hoi nghi"
    yield "/search.atom", "/search.atom?page=1"
    yield "/opensearch.xml", "/opensearch.xml"
    yield "/opensearch.xml", "/opensearch.xml?q=1"
    yield "/api/suggest", "/api/suggest?q=h"
    yield "/api/suggest.opensearch", "/api/suggest.opensearch?q=h"
    yield "/api/suggest.opensearch", "/api/suggest.opensearch?limit=0"
    for number in range(1, 7):
        yield "/api/articles/{id}", f"/api/articles/bao-tinh/{number:03}.html"
    yield "/api/articles/{id}", "/api/articles/nope"
    yield "/api/articles/{id}", "/api/articles/nope?x=1"
    for name in ("Lê Văn An", "nguyễn thị bình", "Tran Duc Cuong"):
        yield "/api/people/{name}", f"/api/people/{name}"
    for name in ("Lê Văn Án", "x", "a" * 201, "/", "Lê Văn An?x=1"):
        yield "/api/people/{name}", f"/api/people/{name}"
    for number in range(1, 7):
        yield "/api/cite/{id}", f"/api/cite/bao-tinh/{number:03}.html"
        yield "/api/similar/{id}", f"/api/similar/bao-tinh/{number:03}.html"
    yield "/api/cite/{id}", "/api/cite/bao-tinh/001.html?style=bibtex"
    yield "/api/cite/{id}", "/api/cite/bao-tinh/001.html?style=apa"
    yield "/api/cite/{id}", "/api/cite/nope"
    yield "/api/similar/{id}", "/api/similar/nope"
    yield "/api/similar/{id}", "/api/similar/nope?x=1"
    yield "/livez", "/livez"
    yield "/readyz", "/readyz"
    yield "/openapi.json", "/openapi.json"


@pytest.mark.parametrize(("path", "url"), list(answers()))
def test_real_answers_have_the_shape_described(document, client, path, url):
    check_answer(document, path, client.get(url))


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("/api/search", "/api/search"),
        ("/api/search.csv", "/api/search.csv"),
        ("/api/search.jsonl", "/api/search.jsonl"),
        ("/search.atom", "/search.atom"),
        ("/api/suggest.opensearch", "/api/suggest.opensearch?q=h"),
        ("/api/articles/{id}", "/api/articles/x"),
        ("/api/people/{name}", "/api/people/x"),
        ("/api/cite/{id}", "/api/cite/x"),
        ("/api/similar/{id}", "/api/similar/x"),
        ("/readyz", "/readyz"),
    ],
)
def test_unavailable_and_broken_services_answer_as_described(
    document, client, searcher, path, url
):
    searcher.error = IndexNotFoundError(path="x")
    check_answer(document, path, client.get(url))


def test_refusals_are_described_wherever_they_come(document, searcher):
    private = make_client(searcher, access=Access(token="0123456789abcdef"))
    limited = make_client(searcher, rate_limit=1)
    for path, methods in document["paths"].items():
        url = path.replace("{id}", "bao-tinh/001.html").replace("{name}", "Lê Văn An")
        answers = [
            private.get(url, data="x"),
            private.get(url),
            *(limited.get(url) for _ in range(2)),
        ]
        assert answers[0].status_code == 413
        for answer in answers:
            assert str(answer.status_code) in methods["get"]["responses"], path
            if answer.status_code in (401, 413, 429):
                check_answer(document, path, answer)


def test_the_document_names_every_address_that_answers_json(document, client):
    rules = {
        rule.rule.replace("<path:article_id>", "{id}").replace("<path:name>", "{name}")
        for rule in client.application.url_map.iter_rules()
    }
    pages = {"/", "/api", "/api/try/<operation_id>", "/articles/{id}", "/metrics"}
    pages |= {"/people/{name}"}
    assert document["paths"].keys() == rules - pages - {"/static/<path:filename>"}


def test_schemas_and_examples_agree(document):
    schemas = document["components"]["schemas"]
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    examples = 0
    for methods in document["paths"].values():
        for answer in methods["get"]["responses"].values():
            for content in resolve(document, answer).get("content", {}).values():
                if "example" in content:
                    schema = {**content["schema"], "components": {"schemas": schemas}}
                    jsonschema.validate(
                        content["example"], schema, cls=Draft202012Validator
                    )
                    examples += 1
    assert examples > 4


def test_just_what_can_be_asked_for_again_is_described_as_unchanged(document, client):
    seen = set()
    for path, url in answers():
        response = client.get(url)
        if response.status_code == 200 and path not in seen:
            seen.add(path)
            described = document["paths"][path]["get"]["responses"]
            assert ("ETag" in response.headers) == ("304" in described), path
    assert seen == set(document["paths"])


def test_highlights_of_the_example_mark_the_query(document):
    responses = document["paths"]["/api/search"]["get"]["responses"]
    example = responses["200"]["content"]["application/json"]["example"]
    [hit] = example["hits"]
    for text, ranges in (
        (hit["title"], hit["title_highlights"]),
        (hit["snippet"]["text"], hit["snippet"]["highlights"]),
    ):
        [[start, end]] = ranges
        assert text[start:end].lower() == example["query"]


def test_the_example_article_cites_and_is_cited_as_a_real_one(document):
    responses = document["paths"]["/api/articles/{id}"]["get"]["responses"]
    example = responses["200"]["content"]["application/json"]["example"]
    known = {"id", "title", "body", "published", "published_from", "path"}
    article = Article(
        **{name: example[name] for name in known},
        content_hash="",
        authors=tuple(example["authors"]),
        source=example["source"],
        url=example["url"],
    )
    cited = article_to_json(
        article, (), documents_cited(article.body), cite(article, "http://kho.example")
    )
    assert cited["documents"] == example["documents"]
    assert cited["citation"] == example["citation"]


def test_the_example_of_every_parameter_is_accepted(document, client):
    for parameter in document["paths"]["/api/search"]["get"]["parameters"]:
        jsonschema.validate(parameter["example"], parameter["schema"])
        example = parameter["example"]
        value = example[0] if isinstance(example, list) else example
        text = json.dumps(value) if isinstance(value, bool) else str(value)
        url = f"/api/search?{parameter['name']}={quote(text)}"
        assert client.get(url).status_code == 200, url


def test_limits_are_those_of_the_search(document):
    schemas = {
        parameter["name"]: parameter["schema"]
        for parameter in document["paths"]["/api/search"]["get"]["parameters"]
    }
    assert schemas["q"]["maxLength"] == MAX_QUERY_LENGTH
    assert schemas["per_page"]["maximum"] == MAX_PER_PAGE


def test_the_document_speaks_the_readers_language(client):
    def summary(url):
        return client.get(url).json["paths"]["/api/search"]["get"]["summary"]

    assert summary("/openapi.json") == "Tìm trong kho lưu trữ"
    assert summary("/openapi.json?lang=en") == "Search the archive"
