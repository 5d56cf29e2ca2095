"""One place where a text cites a document, before places are put together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from index.analysis.normalise import fold
from index.analysis.numbers import NUMBER_JOINT

_BETWEEN = re.compile(r"[^\w&]+")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Mention:
    """One place.

    Attributes
    ----------
    kind, number, name
        As of `search.documents.CitedDocument`.
    start, end : int
    day : date or None
        Stated beside it.
    """

    kind: str | None
    number: str | None
    name: str | None
    start: int
    end: int
    day: date | None = None

    @property
    def key(self) -> str:
        """What all spellings of the number or the name have in common.

        Examples
        --------
        >>> Mention("Chỉ thị", "05-CT/TƯ", None, 0, 9).key
        '5-ct-tw'
        >>> Mention("Luật", None, "Luật Đất đai năm 2013", 0, 21).key
        'luat-dat-dai-2013'
        """
        parts = _BETWEEN.split(self.number or self.name or "")
        if self.number is not None:
            parts = [_folded(part) for part in parts]
            return NUMBER_JOINT.join([parts[0].lstrip("0") or "0", *parts[1:]])
        # Which laws are codes is not known to everybody who cites one.
        words = [fold(part) for part in parts if part]
        left_out = {"nam"} if _YEAR.fullmatch(words[-1]) else set()
        kept = [word for word in words[:-1] if word not in left_out] + words[-1:]
        if kept[:2] == ["bo", "luat"]:
            kept = kept[1:]
        return NUMBER_JOINT.join(kept)

    @property
    def is_full(self) -> bool:
        """Whether the number has signs, or the name a year: nothing else has it."""
        if self.number is not None:
            return any(map(str.isalpha, self.number[1:].lstrip("0123456789")))
        return _YEAR.fullmatch(self.key.rpartition(NUMBER_JOINT)[2]) is not None


def _folded(part: str) -> str:
    return "tw" if part.lower() == "tư" else fold(part)
