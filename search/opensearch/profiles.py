"""What is said of a person, counted in the cluster; roles are read from articles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from index.analysis.names import person_key
from index.opensearch.documents import from_sendable, persons_of, to_sendable
from index.opensearch.mapping import NAME_FIELDS, SPELLINGS_FIELD
from index.schema import NAME_JOINT, PERSONS, split_name_term
from search.deadline import Deadline
from search.engine import Matches
from search.errors import TimeLimitError
from search.opensearch.asking import Asked
from search.opensearch.copies import GROUP, read_surplus, surplus_agg
from search.opensearch.facets import PersonCounting
from search.opensearch.library import Library
from search.opensearch.phrases import Dsl
from search.people import profile_from
from search.profiles import (
    MAX_NAMED_WITH,
    N_NEWEST,
    NameCount,
    PersonProfile,
    ProfilePart,
    in_order,
)
from search.query.nodes import Everything, Query
from search.roles import RolesRead
from search.types import SearchRequest

Search = Callable[[Query, SearchRequest, int | None], Matches]

_PIECE = 500
"""Articles that are read for roles at once."""

_MAX_SPELLINGS = 1_000


def persons_named(library: Library, name: str, deadline: Deadline) -> list[NameCount]:
    """List the names that a typed full name stands for and that articles have."""
    column = library.names("person")
    ordinals = column.resolve(name)
    having = [_having(column.keys[ordinal]) for ordinal in ordinals]
    counts = library.count_articles(having, deadline)
    return [
        NameCount(column.name(ordinal), count)
        for ordinal, count in zip(ordinals, counts, strict=True)
        if count
    ]


def make_profile(
    library: Library, name: str, search: Search, deadline: Deadline
) -> PersonProfile:
    """Tell what the articles say that name a person.

    Parameters
    ----------
    library : Library
    name : str
        As `persons_named` gives it.
    search : callable
        `search.engine.Snapshot.search`.
    deadline : Deadline
    """
    in_time = deadline.of_extras()
    request = SearchRequest(persons=(name,), sort="newest", per_page=N_NEWEST)
    matches = search(Everything(), request, 0)
    key = person_key(name)
    incomplete: list[ProfilePart] = []
    if "published" in matches.facets.incomplete:
        incomplete.append("published")
    others: tuple[NameCount, ...] = ()
    spellings = _spellings(library, key, deadline)
    try:
        others = _named_with(library, name, key, in_time)
    except TimeLimitError:
        incomplete.append("named_with")
    roles = RolesRead(frozenset(spelling.name for spelling in spellings))
    try:
        for article, stored in _stored(library, key, in_time):
            roles.add(article, stored)
    except TimeLimitError:
        incomplete.append("roles")
    return profile_from(name, matches, spellings, roles, others, incomplete)


def _having(key: str) -> Dsl:
    return {"term": {NAME_FIELDS["person"]: to_sendable(key)}}


def _named_with(
    library: Library, name: str, key: str, deadline: Deadline
) -> tuple[NameCount, ...]:
    """List the other persons that most of a person's articles name."""
    # The person itself is in every one of the articles.
    counting = PersonCounting(
        library.names("person"),
        SearchRequest(),
        MAX_NAMED_WITH + 1,
        library.has_copies,
    )

    def ask(aggs: dict[str, Dsl]) -> dict[str, Any]:
        body = Asked(_having(key), ()).body("newest", 0, aggs=aggs)
        return library.ask(body, deadline)["aggregations"]

    answer = counting.complete(ask(counting.aggs()), ask)
    others = (NameCount(one.name, one.count) for one in counting.read(answer))
    return tuple(one for one in others if one.name != name)[:MAX_NAMED_WITH]


def _spellings(library: Library, key: str, deadline: Deadline) -> tuple[NameCount, ...]:
    """Count the articles that have each spelling of a name."""
    begins = re.sub(r"([^\w ])", r"\\\1", to_sendable(key) + NAME_JOINT)
    spelled: Dsl = {
        "terms": {
            "field": SPELLINGS_FIELD,
            "size": _MAX_SPELLINGS,
            "include": f"{begins}.*",
        }
    }
    if library.has_copies:
        spelled["aggs"] = surplus_agg()
    body = Asked(_having(key), ()).body("newest", 0, aggs={"spelled": spelled})
    found = []
    for bucket in library.ask(body, deadline)["aggregations"]["spelled"]["buckets"]:
        _, spelling = split_name_term(from_sendable(bucket["key"]))
        count = bucket["doc_count"] - read_surplus(bucket).total
        found.append(NameCount(spelling, count))
    return in_order(found)


def _stored(
    library: Library, key: str, deadline: Deadline
) -> Iterator[tuple[int, dict]]:
    """Yield what articles say of a person, the newest first, copies under one number.

    Raises
    ------
    TimeLimitError
        Where the rest has no time.
    """
    asked = Asked(_having(key), ())
    numbers: dict[str, int] = {}
    after = None
    while True:
        body = asked.body("newest", _PIECE, after=after)
        body["_source"] = ["article.persons", "article.published"]
        body["track_total_hits"] = False
        hits = library.ask(body, deadline)["hits"]["hits"]
        for hit in hits:
            fields, stored = hit["fields"], hit["_source"].get("article", {})
            own = fields.get(GROUP, fields["id"])[0]
            persons = persons_of(stored.get("persons", ()))
            yield (
                numbers.setdefault(own, len(numbers)),
                {
                    "published": stored.get("published"),
                    PERSONS: [(person.name, person.role) for person in persons],
                },
            )
        if len(hits) < _PIECE:
            return
        after = hits[-1]["sort"]
