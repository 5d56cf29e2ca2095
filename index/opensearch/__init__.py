"""An index in an OpenSearch cluster, for archives that outgrow one machine.

What the cluster gets is analysed here, as for the embedded index: tokens, and never
text that it would have to split itself. docs/opensearch.md describes the mapping, and
what is done to a cluster and when.

`connection`
    Where the cluster is, and who we are there.
`answers`
    What its answers mean: whole or not, and why not.
`mapping`
    Fields and settings of an index.
`documents`
    An analysed article → what is sent of it, and back.
`tables`
    What is kept of a whole generation: words, names, suggestions, the ledger.
`generations`, `library`
    Which generations there are, what they say of themselves, what they hold.
`reindex`, `storage`, `sink`, `bulk`, `patience`, `lock`
    How a reindex writes to a cluster, whatever that does meanwhile.
`beginning`, `building`, `removing`, `rollback`
    How a generation comes, is published, goes, and comes back.
"""
