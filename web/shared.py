"""What all workers of a service have in common: made before they are forked."""

from __future__ import annotations

from dataclasses import dataclass, field

from web.middleware.metrics import Metrics
from web.middleware.rate_limit import RateTable


@dataclass(frozen=True, slots=True)
class Shared:
    """Counts that outlive a worker, and a reload.

    Attributes
    ----------
    metrics : Metrics
    requests : RateTable
        Of each client's requests.
    failures : RateTable
        Of each client's wrong credentials.
    """

    metrics: Metrics = field(default_factory=Metrics)
    requests: RateTable = field(default_factory=RateTable)
    failures: RateTable = field(default_factory=RateTable)
