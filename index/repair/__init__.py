"""A damaged index → a whole one, made of the articles that are stored in it.

`salvage`
    Which articles are left in a file of them?
`evidence`
    Which of the other files can be believed?
`gathering`
    Which articles, and which versions of them, are the index?
`rebuilding`
    These articles → the next generation.

All else that an index has follows from its articles, and is made anew. What is lost
is left out of the ledger, and its files out of the stamps, so that the next reindex
reads these pages again. The damaged generation stays until the next publication.
"""

from index.repair.rebuilding import LostArticle, RepairSummary, repair

__all__ = ["LostArticle", "RepairSummary", "repair"]
