"""The signature below an official document: an office in capitals, then a name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.article import Person
from index.extract.pages.bylines import read_byline
from index.extract.wordlists import alternation, lower_in_place, modern_tones

_FOR = re.compile(r"(?:tm|t/m|kt|k/t|tl|t/l|tuq|tuq|q)\s?[./]?\s+")
"""How one signs for a body, for a superior or by order."""

MOST_LINES = 8
"""Lines of a signature: body, offices, the mark that it was signed, name."""

_SIGNED = re.compile(r"\W*(?:đã ký|da ky|daky|ký tên)\W*.*")


def read_signature(lines: Sequence[str]) -> list[Person]:
    """Read who signed, each with the office that stands above the name.

    Parameters
    ----------
    lines : sequence of str
        The document's last lines, recipients and all.

    Examples
    --------
    >>> read_signature(["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "(Đã ký)", "Lò Văn Mẫu"])
    [Person(name='Lò Văn Mẫu', role='Phó Chủ tịch')]
    """
    office: str | None = None
    signers: list[Person] = []
    for line in lines:
        low = lower_in_place(modern_tones(line)).strip()
        if _SIGNED.fullmatch(low) or line.startswith(("-", "–", "+")):
            continue
        if line.isupper() and _is_office(low):
            # The last office counts: a deputy signs below the superior's.
            office = _in_small_letters(_FOR.sub("", low))
            continue
        names = read_byline(line)
        if office is not None and names and len(names) == 1:
            signers.append(Person(names[0], office))
            office = None
    return signers


def _is_office(low: str) -> bool:
    return re.match(rf"(?:{_FOR.pattern})?{_offices()}(?!\w)", low) is not None


def _offices() -> str:
    return (
        rf"(?:quyền |phó |q\. ?)*(?:{alternation('roles')}"
        r"|chánh văn phòng|trưởng ban|trưởng phòng|viện trưởng|chánh án|cục trưởng)"
    )


def _in_small_letters(office: str) -> str:
    """Write an office as within a sentence: *Phó Bí thư Thường trực*."""
    words = office.split(" ")
    return " ".join(
        word[:1].upper() + word[1:]
        if at == 0 or words[at - 1] == "phó" or words[at:] == ["thường", "trực"]
        else word
        for at, word in enumerate(words)
    )


def signature_start(lines: Sequence[str]) -> int:
    """Give the number of the line with which a signature at the end begins.

    It is the number of lines where there is none.

    Examples
    --------
    >>> signature_start(["Xã báo cáo kết quả.", "TM. ỦY BAN", "CHỦ TỊCH", "Vi Lụa"])
    1
    """
    start = len(lines)
    if read_signature(lines[-MOST_LINES:]):
        while start > 0 and not lines[start - 1].rstrip().endswith((".", "/", ";")):
            start -= 1
    return start if len(lines) - start <= MOST_LINES else len(lines)
