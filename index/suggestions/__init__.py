"""What is offered while somebody types: one file beside each segment.

``<segment>.suggestions`` holds persons, titles and frequent word sequences of
a segment's articles, sorted so that a beginning finds them. It is read where it
lies, through a memory map; docs/index-format.md describes it byte by byte.
`search.offered.files` reads it.
"""

from index.suggestions.builder import SuggestionsBuilder, write_suggestions
from index.suggestions.collected import UNKNOWN_MINUTE
from index.suggestions.file_format import (
    ENDING,
    KINDS,
    MAGIC,
    VERSION,
    is_current,
    section_name,
)

__all__ = [
    "ENDING",
    "KINDS",
    "MAGIC",
    "UNKNOWN_MINUTE",
    "VERSION",
    "SuggestionsBuilder",
    "is_current",
    "section_name",
    "write_suggestions",
]
