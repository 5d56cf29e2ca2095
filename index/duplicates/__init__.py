"""Which articles are the same article, from two sites or saved twice?

`signature`
    What is kept of each text to compare it by; made in the worker processes.
`table`
    The signatures of all articles of a generation, and their file.
`similarity`
    Are two texts the same article? The rules, with what they were measured by.
`candidates`
    Which pairs are worth asking about?
`grouping`
    Signatures → groups of copies.
`groups`
    The groups of a generation, and their file.
`carrying`
    What follows for both when articles come and go?

docs/decisions/0011-duplicates.md says why each rule is as it is.
"""
