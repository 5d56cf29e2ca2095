"""Who has an answer already is told so, and nothing is searched."""

import os
from dataclasses import replace

import pytest

from index import generations
from index.article import Article
from search.errors import IndexNotFoundError
from search.searcher import open_searcher
from tests.helpers import build_index
from tests.helpers import make_article as make_real_article
from tests.web_fakes import FakeSearcher, make_client
from web.config import Access, WebConfig
from web.fingerprint import fingerprint_of
from web.middleware.notes import note_wait

TAGGED = ["/", "/?q=hoi", "/?q=*&from=x", "/articles/bao-tinh/001.html?q=hoi", "/api"]
TAGGED += ["/api/search?q=hoi", "/api/suggest?q=h", "/openapi.json"]
TAGGED += ["/api/articles/bao-tinh/001.html"]
UNTAGGED = ["/livez", "/readyz", "/metrics", "/api/search.csv?q=hoi", "/none"]
UNTAGGED += ["/api/search?from=x", "/api/search?q=*", "/articles/none"]


class Searcher(FakeSearcher):
    """A searcher whose generation can be changed, and what it does is counted."""

    def __init__(self):
        super().__init__()
        self.generation = 7
        self.created_at = "2026-01-02T03:04:05"
        self.n_searches = 0
        self.is_facet_missing = False
        self.in_a_search = lambda: None

    def status(self, **options):
        return replace(
            super().status(**options),
            generation=self.generation,
            created_at=self.created_at,
        )

    def search(self, request, **options):
        self.n_searches += 1
        found = replace(super().search(request, **options), generation=self.generation)
        if self.is_facet_missing:
            found = replace(
                found, facets=replace(found.facets, incomplete=("persons",))
            )
        self.in_a_search()
        return found

    def article(self, article_id: str, **options) -> Article:
        self.n_searches += 1
        return super().article(article_id, **options)


@pytest.fixture
def searcher():
    return Searcher()


def tag_of(client, path="/?q=hoi", **headers):
    return client.get(path, headers=headers).headers.get("ETag")


def ask_again(client, tag, path="/?q=hoi", **headers):
    return client.get(path, headers={"If-None-Match": tag, **headers})


@pytest.mark.parametrize("path", TAGGED)
def test_who_has_the_answer_is_told_so_without_a_search(client, searcher, path):
    first = client.get(path)
    tag = first.headers["ETag"]
    assert tag.startswith('W/"')
    n_searches = searcher.n_searches
    again = ask_again(client, tag, path)
    assert again.status_code == 304
    assert again.data == b""
    assert searcher.n_searches == n_searches
    for name in ("ETag", "Cache-Control", "Vary"):
        assert set(again.headers[name].split(", ")) >= {
            *first.headers[name].split(", ")
        } - {"Accept-Encoding"}, name
    assert "Content-Type" not in again.headers
    head = client.head(path, headers={"If-None-Match": tag})
    assert head.status_code == 304


@pytest.mark.parametrize("path", UNTAGGED)
def test_other_answers_have_no_tag(client, path):
    assert tag_of(client, path) is None


def test_a_tag_is_found_among_several_and_a_star_is_none(client):
    tag = tag_of(client)
    assert ask_again(client, f'"x", {tag}, W/"y"').status_code == 304
    assert ask_again(client, tag.removeprefix("W/")).status_code == 304
    for other in ('"x"', "*", "", "W/", '"' * 50):
        assert ask_again(client, other).status_code == 200, other


def test_each_thing_that_an_answer_is_made_of_changes_the_tag(client, searcher):
    tags = {
        tag_of(client),
        tag_of(client, "/?q=hoi&sort=newest"),
        tag_of(client, "/?q=hoi&"),
        tag_of(client, "/api/search?q=hoi"),
        tag_of(client, **{"Accept-Language": "en"}),
        tag_of(client, "/?q=hoi&lang=vi"),
        tag_of(client, Host="other.example"),
        tag_of(make_client(searcher, site_name="Kho báo")),
    }
    assert len(tags) == 8
    assert None not in tags
    searcher.created_at = "2026-01-02T03:04:06"
    assert tag_of(client) not in tags
    searcher.generation = 8
    assert tag_of(client) not in tags


def test_a_proxy_s_prefix_scheme_and_host_change_the_tag(searcher):
    client = make_client(searcher, proxies=1)
    tags = [
        tag_of(client, **{f"X-Forwarded-{name}": value})
        for name, value in [("Prefix", "/kho"), ("Host", "a.vn"), ("Proto", "https")]
    ]
    assert len({*tags, tag_of(client)}) == 4


def test_the_language_that_the_browser_wishes_for_is_part_of_the_tag(client):
    tag = tag_of(client, **{"Accept-Language": "en"})
    assert ask_again(client, tag).status_code == 200
    again = ask_again(client, tag, **{"Accept-Language": "en-GB, vi;q=0.1"})
    assert again.status_code == 304


