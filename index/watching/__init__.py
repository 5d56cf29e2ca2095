"""A watch over an index: when must a reindex run, and in which process?

`Watch` puts the three together: `schedule` says when, `folders` sees changes,
`process` runs a reindex.
"""

from index.watching.watch import (
    Abandoned,
    Began,
    Event,
    Failed,
    Reindexed,
    Watch,
    Watching,
)

__all__ = [
    "Abandoned",
    "Began",
    "Event",
    "Failed",
    "Reindexed",
    "Watch",
    "Watching",
]
