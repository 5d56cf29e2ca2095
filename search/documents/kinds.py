"""Kinds of official documents: their words, and their signs in numbers.

Signs are those of Nghị định 30/2020/NĐ-CP (annex III) and, for the Party's
documents, of Hướng dẫn 36-HD/VPTW.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from index.extract.wordlists import tree_pattern


class Needs(Enum):
    """What has to stand behind the word for it to name a document."""

    NUMBER = "a number"
    """The word is a noun and little else: *nghị định 100*."""

    GUARDED = "a number that nothing is counted with"
    """It is a verb as well, or counts: *quyết định 5 việc*, *quyết định 217 của*."""

    SAID = "a number behind “số”, or with signs"
    SIGNS = "a number with signs"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind.

    Attributes
    ----------
    name : str
    needs : Needs
    signs : tuple of str
        What stands for it in a number, where nothing else does.
    """

    name: str
    needs: Needs
    signs: tuple[str, ...] = ()


KINDS = (
    Kind("Nghị quyết liên tịch", Needs.NUMBER, ("NQLT",)),
    Kind("Nghị quyết", Needs.NUMBER, ("NQ",)),
    Kind("Nghị định", Needs.NUMBER, ("NĐ",)),
    Kind("Thông tư liên tịch", Needs.NUMBER, ("TTLT", "TTLB")),
    Kind("Thông tư", Needs.NUMBER, ("TT",)),
    Kind("Chỉ thị", Needs.NUMBER, ("CT",)),
    Kind("Công văn", Needs.NUMBER, ("CV",)),
    Kind("Công điện", Needs.NUMBER, ("CĐ",)),
    Kind("Tờ trình", Needs.NUMBER, ("TTr",)),
    Kind("Đề án", Needs.NUMBER, ("ĐA",)),
    Kind("Quyết định", Needs.GUARDED, ("QĐ",)),
    Kind("Quy định", Needs.GUARDED, ("QyĐ", "QĐi")),
    Kind("Quy chế", Needs.GUARDED, ()),
    Kind("Kết luận", Needs.GUARDED, ("KL",)),
    Kind("Hướng dẫn", Needs.SAID, ("HD",)),
    Kind("Thông báo", Needs.SAID, ("TB",)),
    Kind("Thông tri", Needs.SAID, ()),
    Kind("Kế hoạch", Needs.SAID, ("KH",)),
    Kind("Báo cáo", Needs.SAID, ("BC",)),
    Kind("Sắc lệnh", Needs.SAID, ("SL",)),
    Kind("Văn bản", Needs.SAID, ()),
    Kind("Chương trình hành động", Needs.SIGNS, ()),
    Kind("Chương trình", Needs.SIGNS, ("CTr", "CTHĐ", "CTrHĐ")),
    Kind("Pháp lệnh", Needs.SIGNS, ("PL",)),
    Kind("Lệnh", Needs.SIGNS, ("L-CTN",)),
    Kind("Bộ luật", Needs.SIGNS, ()),
    Kind("Luật", Needs.SIGNS, ()),
)

SIGNS = {sign: kind.name for kind in KINDS for sign in kind.signs}
"""Sign of each kind. *QĐ* of the Party may be a Quy định; most are not."""

BY_WORD = {kind.name.lower(): kind for kind in KINDS} | {
    # Which of both is written out is the writer's habit.
    "thông tư liên bộ": Kind("Thông tư liên tịch", Needs.NUMBER),
    "qui định": Kind("Quy định", Needs.GUARDED),
    "qui chế": Kind("Quy chế", Needs.GUARDED),
}
"""Kind of each word, in lower case."""

WORDS = tree_pattern(BY_WORD)
"""Matches a kind's word in lower-cased text, the longest one."""
