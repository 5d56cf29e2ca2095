"""What a reindex did, for whoever asked for it."""

from __future__ import annotations

from dataclasses import dataclass, field

from index.ledger import Failure


@dataclass
class ReindexSummary:
    """What a reindex did.

    `articles` counts what the index holds now, `copies` those among them that
    are copies of another, `failed` the pages that could not be read; `ignored`
    maps the endings of files that are no pages to how many there were.
    """

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    articles: int = 0
    copies: int = 0
    seconds: float = 0.0
    generation: int = 0
    failures: list[Failure] = field(default_factory=list)
    ignored: dict[str, int] = field(default_factory=dict)

    @property
    def failed(self) -> int:
        """Number of pages that could not be read."""
        return len(self.failures)

    @property
    def has_changes(self) -> bool:
        """Whether any article came, changed or went."""
        return bool(self.added or self.updated or self.removed)
