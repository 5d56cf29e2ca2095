"""Query strings into search requests, shared by pages and JSON.

There is one small function a parameter; each raises `InvalidParameterError`.
JSON reports the first error (`parse_strict`). A page shows them all and
searches without the parameters at fault (`parse_lenient`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from search.cursors import read_cursor
from search.errors import N_
from search.types import (
    DEFAULT_PER_PAGE,
    MAX_PER_PAGE,
    MAX_QUERY_LENGTH,
    MAX_RESULT_WINDOW,
    SORTS,
    Position,
    SearchRequest,
    Sort,
)
from web.errors import InvalidParameterError
from web.params.language import parse_language
from web.params.values import (
    Args,
    check_known,
    choice,
    names,
    period,
    query,
    read_name,
    single,
    whole_number,
)

FILTER_PARAMETERS = ("person", "person_match", "not_person", "from", "to", "date")
SEARCH_PARAMETERS = (
    "q",
    *FILTER_PARAMETERS,
    "find_person",
    "sort",
    "page",
    "per_page",
    "cursor",
    "explain",
    "lang",
)
EXPORT_PARAMETERS = ("q", *FILTER_PARAMETERS, "sort", "lang")
"""Of what gives all hits at once."""
FEED_PARAMETERS = tuple(name for name in EXPORT_PARAMETERS if name != "sort")
"""Of a feed: its order is that of time."""
PERSON_MATCHES = ("all", "any")


def parse_query(args: Args) -> str:
    """Read ``q``: the query, at most `MAX_QUERY_LENGTH` code points."""
    return query(args, MAX_QUERY_LENGTH)


def parse_persons(args: Args) -> tuple[str, ...]:
    """Read every ``person``: full names in the order given, each once.

    Names are composed (NFC), as the index spells them.
    """
    return names(args, "person")


def parse_without(args: Args) -> tuple[str, ...]:
    """Read every ``not_person``, as `parse_persons` does."""
    return names(args, "not_person")


def parse_any_person(args: Args) -> bool:
    """Read ``person_match``: whether one of the persons is enough."""
    return choice(args, "person_match", PERSON_MATCHES) == "any"


def parse_find_person(args: Args) -> str:
    """Read ``find_person``: what somebody types to find a name in the facet."""
    return read_name(single(args, "find_person"), "find_person")


def parse_undated(args: Args) -> bool:
    """Read ``date``: ``unknown`` asks for articles without one."""
    return choice(args, "date", ("unknown",)) is not None


def parse_from(args: Args) -> date | None:
    """Read ``from``: the first day of the day, month or year it names."""
    days = period(args, "from")
    return days and days[0]


def parse_to(args: Args) -> date | None:
    """Read ``to``: the last day of the day, month or year it names."""
    days = period(args, "to")
    return days and days[1]


def parse_sort(args: Args) -> Sort:
    """Read ``sort``: one of `SORTS`."""
    return choice(args, "sort", SORTS) or SORTS[0]


def parse_page(args: Args) -> int:
    """Read ``page``: from 1."""
    return whole_number(args, "page", 1, MAX_RESULT_WINDOW)


def parse_per_page(args: Args) -> int:
    """Read ``per_page``: from 1 to `MAX_PER_PAGE`."""
    return whole_number(args, "per_page", DEFAULT_PER_PAGE, MAX_PER_PAGE)


def parse_explain(args: Args) -> bool:
    """Read ``explain``: whether each hit is to tell how it came by its score."""
    return choice(args, "explain", ("true", "false", "1", "0")) in ("true", "1")


def parse_strict(
    args: Args, known: tuple[str, ...] = SEARCH_PARAMETERS
) -> SearchRequest:
    """Read a search request, or say what is wrong with it.

    Raises
    ------
    UnknownParameterError, InvalidParameterError
        For the first parameter that cannot be used.
    """
    check_known(args, known)
    parse_language(args)
    request, problems = parse_lenient(args)
    if problems:
        raise problems[0]
    return request


def parse_lenient(args: Args) -> tuple[SearchRequest, list[InvalidParameterError]]:
    """Read a search request, leaving out what cannot be used.

    Returns
    -------
    request : SearchRequest
        With the default in place of each parameter at fault; a query that is
        too long is cut.
    problems : list of InvalidParameterError
        One for each parameter left out, in the order of `SEARCH_PARAMETERS`.
    """
    values, problems = {}, []
    for field, parse in _FIELDS.items():
        try:
            values[field] = parse(args)
        except InvalidParameterError as problem:
            problems.append(problem)
            if problem.name == "q":
                # The beginning of a long query is nearer to it than no query.
                values[field] = problem.value[:MAX_QUERY_LENGTH]
    request = SearchRequest(**values)
    if request.date_from and request.date_to and request.date_from > request.date_to:
        problems.append(
            InvalidParameterError(
                "to",
                single(args, "to"),
                N_("a date not before the first (%(first)s)"),
                first=single(args, "from"),
            )
        )
        request = replace(request, date_to=None)
    if request.undated and (request.date_from or request.date_to):
        expected = N_("no “from” and no “to” beside it")
        problems.append(InvalidParameterError("date", "unknown", expected))
        request = replace(request, undated=False)
    if request.page * request.per_page > MAX_RESULT_WINDOW:
        problems.append(
            InvalidParameterError(
                "page",
                str(request.page),
                N_("a page among the first %(n)d results"),
                n=MAX_RESULT_WINDOW,
            )
        )
        request = replace(request, page=1)
    try:
        request = replace(request, after=_position(args, request))
    except InvalidParameterError as problem:
        problems.append(problem)
    return request, problems


_FIELDS: dict[str, Callable[[Args], object]] = {
    "query": parse_query,
    "persons": parse_persons,
    "any_person": parse_any_person,
    "without": parse_without,
    "date_from": parse_from,
    "date_to": parse_to,
    "undated": parse_undated,
    "find_person": parse_find_person,
    "sort": parse_sort,
    "page": parse_page,
    "per_page": parse_per_page,
    "explain": parse_explain,
}


def _position(args: Args, request: SearchRequest) -> Position | None:
    """Read ``cursor``: where the hits that were given before ended."""
    text = single(args, "cursor")
    if not text:
        return None
    if any(args.getlist("page")):
        raise InvalidParameterError("cursor", text, N_("no “page” beside it"))
    try:
        return read_cursor(text, request)
    except ValueError as exc:
        raise InvalidParameterError(
            "cursor",
            text,
            N_("the place where an answer to just this search ended: its “next”"),
        ) from exc
