"""The message catalogue of the whole project, without Flask.

Messages are English in the source; `N_` or a call of ``gettext`` marks them.
The catalogue is `web/translations`, shared by pages, JSON and command line.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from search.errors import TraCuuError

TRANSLATIONS_DIR = Path(__file__).resolve().parent.parent / "translations"
DOMAIN = "messages"


@dataclass(frozen=True)
class Text:
    """A message not yet translated: may be a value of another message.

    Attributes
    ----------
    template : str
        English ``%``-style template, marked with `N_` where it is written.
    params : dict
        Values for the template; may hold `Text` again.
    """

    template: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template % self.params


def load_catalogue(language: str) -> gettext.NullTranslations:
    """Open the translations of one language.

    Parameters
    ----------
    language : str
        ``vi`` or ``en``; any language without a catalogue reads English.

    Examples
    --------
    >>> load_catalogue("en").gettext("Something went wrong.")
    'Something went wrong.'
    """
    return gettext.translation(DOMAIN, TRANSLATIONS_DIR, [language], fallback=True)


def translate(
    gettext: Callable[[str], str], template: str, params: Mapping[str, object]
) -> str:
    """Look a template up and fill it in, the `Text` values among them too.

    Examples
    --------
    >>> translate(str, "expected %(what)s", {"what": Text("a date")})
    'expected a date'
    """
    values = {
        name: translate(gettext, value.template, value.params)
        if isinstance(value, Text)
        else value
        for name, value in params.items()
    }
    return gettext(template) % values


def translate_error(gettext: Callable[[str], str], error: TraCuuError) -> str:
    """Give an error's message in the reader's language."""
    return translate(gettext, error.template, error.params)
