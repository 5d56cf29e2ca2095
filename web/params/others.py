"""The parameters of suggestions and citations."""

from __future__ import annotations

from search.suggestions import (
    DEFAULT_SUGGESTIONS,
    MAX_SUGGESTIONS,
    MAX_TYPED_LENGTH,
)
from web.params.language import parse_language
from web.params.values import Args, check_known, choice, query, whole_number

SUGGEST_PARAMETERS = ("q", "limit", "lang")


def parse_suggest(args: Args) -> tuple[str, int]:
    """Read what was typed so far and how many suggestions are wanted.

    Raises
    ------
    UnknownParameterError, InvalidParameterError
        For the first parameter that cannot be used.
    """
    check_known(args, SUGGEST_PARAMETERS)
    parse_language(args)
    typed = query(args, MAX_TYPED_LENGTH)
    return typed, whole_number(args, "limit", DEFAULT_SUGGESTIONS, MAX_SUGGESTIONS)


def parse_style(args: Args, styles: tuple[str, ...]) -> str:
    """Read ``style``: how an article is to be cited; the first where none is said."""
    return choice(args, "style", styles) or styles[0]
