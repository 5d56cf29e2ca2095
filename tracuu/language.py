"""The language of the command line: Vietnamese unless English is asked for.

The texts of a command are fixed when its module is imported, long before its
options are read, so they stay English there and are looked up when they are
printed. Click looks its own texts up through gettext's default domain, which
is pointed at our catalogue.
"""

from __future__ import annotations

import gettext as stdlib_gettext
import os
from collections.abc import Mapping
from datetime import datetime

from index.errors import CorpusError, TraCuuError
from index.messages import N_, NN_
from web.config import LANGUAGES
from web.language.catalogue import DOMAIN, TRANSLATIONS_DIR, load_catalogue, translate

_language = LANGUAGES[0]
_catalogue = load_catalogue(_language)

CLICK_MESSAGES = (
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("default: {default}"),
    N_("Error: {message}"),
    N_("Aborted!"),
    N_("Show this message and exit."),
    N_("Try '{command} {option}' for help."),
    N_("Missing command."),
    N_("Missing argument"),
    N_("No such command {name!r}."),
    N_("No such option {name!r}."),
    N_("Invalid value: {message}"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("{value} is not in the range {range}."),
    N_("{value!r} is not a valid {number_type}."),
    NN_("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    NN_(
        "Option {name!r} requires an argument.",
        "Option {name!r} requires {nargs} arguments.",
    ),
    NN_(
        "Got unexpected extra argument ({args})",
        "Got unexpected extra arguments ({args})",
    ),
)
"""Messages of Click's that a user is likely to meet, for the catalogue."""


def set_language(language: str) -> None:
    """Speak `language` from now on, Click's messages included."""
    global _catalogue, _language
    _language = language
    _catalogue = load_catalogue(language)
    os.environ["LANGUAGE"] = language
    stdlib_gettext.bindtextdomain(DOMAIN, str(TRANSLATIONS_DIR))


def _(message: str) -> str:
    """Translate a message of our own."""
    return _catalogue.gettext(message) if message else message


def decimal(number: float) -> str:
    """Write a number as the language does: 1,665 or 1.665."""
    from babel.numbers import format_decimal

    return format_decimal(number, locale=_language)


def moment(utc: str) -> str:
    """Write an ISO moment in UTC as the day and the hour here."""
    return f"{datetime.fromisoformat(utc).astimezone():%d/%m/%Y %H:%M}"


def ngettext(singular: str, plural: str, n: int) -> str:
    """Translate a message that depends on a number."""
    return _catalogue.ngettext(singular, plural, n)


def message(template: str, params: Mapping[str, object]) -> str:
    """Translate a template of another package and fill in its values.

    What is told of, what was expected, and why something failed, may be messages
    themselves.
    """
    values = {
        name: _(value)
        if name in ("expected", "reason", "what") and isinstance(value, str)
        else value
        for name, value in params.items()
    }
    return translate(_, template, values)


def error_text(error: TraCuuError) -> str:
    """Give an error's message in the language spoken."""
    text = message(error.template, error.params)
    return f"{error.place}: {text}" if isinstance(error, CorpusError) else text
