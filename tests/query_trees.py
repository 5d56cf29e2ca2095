"""Query trees written so that a test can show them, and queries to make them from."""

from __future__ import annotations

from hypothesis import strategies as st

from search.query.nodes import (
    Also,
    And,
    DocumentNumber,
    Everything,
    InTitle,
    Named,
    Not,
    Nothing,
    Or,
    Phrase,
    Prefix,
    Published,
    Query,
    Word,
)


def written(query: Query, *, readings: bool = False) -> str:
    """Write a tree on one line.

    Parameters
    ----------
    readings : bool
        Whether readings are shown; days of publication always are.
    """

    def write(query: Query) -> str:
        match query:
            case Word(syllable):
                return syllable
            case Prefix(syllable):
                return syllable + "*"
            case Phrase(words):
                return '"' + " ".join(word.syllable for word in words) + '"'
            case DocumentNumber(number, words):
                return "#" + number + "[" + "|".join(w.syllable for w in words) + "]"
            case Named(field, words):
                return field + "[" + " ".join(word.syllable for word in words) + "]"
            case Published(first, last):
                if first is not None and first == last:
                    return str(first)
                return "..".join(str(day or "") for day in (first, last))
            case InTitle(child):
                return "title" + (
                    write(child) if _is_joint(child) else f"({write(child)})"
                )
            case Also(typed, others):
                shown = [
                    write(other.query)
                    for other in others
                    if readings or isinstance(other.query, Published)
                ]
                return "~".join([write(typed), *shown])
            case And(children):
                return "(" + " & ".join(map(write, children)) + ")"
            case Or(children):
                return "(" + " | ".join(map(write, children)) + ")"
            case Not(child):
                return "-" + write(child)
            case Everything():
                return "*"
            case Nothing():
                return "nothing"

    return write(query)


def _is_joint(query: Query) -> bool:
    return isinstance(query, And | Or)


CHUNKS = (
    "lũ lụt tổ chức Hoà họp UBND tp.HCM Mai 18 1.192 18-NQ/TW 17/8/2020 2019 http://x.vn"
).split()
NAMES = st.sampled_from(
    ["title", "Tiêu đề", "tua", "người", "author", "tac_gia", "nguồn"]
)
# None of them excludes another, wherever they meet.
DATES = st.sampled_from(
    ["from:2019", "Từ: 08/2018", "to:2021", "đến:17/8/2022", "date:2020", 'ngày:"2020"']
)
EITHER = st.sampled_from([" OR ", " HOẶC ", " | ", "|"])


@st.composite
def well_formed(draw: st.DrawFn, depth: int = 3, inside: bool = False) -> str:
    """Draw a query in which nothing is wrong.

    Parameters
    ----------
    depth : int
        How deep parentheses nest at most.
    inside : bool
        Whether it is the value of a field, where no field may stand.
    """
    sides = []
    for _ in range(draw(st.integers(1, 2))):
        parts = draw(st.lists(_required(depth, inside), min_size=1, max_size=2))
        sides.append(" ".join(parts))
    return draw(EITHER).join(sides)


@st.composite
def _required(draw: st.DrawFn, depth: int, inside: bool) -> str:
    minus = draw(st.sampled_from(["", "", "-"]))
    kind = draw(st.sampled_from(["operand", "operand", "field", "date"]))
    if kind == "date" and not inside:
        return minus + draw(DATES)
    if kind == "field" and not inside:
        space = draw(st.sampled_from(["", " "]))
        return f"{minus}{draw(NAMES)}:{space}{draw(_operand(depth, True))}"
    return minus + draw(_operand(depth, inside))


@st.composite
def _operand(draw: st.DrawFn, depth: int, inside: bool) -> str:
    kind = draw(st.sampled_from(["chunk", "chunk", "phrase", "prefix", "group"]))
    if kind == "group" and depth:
        return "(" + draw(well_formed(depth - 1, inside)) + ")"
    if kind == "phrase":
        return draw(st.sampled_from(['"tổ chức"', "“title: OR -lũ*”", '"18"']))
    if kind == "prefix" and not inside:
        return draw(st.sampled_from(["ngh*", "tổ*", "hoà*", "19*"]))
    return draw(st.sampled_from(CHUNKS))


HARD = st.lists(
    st.sampled_from(
        [
            *CHUNKS,
            *'"“”()-|*: \n（：＂＊',
            "OR",
            "title:",
            "tác giả :",
            "người: ",
            "Mai",
        ]
        + ["từ:", "đến:", "2020", "8/2020", "ngh*", "n*", "\u200b", "e\u0301", "TP."]
    ),
    max_size=40,
).map("".join)
"""Everything that means something, in any order."""
