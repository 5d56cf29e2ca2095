"""A reindex on several machines, by a Dask scheduler that is there already.

`crew` hands out the work: the only module that knows Dask. What is handed out is in
`work`; a Dask worker has it done by a process of ours beside it (`hands`), since pages
are read by processes that may die of one, and Dask's may have no such children. See
docs/decisions/0030.
"""
