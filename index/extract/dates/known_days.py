"""Days that everybody knows: foundings, elections, lunar years.

Texts name them without their year (*kỷ niệm 75 năm Ngày Thương binh - Liệt sĩ*,
*bầu cử đại biểu Quốc hội khóa XV*, *Tết Giáp Thìn*).
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from index.extract.wordlists import entries, tree_pattern

KNOWN_EVENTS = (
    (r"bầu cử đại biểu quốc hội khóa xi(?!\w)", date(2002, 5, 19)),
    (r"bầu cử đại biểu quốc hội khóa xii(?!\w)", date(2007, 5, 20)),
    (r"bầu cử đại biểu quốc hội khóa xiii(?!\w)", date(2011, 5, 22)),
    (r"bầu cử đại biểu quốc hội khóa xiv(?!\w)", date(2016, 5, 22)),
    (r"bầu cử đại biểu quốc hội khóa xv(?!\w)", date(2021, 5, 23)),
    (r"bầu cử đại biểu quốc hội khóa xvi(?!\w)", date(2026, 3, 15)),
    (
        r"(?:chính quyền|mô hình|tổ chức)[^.;\n]{0,30} (?:hai|2) cấp[^.;\n]{0,60}"
        r"(?:hoạt động|vận hành)",
        date(2025, 7, 1),
    ),
)
"""Patterns of events in the state's life that name no day, and their days.

The two-tier local government began on 1 July 2025 (Law 72/2025/QH15); the days of
elections are those of the National Assembly's own lists.
"""

_STEMS = ("canh", "tân", "nhâm", "quý", "giáp", "ất", "bính", "đinh", "mậu", "kỷ")
_BRANCHES = ("thân", "dậu", "tuất", "hợi", "tý", "sửu", "dần", "mão", "thìn", "tỵ",
             "ngọ", "mùi")  # fmt: skip
_SPELLINGS = {"kỉ": "kỷ", "tí": "tý", "tị": "tỵ", "mẹo": "mão", "quí": "quý"}
LUNAR_YEAR = (
    rf"(?P<stem>{'|'.join((*_STEMS, 'kỉ', 'quí'))}) "
    rf"(?P<branch>{'|'.join((*_BRANCHES, 'tí', 'tị', 'mẹo'))})(?!\w)"
)
"""Pattern of a lunar year's name, lower case."""


def lunar_year(stem: str, branch: str) -> int | None:
    """Give the year of the web's time (1990 to 2049) with a lunar name.

    Stems follow the year's last digit, branches its rest by twelve; a name
    returns after sixty years. None where no year has both.

    Examples
    --------
    >>> lunar_year("giáp", "thìn"), lunar_year("mậu", "tuất")
    (2024, 2018)
    >>> lunar_year("giáp", "tỵ") is None
    True
    """
    last_digit = _STEMS.index(_SPELLINGS.get(stem, stem))
    rest = _BRANCHES.index(_SPELLINGS.get(branch, branch))
    for year in range(1990, 2050):
        if year % 10 == last_digit and year % 12 == rest:
            return year
    return None


@cache
def founding_days() -> dict[str, date]:
    """Give the names of what is celebrated and the day on which it began."""
    days: dict[str, date] = {}
    for entry in entries("founding_days"):
        written, name = entry.split("\t")
        day, month, year = map(int, written.split("/"))
        days[name] = date(year, month, day)
    return days


@cache
def founding_pattern() -> re.Pattern[str]:
    """Give the pattern of every name in `founding_days`, the longest first."""
    return re.compile(rf"(?:{tree_pattern(founding_days())})(?!\w)")
