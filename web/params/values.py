"""One value out of a query string: what it may be, and the error if it is not.

A parameter that is there but empty counts as absent, because that is what forms send.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from typing import Protocol

from search.errors import N_
from search.periods import parse_period
from web.errors import InvalidParameterError, UnknownParameterError

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


def single(args: Args, name: str) -> str:
    """Give a parameter's text, stripped of outer white space save in ``q``."""
    values = args.getlist(name)
    if len(values) > 1:
        raise InvalidParameterError(name, ", ".join(values), N_("one value only"))
    text = values[0] if values else ""
    return text if name == "q" else clean_text(text).strip()


def query(args: Args, most: int) -> str:
    """Give ``q``, composed (NFC), of at most so many code points."""
    # What counts is the text, not how its marks are stored.
    text = unicodedata.normalize("NFC", clean_text(single(args, "q")))
    if len(text) > most:
        raise InvalidParameterError("q", text, N_("at most %(n)d characters"), n=most)
    return text


def choice(args: Args, name: str, choices: tuple[str, ...]) -> str | None:
    """Give one of some words; None where there is none."""
    text = single(args, name)
    if text and text not in choices:
        raise InvalidParameterError(
            name, text, N_("one of: %(choices)s"), choices=", ".join(choices)
        )
    return text or None


def whole_number(args: Args, name: str, default: int, most: int) -> int:
    """Give a number from 1 to `most`."""
    text = single(args, name)
    if not text:
        return default
    # Not int() alone: it also reads "１２", "1_0" and numbers of any length.
    number = int(text) if re.fullmatch("[0-9]{1,9}", text) else 0
    if not 1 <= number <= most:
        raise InvalidParameterError(
            name, text, N_("a whole number from 1 to %(most)d"), most=most
        )
    return number


def period(args: Args, name: str) -> tuple[date, date] | None:
    """Give the first and the last day of a day, month or year."""
    text = single(args, name)
    if not text:
        return None
    try:
        return parse_period(text)
    except ValueError as exc:
        raise InvalidParameterError(name, text, DATE_EXPECTED) from exc


def names(args: Args, parameter: str) -> tuple[str, ...]:
    """Give every full name of a parameter, in the order given, each once."""
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
