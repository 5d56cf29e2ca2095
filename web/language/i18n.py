"""The reader's language: ``?lang=`` first, then the browser's wish, then the default.

Links keep ``lang`` where the address had it: who has chosen a language stays in it,
and who has not sends on addresses that speak each reader's own.
"""

from __future__ import annotations

from collections.abc import Iterable

from babel.numbers import format_decimal
from flask import Flask, request
from flask_babel import Babel, get_locale, gettext

from search.errors import N_
from search.types import QueryProblem
from web.config import LANGUAGES, WebConfig
from web.errors import InvalidParameterError
from web.language.catalogue import DOMAIN, TRANSLATIONS_DIR, translate
from web.language.dates import format_published_in_full
from web.params import parse_language
from web.state import current_config

PARAMETER_LABELS = {
    "q": N_("Words to search for"),
    "person": N_("Person"),
    "person_match": N_("How many of the persons"),
    "not_person": N_("Without the person"),
    "date": N_("Date"),
    "find_person": N_("Find a name"),
    "name": N_("Name"),
    "from": N_("From"),
    "to": N_("To"),
    "sort": N_("Order"),
    "page": N_("Page"),
    "per_page": N_("Hits a page"),
    "cursor": N_("Place to go on from"),
}


def init_languages(app: Flask, config: WebConfig) -> None:
    """Give an app its catalogue."""
    Babel(
        app,
        default_locale=config.language,
        default_domain=DOMAIN,
        default_translation_directories=str(TRANSLATIONS_DIR),
        locale_selector=select_language,
    )


def language() -> str:
    """Give the language of the answer under way: ``vi`` or ``en``."""
    return str(get_locale())


def asked_language() -> str | None:
    """Give the language that the address asks for, to keep in links; None: none."""
    try:
        return parse_language(request.args)
    except InvalidParameterError:
        # JSON reports it; a page is better shown in some language than not.
        return None


def format_count(number: int) -> str:
    """Write a whole number with the language's thousands separator."""
    return format_decimal(number, locale=get_locale())


def format_score(score: float) -> str:
    """Write a score or a frequency: up to three decimals."""
    return format_decimal(score, format="#,##0.###", locale=get_locale())


def format_milliseconds(milliseconds: float) -> str:
    """Write a duration, with one decimal where it is short."""
    pattern = "#,##0.0" if milliseconds < 10 else "#,##0"
    return format_decimal(milliseconds, format=pattern, locale=get_locale())


def format_full(published: str) -> str:
    """Write when an article was published in words of the language."""
    return format_published_in_full(published, get_locale())


def write_sentence(message: str) -> str:
    """Give a message, which begins small and has no full stop, both."""
    end = "" if message.endswith((".", "?", "!", "…")) else "."
    return message[:1].upper() + message[1:] + end


def translate_parameter_problem(error: InvalidParameterError) -> str:
    """Give the message about a parameter, named as the form's label names it."""
    label = gettext(PARAMETER_LABELS.get(error.name, error.name))
    return translate(gettext, error.template, {**error.params, "name": label})


def translate_problem(problem: QueryProblem) -> str:
    """Give the message of a query's problem in the reader's language."""
    return translate(gettext, problem.template, problem.params)


def select_language() -> str:
    """Choose the language of an answer: ``vi`` or ``en``."""
    default = current_config().language
    return asked_language() or wished_language(request.accept_languages, default)


def wished_language(wishes: Iterable[tuple[str, float]], default: str) -> str:
    """Choose the language that a browser would like best.

    Parameters
    ----------
    wishes : iterable of (str, float)
        ``Accept-Language``: tags such as ``en-GB`` and their weights. What is said of
        other languages, or of all (``*``), says nothing about ours.
    default : str
        Where no language of ours is wished for, or several equally.

    Examples
    --------
    >>> wished_language([("fr", 1), ("en-GB", 0.8), ("vi", 0.5)], "vi")
    'en'
    >>> wished_language([("fr", 1), ("*", 0.5), ("en", 0)], "vi")
    'vi'
    """
    weights = {default: 0.0}
    for tag, weight in wishes:
        code = tag.partition("-")[0].lower()
        if code in LANGUAGES:
            weights[code] = max(weight, weights.get(code, 0.0))
    return max(weights, key=weights.__getitem__)
