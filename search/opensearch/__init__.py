"""The engine on an OpenSearch cluster: what the embedded one answers, it answers.

`engine`
    Keeps up with the generation that the library's alias names.
`snapshot`
    One generation: `search.engine.Snapshot`, method by method.
`library`
    What is known of a generation without asking: words, names, suggestions.
`matching`, `phrases`
    Query tree → which documents match.
`scoring`, `slots`
    Query tree → how well, by scripts that work out the formula of the ranking.
`hits`, `copies`
    One page of hits in their order, copies of one article put together.
`facets`
    Counts by day and by person.
`profiles`
    What is said of a person.
"""

from search.opensearch.engine import ClusterEngine
from search.opensearch.snapshot import ClusterSnapshot

__all__ = ["ClusterEngine", "ClusterSnapshot"]
