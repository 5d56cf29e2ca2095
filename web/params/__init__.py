"""Query strings: what pages and JSON are asked for, or what is wrong with it."""

from web.params.language import (
    parse_language,
)
from web.params.others import (
    SUGGEST_PARAMETERS,
    parse_style,
    parse_suggest,
)
from web.params.search import (
    EXPORT_PARAMETERS,
    FEED_PARAMETERS,
    PERSON_MATCHES,
    SEARCH_PARAMETERS,
    parse_lenient,
    parse_strict,
)
from web.params.values import (
    DATE_EXPECTED,
    MAX_NAME_LENGTH,
    MAX_PERSONS,
    check_known,
    read_name,
)

__all__ = [
    "DATE_EXPECTED",
    "EXPORT_PARAMETERS",
    "FEED_PARAMETERS",
    "MAX_NAME_LENGTH",
    "MAX_PERSONS",
    "PERSON_MATCHES",
    "SEARCH_PARAMETERS",
    "SUGGEST_PARAMETERS",
    "check_known",
    "parse_language",
    "parse_lenient",
    "parse_strict",
    "parse_style",
    "parse_suggest",
    "read_name",
]