def test_a_tag_is_good_whatever_the_encoding(client):
    tag = tag_of(client, **{"Accept-Encoding": "gzip"})
    assert tag.startswith("W/")
    assert ask_again(client, tag).status_code == 304
    again = ask_again(client, tag, **{"Accept-Encoding": "zstd"})
    assert again.status_code == 304
    assert "Accept-Encoding" in again.vary


def test_an_answer_of_another_generation_than_was_looked_at_has_no_tag(
    client, searcher
):
    def publish():
        searcher.generation = 8

    searcher.in_a_search = publish
    assert tag_of(client) is None
    searcher.in_a_search = lambda: None
    assert tag_of(client) is not None


def test_an_answer_from_between_two_changes_has_no_tag(client, searcher):
    # Damage was found in 8 after 7 was looked at, and 7 answers again.
    def search(request, **options):
        return replace(FakeSearcher().search(request), generation=8)

    searcher.search = search
    assert tag_of(client) is None


def test_an_answer_that_something_was_left_out_of_has_no_tag(client, searcher):
    searcher.is_facet_missing = True
    assert tag_of(client) is None
    searcher.is_facet_missing = False
    assert tag_of(client) is not None


@pytest.mark.parametrize("path", ["/?q=hoi", "/api/search?q=hoi"])
def test_an_answer_for_which_there_was_little_time_has_no_tag(searcher, path):
    client = make_client(searcher, time_limit=100)
    try:
        note_wait(79.0)
        assert tag_of(client, path) is not None
        # Of what the hits can do without something may be left out, silently.
        note_wait(80.5)
        assert client.get(path).status_code == 200
        assert tag_of(client, path) is None
    finally:
        note_wait(0.0)


def test_answers_of_a_private_archive_have_no_tag(searcher):
    client = make_client(searcher, access=Access(token="a" * 16))
    headers = {"Authorization": "Bearer " + "a" * 16}
    for path in TAGGED:
        response = client.get(path, headers=headers)
        assert response.status_code == 200
        assert "ETag" not in response.headers
    known = {**headers, "If-None-Match": tag_of(make_client(searcher))}
    assert client.get("/?q=hoi", headers=known).status_code == 200


def test_without_an_index_nothing_has_a_tag_and_nothing_is_unchanged(client, searcher):
    tags = {path: tag_of(client, path) for path in ("/?q=hoi", "/api")}
    searcher.error = IndexNotFoundError(path="x")
    assert ask_again(client, tags["/?q=hoi"]).status_code == 503
    assert ask_again(client, tags["/api"], "/api").status_code == 200
    assert tag_of(client, "/api") is None


def test_the_program_s_fingerprint_is_the_same_until_something_changes():
    config = WebConfig()
    assert fingerprint_of(config) == fingerprint_of(WebConfig())
    assert fingerprint_of(config) != fingerprint_of(replace(config, language="en"))
    secret = replace(config, access=Access(token="a" * 16))
    assert fingerprint_of(config) == fingerprint_of(secret)


def test_a_changed_template_changes_the_fingerprint(tmp_path, monkeypatch):
    for name in ("templates", "static", "translations"):
        (tmp_path / "web" / name).mkdir(parents=True)
    file = tmp_path / "web" / "templates" / "a.html"
    file.write_text("a")
    monkeypatch.setattr("web.fingerprint._WEB", tmp_path / "web")
    before = fingerprint_of(WebConfig())
    file.write_text("b")
    changed = fingerprint_of(WebConfig())
    os.rename(file, file.with_name("b.html"))
    assert len({before, changed, fingerprint_of(WebConfig())}) == 3


def test_a_reindex_and_a_fallback_are_noticed_in_a_real_index(tmp_path, monkeypatch):
    monkeypatch.setattr("search.embedded.engine._LOOK_SECONDS", 0.0)
    index_dir = tmp_path / "index"
    build_index(index_dir, [make_real_article("mot", "Lũ lụt miền Trung")])
    client = make_client(open_searcher(index_dir))
    first = client.get("/?q=lu+lut").headers["ETag"]
    assert ask_again(client, first, "/?q=lu+lut").status_code == 304
    build_index(index_dir, [make_real_article("hai", "Lũ lụt ở Huế")])
    second = ask_again(client, first, "/?q=lu+lut")
    assert second.status_code == 200
    assert "Huế" in second.text
    # The newer one is damaged: the earlier one answers again, and its tag is good.
    damaged = next(generations.generation_path(index_dir, 2).glob("*.toc"))
    damaged.write_bytes(damaged.read_bytes()[:-1])
    assert ask_again(client, second.headers["ETag"], "/?q=lu+lut").status_code == 200
    assert client.get("/readyz").json["status"] == "fallback"
    assert ask_again(client, first, "/?q=lu+lut").status_code == 304
