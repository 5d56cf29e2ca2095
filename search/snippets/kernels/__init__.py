"""The inner loops of snippets, compiled where they could be.

Python's are in `search.snippets.occurrences` and `search.snippets.passages`; they
do everything and say what it means. docs/decisions/0014-compiled-loops.md.
"""
