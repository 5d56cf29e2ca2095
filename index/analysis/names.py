"""One key for all spellings of a person's name."""

from __future__ import annotations

from index.analysis.syllables import syllables


def person_key(name: str) -> str:
    """Give the key under which a name is counted and filtered.

    Examples
    --------
    >>> person_key("Lê Thị Thuý") == person_key("LÊ THỊ THÚY")
    True
    """
    return " ".join(syllables(name))
