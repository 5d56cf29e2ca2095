"""What a request is answered with, from one generation of the index.

The order of the work is that of what can be left out when time runs out: hits, then
facets, then other queries.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache

from index.analysis.normalise import normalise_text
from index.analysis.terms import WORD_JOINT
from search.buckets import make_date_facet
from search.deadline import NEVER, Deadline
from search.did_you_mean import suggest
from search.engine import FacetCounts, Matches, Snapshot
from search.errors import TimeLimitError
from search.facets import DateFacet, Facets
from search.hits import make_hits
from search.query import parse, parse_strict, widenings
from search.query.keyboard import readings
from search.query.nodes import Query
from search.query.pasted import as_text
from search.types import FEW, Hit, QueryProblem, SearchRequest, SearchResults, Widening

N_PERSONS = 20
"""Persons that an answer's facet lists, apart from those of the request."""

_MAX_READINGS_TRIED = 5
"""Readings of raw keystrokes that are looked up: a search each."""


def answer(
    newest: Snapshot,
    deadline: Deadline,
    request: SearchRequest,
    query: Query,
    problems: tuple[QueryProblem, ...],
    started: float,
) -> SearchResults:
    """Answer a request from one generation.

    Parameters
    ----------
    newest : Snapshot
    deadline : Deadline
    request : SearchRequest
        As `normalised` gives it.
    query, problems
        As `parsed` gives them.
    started : float
        Of `time.perf_counter`.

    Raises
    ------
    TimeLimitError
        Where the hits are not known in time.
    """
    snapshot = newest.within(deadline)
    in_time = newest.within(deadline.of_extras())
    # A place in the hits of another reading is none in those of the query as typed.
    reading = in_time if request.after is None else snapshot
    query, matches, instead = _find(snapshot, reading, query, request)
    suggestion, widened = None, ()
    with suppress(TimeLimitError):
        if matches.complete < FEW and instead is None:
            suggestion = suggest(in_time, query, request, matches.complete)
        widened = _widened(in_time, query, instead or request.query)
    return SearchResults(
        query=request.query,
        total=matches.total,
        complete=matches.complete,
        hits=make_hits(snapshot, query, matches, request.explain, deadline),
        took_ms=(time.perf_counter() - started) * 1000,
        page=(matches.first - 1) // request.per_page + 1,
        per_page=request.per_page,
        generation=snapshot.generation,
        suggestion=suggestion,
        facets=_make_facets(matches.facets, request),
        searched_instead=instead,
        widened=widened,
        problems=problems,
        cut_prefixes=matches.cut_prefixes,
        first=matches.first,
        next=matches.next,
    )


def pieces(
    newest: Snapshot, request: SearchRequest, query: Query, time_limit: float | None
) -> Iterator[tuple[Hit, ...]]:
    """Give all hits of a request from one generation, each piece within its time."""
    while True:
        deadline = NEVER if time_limit is None else Deadline(time_limit)
        snapshot = newest.within(deadline)
        if request.after is None:
            query, matches, _ = _find(snapshot, snapshot, query, request)
        else:
            matches = snapshot.search(query, request, N_PERSONS)
        if matches.articles:
            yield make_hits(snapshot, query, matches, False, deadline)
        if matches.next is None:
            return
        request = replace(request, after=matches.next)


def normalised(request: SearchRequest) -> SearchRequest:
    """Give a request as the index spells its texts."""
    return replace(
        request,
        query=normalise_text(request.query),
        persons=tuple(normalise_text(name) for name in request.persons),
        without=tuple(normalise_text(name) for name in request.without),
    )


def parsed(text: str, strict: bool) -> tuple[Query, tuple[QueryProblem, ...]]:
    """Parse a query; a problem in it is an error if `strict`, else told beside it."""
    if strict:
        return parse_strict(text), ()
    query, problems = parse(text)
    return query, tuple(problems)


def _find(
    snapshot: Snapshot, in_time: Snapshot, query: Query, request: SearchRequest
) -> tuple[Query, Matches, str | None]:
    """Search, and where nothing is found, for another reading of the query.

    Parameters
    ----------
    snapshot, in_time : Snapshot
        The same one; the latter with the deadline of what can be left out. Where
        both are one, nothing is.

    Returns
    -------
    (Query, Matches, str or None)
        What was searched for, what it found, and the reading if it was another.
    """
    matches = snapshot.search(query, request, N_PERSONS)
    try:
        if not matches.complete and not in_time.count(query):
            instead = _read_otherwise(in_time, request.query)
            if instead is not None:
                other = parse(instead)[0]
                return other, in_time.search(other, request, N_PERSONS), instead
    except TimeLimitError:
        if in_time is snapshot:
            raise
    return query, matches, None


def _read_otherwise(snapshot: Snapshot, text: str) -> str | None:
    """Read a query that finds nothing as plain words, or as raw Telex or VNI.

    Gives the likeliest reading that finds anything.
    """

    def frequency(*syllables: str) -> int:
        return snapshot.doc_freq(WORD_JOINT.join(syllables))

    pasted = as_text(text)
    decoded = readings(text, frequency)[:_MAX_READINGS_TRIED]
    for reading in [pasted, *decoded] if pasted else decoded:
        if snapshot.count(parse(reading)[0]):
            return reading
    return None


def _widened(snapshot: Snapshot, query: Query, text: str) -> tuple[Widening, ...]:
    @cache
    def is_found(reading: Query) -> bool:
        return snapshot.count(reading) > 0

    return tuple(Widening(*said) for said in widenings(query, text, is_found))


def _make_facets(counts: FacetCounts, request: SearchRequest) -> Facets:
    if "published" in counts.incomplete:
        # Buckets of a chosen range would say that nothing was published in it.
        return Facets(DateFacet("year", (), 0), counts.persons, counts.incomplete)
    published = make_date_facet(
        counts.days,
        counts.unknown,
        request.date_from,
        request.date_to,
        counts.spread,
    )
    return Facets(published, counts.persons, counts.incomplete)
