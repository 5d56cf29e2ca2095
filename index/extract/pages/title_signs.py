"""The signs of a title, as a table.

A line above the text that is no furniture, no dateline and no section's name
may be the title. Each sign that it shows adds or takes points; `title` takes
the line with the most. A sign looks at the line and its neighbours, never at
the site.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.extract.dates.datelines import find_dates
from index.extract.pages.byline_names import jobs
from index.extract.pages.bylines import read_byline
from index.extract.pages.lines import Line
from index.extract.pages.own_date import split_own_date
from index.extract.pages.site_lines import is_body_in_capitals, is_publisher
from index.extract.wordlists import lower_in_place, modern_tones
from index.messages import N_

FEWEST_WORDS = 4
"""A title has at least four words where the page offers such a line."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A line that may be the title, with what stands round it.

    Attributes
    ----------
    head : sequence of Line
        The lines above the text.
    kinds : sequence of str
        The kind of each; see `index.extract.pages.kinds`.
    index : int
        Which of them is meant.
    """

    head: Sequence[Line]
    kinds: Sequence[str]
    index: int

    @property
    def line(self) -> Line:
        """The line itself."""
        return self.head[self.index]

    def neighbours(self) -> list[int]:
        """Places of the lines directly above and below."""
        near = (self.index - 1, self.index + 1)
        return [at for at in near if 0 <= at < len(self.head)]


@dataclass(frozen=True, slots=True)
class Sign:
    """One row of the table.

    Attributes
    ----------
    name : str
        The sign, as a reason to be shown.
    points : float
        What it adds to the score of the line.
    holds : callable
        Whether a `Spot` shows it.
    example : tuple of str
        A page's first lines; the line of the sign is marked with a leading
        ``>``.
    """

    name: str
    points: float
    holds: Callable[[Spot], bool]
    example: tuple[str, ...]


def _in_menu(spot: Spot) -> bool:
    return spot.line.n_words <= FEWEST_WORDS and any(
        spot.kinds[at] == "text" and spot.head[at].n_words <= FEWEST_WORDS
        for at in spot.neighbours()
    )


_BUTTON = re.compile(
    r"(?:\d+\s)?(?:xem|chạm|nhấn|bấm|theo dõi|tải|đăng ký|đăng nhập|nghe|đọc|gửi|"
    r"chia sẻ|mở|bật|tắt|chọn|click|tìm)\s"
)


def _n_words(line: Line) -> int:
    return len(line.text.split())


def _is_button(line: Line) -> bool:
    """Say whether a short line begins with the verb of a button, a count before it."""
    return (
        _n_words(line) <= LONGEST_BUTTON
        and _BUTTON.match(lower_in_place(line.text)) is not None
    )


LONGEST_BUTTON = 6


def _is_post(spot: Spot) -> bool:
    """Say whether a line is the post of somebody whose name stands beside it."""
    words = lower_in_place(modern_tones(spot.line.text)).split()
    opens = any(" ".join(words[:n]) in jobs() for n in (2, 3))
    return opens and any(
        read_byline(spot.head[at].text) or spot.kinds[at] == "byline"
        for at in spot.neighbours()
    )


def _past_names(spot: Spot) -> list[int]:
    """Give the nearest lines above and below that are no names of authors."""
    found = []
    for step in (-1, 1):
        at = spot.index + step
        while 0 <= at < len(spot.head) and read_byline(spot.head[at].text):
            at += step
        if 0 <= at < len(spot.head):
            found.append(at)
    return found


_CREDIT = re.compile(
    r"(?:[.,(]\s*(?:Ảnh|Photo|Nguồn ảnh)\b[^.]{0,50}|\(Ảnh[^)]{0,50}\)"
    r"|\b(?:REUTERS|AFP|AP|Getty|EPA|TTXVN|Xinhua)\b[^.]{0,25})$"
)


def _has_time_below(spot: Spot) -> bool:
    at = spot.index + 1
    while at < len(spot.head) and read_byline(spot.head[at].text):
        at += 1
    if at >= len(spot.head) or spot.kinds[at] != "date":
        return False
    return find_dates(spot.head[at].text)[0].clock is not None


def _is_below_dateline_of_another(spot: Spot) -> bool:
    at = spot.index - 1
    passed_date = False
    while at >= 0:
        line, kind = spot.head[at], spot.kinds[at]
        if kind == "age" or kind == "date" and find_dates(line.text)[0].clock:
            # A bare day may be the visitor's and tells nothing of its neighbours.
            passed_date = True
        elif kind == "date":
            return False
        elif not read_byline(line.text):
            return (
                passed_date and kind == "text" and _n_words(line) > _n_words(spot.line)
            )
        at -= 1
    return False


def _is_next_to_text(spot: Spot) -> bool:
    """Say whether no other line that could be a title comes before the text."""
    return not any(
        kind == "text"
        and line.n_words >= FEWEST_WORDS
        and not _reads_on(line)
        and not _is_button(line)
        and not read_byline(line.text)
        for line, kind in zip(
            spot.head[spot.index + 1 :], spot.kinds[spot.index + 1 :], strict=True
        )
    )


def _reads_on(line: Line) -> bool:
    """Say whether a line ends like a sentence: a summary rather than a title."""
    return line.text.endswith((".", ";", ",", ":")) and not line.text.endswith("...")


SIGNS = (
    Sign(
        N_("four words or more"),
        2,
        lambda spot: _n_words(spot.line) >= FEWEST_WORDS,
        (">Mùa gặt đến sớm",),
    ),
    Sign(
        N_("six words or more"),
        2,
        lambda spot: _n_words(spot.line) >= 6,
        (">Mùa gặt sớm ở vùng cao",),
    ),
    Sign(
        N_("begins with the verb of a button"),
        -2,
        lambda spot: _is_button(spot.line),
        (">Xem với cỡ chữ to",),
    ),
    Sign(
        N_("more than forty words: longer than any headline"),
        -3,
        lambda spot: spot.line.n_words > 40,
        (">" + "Mùa gặt sớm ở vùng cao " * 7,),
    ),
    Sign(
        N_("a date in the line itself, in brackets or after a dash"),
        3,
        lambda spot: split_own_date(spot.line.text)[1] is not None,
        (">Mùa gặt sớm (04/12/2017 18:19)",),
    ),
    Sign(
        N_("a dateline directly above or below, names between them left aside"),
        2,
        lambda spot: any(spot.kinds[at] in ("date", "age") for at in _past_names(spot)),
        (">Mùa gặt sớm", "Lò Văn Mẫu", "04/12/2017 18:19"),
    ),
    Sign(
        N_("only datelines, names and buttons between it and the text"),
        2.5,
        _is_next_to_text,
        ("Thạch An hôm nay", ">Mùa gặt sớm ở vùng cao", "Chia sẻ", "Lò Văn Mẫu"),
    ),
    Sign(
        N_("below a dateline that stands below a longer line"),
        -2.5,
        _is_below_dateline_of_another,
        ("Mùa gặt sớm ở vùng cao", "04/12/2017 18:19", ">Bản đọc bằng giọng máy"),
    ),
    Sign(
        N_("alone between empty lines"),
        0.5,
        lambda spot: spot.line.blank_before and spot.line.blank_after,
        ("Thời sự", "", ">Mùa gặt sớm", "", "Chia sẻ"),
    ),
    Sign(
        # A page saved without its furniture begins with its title.
        N_("the page's first line, set apart from the next"),
        2,
        lambda spot: (
            spot.line.number == 0 and spot.line.blank_after and spot.line.n_words >= 3
        ),
        (">Mùa gặt sớm", "", "Chia sẻ"),
    ),
    Sign(
        # Nothing says that anything was put round the article.
        N_("the first line of a page without furniture"),
        3.5,
        lambda spot: (
            spot.line.number == 0
            and spot.line.blank_after
            and all(kind == "text" for kind in spot.kinds)
        ),
        (">Chuyện lớn!", "", "- Thế cái gì mới là chuyện lớn chứ?"),
    ),
    Sign(
        N_("the same line comes again below"),
        1,
        lambda spot: any(
            other.text == spot.line.text for other in spot.head[spot.index + 1 :]
        ),
        (">Mùa gặt sớm", "Thời sự", "Mùa gặt sớm"),
    ),
    Sign(
        N_("ends like a sentence"),
        -2,
        lambda spot: _reads_on(spot.line),
        (">Mùa gặt sớm hơn mọi năm.",),
    ),
    Sign(
        N_("begins with a dash, a bullet or a bracket"),
        -2,
        lambda spot: spot.line.text[:1] in "-–+•*(",
        (">- Mùa gặt sớm",),
    ),
    Sign(
        # A row of short lines without empty lines between them is a menu.
        N_("a short line beside another one, as in a menu"),
        -1,
        _in_menu,
        (">Góc nhà nông", "Chuyện làng ta"),
    ),
    Sign(
        N_("reads like a byline"),
        -2,
        lambda spot: bool(read_byline(spot.line.text)),
        (">Lò Văn Mẫu",),
    ),
    Sign(
        N_("the name of an office that may keep the site"),
        -5,
        lambda spot: is_publisher(spot.line.text) or is_body_in_capitals(spot.line),
        (">Hội Nông dân tỉnh Suối Bạc",),
    ),
    Sign(
        N_("the post of somebody named beside it"),
        -4,
        _is_post,
        ("PGS, TS. Lò Văn Mẫu", ">Tổng thư ký Hội đồng Lý luận Suối Bạc"),
    ),
    Sign(
        N_("ends with a picture's credit"),
        -4,
        lambda spot: _CREDIT.search(spot.line.text) is not None,
        (">Xe ôm chờ khách gần ga, ngày 10/04/2020. REUTERS - KHAM",),
    ),
    Sign(
        N_("a dateline with a time directly below, names between them left aside"),
        1,
        _has_time_below,
        (">Mùa gặt sớm", "Lò Văn Mẫu", "04/12/2017 18:19"),
    ),
)

LATER_LINE = -0.001
"""What each line above it takes from a candidate: of equals, the first wins."""


def signs_of(spot: Spot) -> list[Sign]:
    """Give the signs that a line shows, in the table's order."""
    return [sign for sign in SIGNS if sign.holds(spot)]


def score(spot: Spot) -> float:
    """Add up the points of a line."""
    return sum(sign.points for sign in signs_of(spot)) + LATER_LINE * spot.index
