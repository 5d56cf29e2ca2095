"""Which neighbouring syllables make one word (từ): pyvi's decisions, much faster."""

from index.analysis.word_segmentation.output import (
    tokenize,
    tokenize_all,
    word_spans,
    word_spans_of,
)

__all__ = ["tokenize", "tokenize_all", "word_spans", "word_spans_of"]
