"""Which neighbouring syllables make one word (từ): pyvi's decisions, much faster."""

from index.analysis.word_segmentation.output import (
    tokenize,
    tokenize_all,
    word_spans,
    word_spans_of,
)
from index.analysis.word_segmentation.positions import (
    NumberedTerms,
    PositionedText,
    positions_of,
)
from index.analysis.word_segmentation.syllable_table import WORD_JOINT

__all__ = [
    "WORD_JOINT",
    "NumberedTerms",
    "PositionedText",
    "positions_of",
    "tokenize",
    "tokenize_all",
    "word_spans",
    "word_spans_of",
]
