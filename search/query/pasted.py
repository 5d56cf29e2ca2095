"""A headline that was pasted as a query: its signs are no operators."""

from __future__ import annotations

from index.analysis.syllables import syllable_spans
from search.query.lexer import tokenize

MIN_WORDS = 5
"""Of fewer words, a minus or a field's name was most likely meant as one."""


def as_text(query: str) -> str | None:
    """Give the words of a query whose minuses and fields may be mere signs.

    *Triều Tiên phóng tên lửa Hwasong -15* excludes the 15 that it names, and *Lũ
    cuốn trôi 4 người: đã tìm thấy 1* asks for a person called Đã. As a last
    resort such a query is searched for as plain words.

    Returns
    -------
    str or None
        None where there is no such sign, or where the query is short.

    Examples
    --------
    >>> as_text("Lũ cuốn trôi 4 người: đã tìm thấy 1")
    'Lũ cuốn trôi 4 người đã tìm thấy 1'
    >>> as_text("lũ -lụt") is None
    True
    """
    kinds = {token.kind for token in tokenize(query)}
    if not kinds & {"not", "field"} or kinds & {"or", "open", "close"}:
        # Whoever writes OR or parentheses writes operators.
        return None
    words = [query[start:end] for start, end in syllable_spans(query)]
    return " ".join(words) if len(words) >= MIN_WORDS else None
