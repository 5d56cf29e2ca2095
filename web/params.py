"""Query strings into search requests, shared by pages and JSON.

There is one small function a parameter; each raises `InvalidParameterError`.
JSON reports the first error (`parse_strict`). A page shows them all and
searches without the parameters at fault (`parse_lenient`). A parameter that
is there but empty counts as absent, because that is what forms send.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date
from typing import Protocol

from search.cursors import read_cursor
from search.errors import N_
from search.periods import parse_period
from search.suggestions import (
    DEFAULT_SUGGESTIONS,
    MAX_SUGGESTIONS,
    MAX_TYPED_LENGTH,
)
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
from web.config import LANGUAGES
from web.errors import InvalidParameterError, UnknownParameterError

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
SUGGEST_PARAMETERS = ("q", "limit", "lang")
PERSON_MATCHES = ("all", "any")
MAX_PERSONS = 20
MAX_NAME_LENGTH = 200

DATE_EXPECTED = N_("a date such as 17/08/2020, 08/2020, 2020 or 2020-08-17")
_UNUSABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


class Args(Protocol):
    """What is needed of a parsed query string (werkzeug's `MultiDict`)."""

    def getlist(self, key: str) -> list[str]: ...

    def keys(self) -> Collection[str]: ...


def clean_text(text: str) -> str:
    """Turn control characters and lone surrogates into spaces.

    One for one, so that offsets into the text stay true. No term of an index
    holds them, and an answer that repeats a surrogate could not be encoded.
    """
    return _UNUSABLE.sub(" ", text)


def parse_query(args: Args) -> str:
    """Read ``q``: the query, at most `MAX_QUERY_LENGTH` code points."""
    return _query(args, MAX_QUERY_LENGTH)


def parse_persons(args: Args) -> tuple[str, ...]:
    """Read every ``person``: full names in the order given, each once.

    Names are composed (NFC), as the index spells them.
    """
    return _names(args, "person")


def parse_without(args: Args) -> tuple[str, ...]:
    """Read every ``not_person``, as `parse_persons` does."""
    return _names(args, "not_person")


def parse_any_person(args: Args) -> bool:
    """Read ``person_match``: whether one of the persons is enough."""
    return _choice(args, "person_match", PERSON_MATCHES) == "any"


def parse_find_person(args: Args) -> str:
    """Read ``find_person``: what somebody types to find a name in the facet."""
    return read_name(_single(args, "find_person"), "find_person")


def parse_undated(args: Args) -> bool:
    """Read ``date``: ``unknown`` asks for articles without one."""
    return _choice(args, "date", ("unknown",)) is not None


def read_name(text: str, parameter: str = "name") -> str:
    """Read a full name, composed (NFC) and with single spaces.

    Raises
    ------
    InvalidParameterError
        If it has more than `MAX_NAME_LENGTH` characters.
    """
    name = unicodedata.normalize("NFC", " ".join(clean_text(text).split()))
    if len(name) > MAX_NAME_LENGTH:
        raise InvalidParameterError(
            parameter, name, N_("at most %(n)d characters"), n=MAX_NAME_LENGTH
        )
    return name


def parse_from(args: Args) -> date | None:
    """Read ``from``: the first day of the day, month or year it names."""
    period = _period(args, "from")
    return period and period[0]


def parse_to(args: Args) -> date | None:
    """Read ``to``: the last day of the day, month or year it names."""
    period = _period(args, "to")
    return period and period[1]


def parse_sort(args: Args) -> Sort:
    """Read ``sort``: one of `SORTS`."""
    return _choice(args, "sort", SORTS) or SORTS[0]


def parse_page(args: Args) -> int:
    """Read ``page``: from 1."""
    return _whole_number(args, "page", 1, MAX_RESULT_WINDOW)


def parse_per_page(args: Args) -> int:
    """Read ``per_page``: from 1 to `MAX_PER_PAGE`."""
    return _whole_number(args, "per_page", DEFAULT_PER_PAGE, MAX_PER_PAGE)


def parse_explain(args: Args) -> bool:
    """Read ``explain``: whether each hit is to tell how it came by its score."""
    return _choice(args, "explain", ("true", "false", "1", "0")) in ("true", "1")


def parse_language(args: Args) -> str | None:
    """Read ``lang``: one of `LANGUAGES`, or None where none is asked for."""
    return _choice(args, "lang", LANGUAGES)


def parse_style(args: Args, styles: tuple[str, ...]) -> str:
    """Read ``style``: how an article is to be cited; the first where none is said."""
    return _choice(args, "style", styles) or styles[0]


def check_known(args: Args, known: tuple[str, ...]) -> None:
    """Refuse parameters that mean nothing here: a misspelt filter is no filter.

    Raises
    ------
    UnknownParameterError
        Naming the first such parameter and the known ones.
    """
    for name in args.keys():
        if name not in known:
            raise UnknownParameterError(clean_text(name), known)


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


def parse_suggest(args: Args) -> tuple[str, int]:
    """Read what was typed so far and how many suggestions are wanted.

    Raises
    ------
    UnknownParameterError, InvalidParameterError
        For the first parameter that cannot be used.
    """
    check_known(args, SUGGEST_PARAMETERS)
    parse_language(args)
    typed = _query(args, MAX_TYPED_LENGTH)
    return typed, _whole_number(args, "limit", DEFAULT_SUGGESTIONS, MAX_SUGGESTIONS)


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
                _single(args, "to"),
                N_("a date not before the first (%(first)s)"),
                first=_single(args, "from"),
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
    text = _single(args, "cursor")
    if not text:
        return None
    if any(args.getlist("page")):
        raise InvalidParameterError("cursor", text, N_("no “page” beside it"))
    try:
        return read_cursor(text, request)
    except ValueError as exc:
        raise InvalidParameterError(
            "cursor", text, N_("the “next” of an answer to just this search")
        ) from exc


def _query(args: Args, most: int) -> str:
    # What counts is the text, not how its marks are stored.
    text = unicodedata.normalize("NFC", clean_text(_single(args, "q")))
    if len(text) > most:
        raise InvalidParameterError("q", text, N_("at most %(n)d characters"), n=most)
    return text


def _names(args: Args, parameter: str) -> tuple[str, ...]:
    names = []
    for text in args.getlist(parameter):
        name = read_name(text, parameter)
        if name and name not in names:
            names.append(name)
    if len(names) > MAX_PERSONS:
        raise InvalidParameterError(
            parameter, names[-1], N_("at most %(n)d names"), n=MAX_PERSONS
        )
    return tuple(names)


def _single(args: Args, name: str) -> str:
    """Give a parameter's text, stripped of outer white space save in ``q``."""
    values = args.getlist(name)
    if len(values) > 1:
        raise InvalidParameterError(name, ", ".join(values), N_("one value only"))
    text = values[0] if values else ""
    return text if name == "q" else clean_text(text).strip()


def _period(args: Args, name: str) -> tuple[date, date] | None:
    text = _single(args, name)
    if not text:
        return None
    try:
        return parse_period(text)
    except ValueError as exc:
        raise InvalidParameterError(name, text, DATE_EXPECTED) from exc


def _choice(args: Args, name: str, choices: tuple[str, ...]) -> str | None:
    text = _single(args, name)
    if text and text not in choices:
        raise InvalidParameterError(
            name, text, N_("one of: %(choices)s"), choices=", ".join(choices)
        )
    return text or None


def _whole_number(args: Args, name: str, default: int, most: int) -> int:
    text = _single(args, name)
    if not text:
        return default
    # Not int() alone: it also reads "１２", "1_0" and numbers of any length.
    number = int(text) if re.fullmatch("[0-9]{1,9}", text) else 0
    if not 1 <= number <= most:
        raise InvalidParameterError(
            name, text, N_("a whole number from 1 to %(most)d"), most=most
        )
    return number
