"""Here is a text: where are the query's words, and which passage says most?

`sought` lists what a query looks for, `candidates` finds where in a text it may
stand, `occurrences` reads those places exactly, `highlights` makes marks of them;
`passages` chooses a window, `sentences` says where it may be cut, `snippet` cuts it.
No engine, no stored offsets, no word segmentation.
"""

from search.snippets.highlights import find_highlights
from search.snippets.snippet import make_snippet

__all__ = ["find_highlights", "make_snippet"]
