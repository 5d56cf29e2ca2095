"""Word segmentation: which neighbouring syllables make one word (từ).

The decisions are pyvi's, exactly. The import takes over a second (pyvi brings
scikit-learn), so it happens at the first use, which is never while searching.
"""

from __future__ import annotations

from functools import cache
from typing import Any


def word_spans(text: str) -> list[tuple[int, int]]:
    """Find the words of two or more pyvi tokens.

    Parameters
    ----------
    text : str
        NFC; pyvi would compose it otherwise, and offsets would not fit.

    Returns
    -------
    list of (int, int)
        ``(start, end)`` in code points of `text`, ascending, not overlapping.

    Examples
    --------
    >>> [f"{text[s:e]}" for text in ["Ban Tổ chức họp"] for s, e in word_spans(text)]
    ['Tổ chức']
    """
    tokenizer = _pyvi()
    tokens = tokenizer.sylabelize(text)[1]
    if not tokens:
        return []
    # pyvi's output is its tokens with one joint between neighbours: "_" inside
    # a word, " " between words. Walking the joints is exact even where the
    # text itself holds underscores.
    output = tokenizer.tokenize(text)
    spans: list[tuple[int, int]] = []
    cursor = joint = word_start = n_tokens = 0
    end = 0
    for i, token in enumerate(tokens):
        start = text.index(token, cursor)
        is_inside_word = i > 0 and output[joint] == "_"
        if not is_inside_word:
            if n_tokens > 1:
                spans.append((word_start, end))
            word_start, n_tokens = start, 0
        n_tokens += 1
        cursor = end = start + len(token)
        joint += len(token) + (1 if i > 0 else 0)
    if n_tokens > 1:
        spans.append((word_start, end))
    return spans


@cache
def _pyvi() -> Any:
    # The only import of pyvi in the project: this is where a faster reader of
    # the same model goes.
    from pyvi.ViTokenizer import ViTokenizer

    return ViTokenizer
