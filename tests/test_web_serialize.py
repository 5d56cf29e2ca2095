"""The JSON contract, key by key."""

import json

import pytest

from search.documents import documents_cited
from search.types import SearchRequest
from tests.web_fakes import FakeSearcher, make_client
from web.api.serialize import article_to_json, results_to_json
from web.exports.citations import cite


@pytest.fixture
def searcher():
    return FakeSearcher()


def answer_to(searcher, request):
    return results_to_json(searcher.search(request), request)


def test_results_have_exactly_the_keys_of_the_contract_in_its_order(searcher):
    answer = answer_to(searcher, SearchRequest("hội nghị"))
    assert list(answer) == (
        "query searched_instead widened total complete took_ms page per_page "
        "generation suggestion cut_prefixes hits facets next".split()
    )
    assert list(answer["hits"][0]) == (
        "id title title_highlights url source published authors persons score "
        "snippet also_in".split()
    )
    assert list(answer["hits"][0]["snippet"]) == ["text", "highlights"]
    assert list(answer["facets"]) == ["published", "persons", "incomplete"]
    assert list(answer["facets"]["published"]) == ["interval", "buckets", "unknown"]
    assert list(answer["facets"]["published"]["buckets"][0]) == ["from", "to", "count"]
    assert list(answer["facets"]["persons"][0]) == [
        "name",
        "count",
        "count_error",
        "selected",
        "excluded",
    ]


def test_highlights_are_ranges_of_code_points(searcher):
    answer = answer_to(searcher, SearchRequest("hoi nghi"))
    hit = answer["hits"][0]
    found = [hit["title"][start:end] for start, end in hit["title_highlights"]]
    assert found == ["Hội", "nghị"]
    assert hit["persons"][0] == {"name": "Lê Văn An", "role": "Bí thư Tỉnh ủy"}


def test_empty_buckets_are_kept(searcher):
    answer = answer_to(searcher, SearchRequest(persons=("Lê Văn An",)))
    facet = answer["facets"]["published"]
    assert facet["interval"] == "year"
    assert facet["buckets"][1] == {"from": "2021-01-01", "to": "2021-12-31", "count": 0}
    assert facet["unknown"] == 1


def test_an_article_is_given_whole_without_its_hash(searcher):
    article = searcher.articles[0]
    answer = article_to_json(article, (), (), cite(article, "http://kho.example/1"))
    assert (
        list(answer)
        == (
            "id title body published published_from authors persons source url "
            "path converted_from read also_in documents citation"
        ).split()
    )


def test_the_endpoint_answers_what_the_serializer_gives(searcher):
    client = make_client(searcher)
    answer = client.get("/api/search", query_string={"q": "hội nghị"})
    assert answer.content_type == "application/json"
    expected = answer_to(searcher, SearchRequest("hội nghị"))
    assert answer.json == json.loads(json.dumps(expected))
    assert "hội nghị" in answer.text  # not \u escapes
    answer = client.get("/api/articles/bao-tinh/001.html?lang=en")
    article = searcher.articles[0]
    documents = documents_cited(article.body)
    link = "http://localhost/articles/bao-tinh/001.html"
    assert answer.json == article_to_json(article, (), documents, cite(article, link))


def test_ids_with_slashes_and_marks_are_found_again(searcher):
    client = make_client(searcher)
    url = "/api/articles/l%E1%BA%A1%2F..%2Fa%2F%2Fb%3Fc%3D1%23d%2541.html"
    assert client.get(url).json["id"] == searcher.articles[6].id
