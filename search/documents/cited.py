"""A document that a text cites: what is said of it, and where."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from search.types import Range

_YEAR_AT_END = re.compile(r"\s(?:năm\s)?(?P<year>(?:19|20)\d\d)$")


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """One official document, however often a text cites it.

    Attributes
    ----------
    kind : str or None
        *Nghị quyết*, *Thông tư liên tịch* …; None where neither a word nor the
        number tells.
    number : str or None
        As the fullest mention writes it, without spaces: ``18-NQ/TW``, ``100``.
    name : str or None
        Of what is cited by its name: *Luật Đất đai năm 2013*. Exactly one of
        `number` and `name` is there.
    day : date or None
        Its date, where the text states it.
    mentions : tuple of (int, int)
        Ranges of the text, ascending; never empty.
    """

    kind: str | None
    number: str | None
    name: str | None
    day: date | None
    mentions: tuple[Range, ...]

    @property
    def title(self) -> str:
        """What it is called in a list: ``Nghị quyết 18-NQ/TW``."""
        return self.name or " ".join(filter(None, (self.kind, self.number)))

    @property
    def query(self) -> str:
        """The query that finds the articles which cite it.

        Examples
        --------
        >>> CitedDocument("Nghị quyết", "18-NQ/TW", None, None, ((0, 1),)).query
        '"18-NQ/TW"'
        >>> CitedDocument("Nghị định", "100", None, None, ((0, 1),)).query
        '"Nghị định 100" OR "Nghị định số 100"'
        >>> CitedDocument("Luật", None, "Luật Báo chí năm 2016", None, ((0, 1),)).query
        '"Luật Báo chí 2016" OR "Luật Báo chí năm 2016"'
        """
        if self.number is None:
            name = self.name or ""
            dated = _YEAR_AT_END.search(name)
            if dated is None:
                return _quoted(name)
            bare, year = name[: dated.start()], dated["year"]
            return _either(f"{bare} {year}", f"{bare} năm {year}")
        if self.kind is None or any(map(str.isalpha, self.number[1:])):
            return _quoted(self.number)
        return _either(f"{self.kind} {self.number}", f"{self.kind} số {self.number}")


def _either(*phrases: str) -> str:
    return " OR ".join(map(_quoted, phrases))


def _quoted(phrase: str) -> str:
    return f'"{phrase}"'
