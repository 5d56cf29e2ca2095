"""A client of Tra Cứu's JSON endpoint: one file, the standard library alone.

Copy it into a project of yours. Every answer has a type, so that an editor and a type
checker know its keys; what the keys mean is in docs/json-api.md.

    client = Client("http://127.0.0.1:8000")
    for hit in client.all_hits("lũ lụt", date_from="2020"):
        print(hit["published"], hit["title"])

From a shell: ``python tra_cuu_client.py http://127.0.0.1:8000 lũ lụt``
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any, Literal, NotRequired, TypedDict, cast
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

Range = tuple[int, int]
"""Half-open, of code points of the text beside it. In JSON it is a list of two."""

Sort = Literal["relevance", "newest", "oldest"]


class Person(TypedDict):
    """Somebody whom an article names, with the role it states."""

    name: str
    role: str | None


class Copy(TypedDict):
    """The same article from another site, or saved once more."""

    id: str
    title: str
    url: str | None
    source: str | None
    published: str | None


class Snippet(TypedDict):
    """The passage that answers best."""

    text: str
    highlights: list[Range]


class ScorePart(TypedDict):
    """What a word, or two neighbours, add to a score."""

    kind: Literal["word", "prefix", "phrase", "number", "pair"]
    text: str
    score: float
    idf: float
    title_freq: float
    body_freq: float


class Hit(TypedDict):
    """An article that was found."""

    id: str
    title: str
    title_highlights: list[Range]
    url: str | None
    source: str | None
    published: str | None
    authors: list[str]
    persons: list[Person]
    score: float
    snippet: Snippet
    also_in: list[Copy]
    explanation: NotRequired[list[ScorePart]]


DateBucket = TypedDict("DateBucket", {"from": str, "to": str, "count": int})
"""Days from one to another, both included, and how many matches they have."""


class DateFacet(TypedDict):
    """Matches by time."""

    interval: Literal["year", "month", "day"]
    buckets: list[DateBucket]
    unknown: int


class PersonCount(TypedDict):
    """Matches that name a person."""

    name: str
    count: int
    count_error: int
    selected: bool
    excluded: bool


class Facets(TypedDict):
    """Matches by time and by person."""

    published: DateFacet
    persons: list[PersonCount]
    incomplete: list[Literal["published", "persons"]]


class Widening(TypedDict):
    """What was looked for in other words as well."""

    typed: str
    also: list[str]


class SearchResults(TypedDict):
    """One page of answers."""

    query: str
    searched_instead: str | None
    widened: list[Widening]
    total: int
    complete: int
    took_ms: float
    page: int
    per_page: int
    generation: int
    suggestion: str | None
    cut_prefixes: list[str]
    hits: list[Hit]
    facets: Facets
    next: str | None


class Suggestion(TypedDict):
    """Something that begins as what was typed."""

    text: str
    kind: Literal["person", "words", "title"]
    count: int


class Suggestions(TypedDict):
    """What is offered to somebody who types."""

    query: str
    suggestions: list[Suggestion]


class Decision(TypedDict):
    """What the indexer decided about a page, and why."""

    about: Literal["page", "title", "published", "authors", "person"]
    line: int | None
    text: str
    taken: bool
    reasons: list[str]


class Document(TypedDict):
    """An official document that a text cites."""

    kind: str | None
    number: str | None
    name: str | None
    date: str | None
    mentions: list[Range]
    query: str


class Citation(TypedDict):
    """How an article is cited."""

    plain: str
    bibtex: str


class Article(TypedDict):
    """Everything that is known of an article."""

    id: str
    title: str
    body: str
    published: str | None
    published_from: Literal["page", "text", "metadata", "file"] | None
    authors: list[str]
    persons: list[Person]
    source: str | None
    url: str | None
    path: str
    converted_from: str | None
    read: list[Decision]
    also_in: list[Copy]
    documents: list[Document]
    citation: Citation


class Similar(TypedDict):
    """Articles most like one."""

    hits: list[Copy]


class NameCount(TypedDict):
    """A name, and how many articles have it."""

    name: str
    count: int


class Role(TypedDict):
    """A role as articles state it, and when the first and the last one did."""

    role: str
    count: int
    first: str | None
    last: str | None


class ArticleLine(TypedDict):
    """An article in a list."""

    id: str
    title: str
    published: str | None
    source: str | None


class PersonProfile(TypedDict):
    """What the articles say that name a person."""

    name: str
    total: int
    spellings: list[NameCount]
    roles: list[Role]
    roles_total: int
    articles_read: int
    published: DateFacet
    named_with: list[NameCount]
    newest: list[ArticleLine]
    incomplete: list[Literal["published", "named_with", "roles"]]
    alike: list[NameCount]


class ClusterHealth(TypedDict):
    """How a cluster keeps the index, where it is in one."""

    status: Literal["green", "yellow", "red"]
    nodes: int
    shards: int
    unassigned_shards: int


class Problem(TypedDict):
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    parameter: NotRequired[str]
    expected: NotRequired[str]
    offset: NotRequired[int]
    candidates: NotRequired[list[NameCount]]
    cluster: NotRequired[ClusterHealth]


class TraCuuError(Exception):
    """The service has refused a request, or could not answer it.

    Attributes
    ----------
    problem : Problem
        Why, in words and for programs; `request_id` is its name in the service's log.
    retry_after : int or None
        Seconds after which to ask again, where that makes sense.
    """

    def __init__(self, problem: Problem, retry_after: int | None) -> None:
        super().__init__(f"{problem['title']}: {problem['detail']}")
        self.problem = problem
        self.retry_after = retry_after


class Client:
    """Asks one service.

    Parameters
    ----------
    address : str
        Such as ``http://127.0.0.1:8000``, with the prefix of a proxy if it has one.
    token : str, optional
        Of a private archive.
    language : "vi" or "en", optional
        Of messages; by default the service's.
    timeout : float
        Seconds; the service itself takes ten at most, unless it is set otherwise.

    Every method raises `TraCuuError` for an answer that is a problem document, and
    `OSError` (`urllib.error.URLError`) where there is no such answer.
    """

    def __init__(
        self,
        address: str,
        *,
        token: str | None = None,
        language: Literal["vi", "en"] | None = None,
        timeout: float = 20,
    ) -> None:
        self._address = address.rstrip("/")
        self._token = token
        self._language = language
        self._timeout = timeout

    def search(
        self,
        q: str = "",
        *,
        persons: Sequence[str] = (),
        any_person: bool = False,
        without: Sequence[str] = (),
        date_from: str | None = None,
        date_to: str | None = None,
        undated: bool = False,
        find_person: str | None = None,
        sort: Sort | None = None,
        page: int | None = None,
        per_page: int | None = None,
        cursor: str | None = None,
        explain: bool = False,
    ) -> SearchResults:
        """Ask for one page of hits and for both facets.

        Parameters
        ----------
        q : str
            In the query language; empty: every article.
        persons : sequence of str
            Full names, all of which an article must name.
        any_person : bool
            Whether one of them is enough.
        without : sequence of str
            Full names, none of which an article may name.
        date_from, date_to : str, optional
            ``2020-08-17``, ``2020-08``, ``2020``, ``17/08/2020`` or ``08/2020``.
        undated : bool
            Whether only articles of unknown date are asked for.
        find_person : str, optional
            Beginnings of a name's syllables: the facet lists only such persons.
        sort, page, per_page : optional
            The service's defaults where absent.
        cursor : str, optional
            `next` of an answer; not with `page`.
        explain : bool
            Whether each hit tells how it came by its score.
        """
        parameters = {
            "q": q,
            "person": persons,
            "person_match": "any" if any_person else None,
            "not_person": without,
            "from": date_from,
            "to": date_to,
            "date": "unknown" if undated else None,
            "find_person": find_person,
            "sort": sort,
            "page": page,
            "per_page": per_page,
            "cursor": cursor,
            "explain": "true" if explain else None,
        }
        return cast(SearchResults, self._get("/api/search", parameters))

    def all_hits(
        self,
        q: str = "",
        *,
        persons: Sequence[str] = (),
        any_person: bool = False,
        without: Sequence[str] = (),
        date_from: str | None = None,
        date_to: str | None = None,
        undated: bool = False,
        sort: Sort | None = None,
    ) -> Iterator[Hit]:
        """Give every hit, asking for the next page when the last one is used up."""
        cursor: str | None = None
        while True:
            results = self.search(
                q,
                persons=persons,
                any_person=any_person,
                without=without,
                date_from=date_from,
                date_to=date_to,
                undated=undated,
                sort=sort,
                per_page=100,
                cursor=cursor,
            )
            yield from results["hits"]
            cursor = results["next"]
            if cursor is None:
                return

    def suggestions(self, typed: str, limit: int | None = None) -> list[Suggestion]:
        """Ask what begins as the text typed so far, best first."""
        answer = self._get("/api/suggest", {"q": typed, "limit": limit})
        return cast(Suggestions, answer)["suggestions"]

    def article(self, article_id: str) -> Article:
        """Ask for one whole article."""
        path = f"/api/articles/{quote(article_id, safe='/')}"
        return cast(Article, self._get(path, {}))

    def similar(self, article_id: str) -> list[Copy]:
        """Ask for the articles most like one."""
        path = f"/api/similar/{quote(article_id, safe='/')}"
        return cast(Similar, self._get(path, {}))["hits"]

    def person(self, name: str) -> PersonProfile:
        """Ask what the articles say that name a person.

        The problem of a name that stands for several, or for none, has `candidates`.
        """
        path = f"/api/people/{quote(name, safe='/')}"
        return cast(PersonProfile, self._get(path, {}))

    def _get(self, path: str, parameters: dict[str, Any]) -> Any:
        asked = {**parameters, "lang": self._language}
        given = {key: value for key, value in asked.items() if value is not None}
        request = Request(f"{self._address}{path}?{urlencode(given, doseq=True)}")
        request.add_header("Accept-Encoding", "gzip")
        if self._token is not None:
            request.add_header("Authorization", f"Bearer {self._token}")
        try:
            with urlopen(request, timeout=self._timeout) as answer:
                return _read(answer)
        except HTTPError as error:
            with error:
                if error.headers.get_content_type() != "application/problem+json":
                    raise
                wait = error.headers.get("Retry-After")
                problem = cast(Problem, _read(error))
            raise TraCuuError(problem, int(wait) if wait else None) from error


def _read(answer: Any) -> Any:
    data = answer.read()
    if answer.headers.get("Content-Encoding") == "gzip":
        data = gzip.decompress(data)
    return json.loads(data)


def main() -> None:
    """Print the dates and titles of all hits."""
    address, *words = sys.argv[1:]
    try:
        for hit in Client(address).all_hits(" ".join(words)):
            print(hit["published"] or "-", hit["title"])
    except TraCuuError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
