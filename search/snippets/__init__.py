"""Here is a text: where are the query's words, and which passage says most?

`sought` lists what a query looks for, `candidates` finds where in a text it may
stand, `occurrences` reads those places exactly, `highlights` makes marks of them;
`passages` chooses a window, `sentences` says where it may be cut, `snippet` cuts it.
No engine, no stored offsets, no word segmentation. Whoever marks many texts for one
query makes its plan once.
"""

from search.snippets.highlights import find_highlights, highlights_of
from search.snippets.snippet import make_snippet, snippet_of
from search.snippets.sought import plan_of

__all__ = [
    "find_highlights",
    "highlights_of",
    "make_snippet",
    "plan_of",
    "snippet_of",
]
