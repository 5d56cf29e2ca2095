"""What articles that are safe in a cluster bring to the tables of their generation."""

from __future__ import annotations

from dataclasses import dataclass

from index.opensearch.library_tables import TitleRow
from index.opensearch.tally import Tally


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a process says of articles that the cluster has acknowledged.

    Attributes
    ----------
    tally : Tally
        Of them all.
    titles : list of TitleRow
    sent : list of str
        Ids of those that were sent; the others were there already.
    """

    tally: Tally
    titles: list[TitleRow]
    sent: list[str]
