"""The engine on an OpenSearch cluster: what the embedded one answers, it answers.

`engine`, `snapshot`
    The generation that the library's alias names, and its answers.
`library`, `vocabulary`
    What is known of a generation without asking: words, names, suggestions.
`matching`, `phrases`
    Query tree → which documents match.
`frequencies`, `slots`, `scoring`
    Query tree → how well, by scripts that work out the formula of the ranking.
`finding`, `asking`, `paging`, `copies`, `partial`
    One page of hits in their order, copies of one article put together.
`counting`, `facets`
    Counts by day and by person.
`profiles`, `explaining`
    What is said of a person; how a score came about.
"""

from search.opensearch.engine import ClusterEngine
from search.opensearch.snapshot import ClusterSnapshot

__all__ = ["ClusterEngine", "ClusterSnapshot"]
