"""Word segmentation: which neighbouring syllables make one word (từ).

The one entrance for the rest of `index`. The decisions are pyvi's, exactly;
`index.analysis.word_segmentation` makes them from pyvi's model.
"""

from __future__ import annotations

from index.analysis.word_segmentation import (
    WORD_JOINT,
    NumberedTerms,
    PositionedText,
    positions_of,
    word_spans,
    word_spans_of,
)

__all__ = [
    "WORD_JOINT",
    "NumberedTerms",
    "PositionedText",
    "positions_of",
    "word_spans",
    "word_spans_of",
]
