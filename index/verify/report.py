"""What a verification looked at, and what it found."""

from __future__ import annotations

from dataclasses import dataclass, field

from index.verify.findings import Finding


@dataclass
class GenerationReport:
    """What was looked at in one generation, and what was found.

    Attributes
    ----------
    number : int
    findings : list of Finding
    n_files, n_bytes : int
    n_segments, n_articles, n_terms : int
        As far as they could be read; deleted articles are not counted.
    """

    number: int
    findings: list[Finding] = field(default_factory=list)
    n_files: int = 0
    n_bytes: int = 0
    n_segments: int = 0
    n_articles: int = 0
    n_terms: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


@dataclass
class Report:
    """What was found in an index.

    Attributes
    ----------
    live : GenerationReport
        The generation that ``CURRENT`` names; where it names none, the newest.
    previous : GenerationReport or None
        The one before, if there is one.
    pointer : list of Finding
        What is wrong with ``CURRENT``.
    seconds : float
    """

    live: GenerationReport
    previous: GenerationReport | None = None
    pointer: list[Finding] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def findings(self) -> list[Finding]:
        """Everything that was found in what searches are answered from."""
        return [*self.pointer, *self.live.findings]

    @property
    def is_whole(self) -> bool:
        """Whether the live generation is whole, and ``CURRENT`` names it.

        Damage in the one before does not count: nobody sees it, and the next
        publication removes it.
        """
        return not self.findings
