"""Which official documents does a text cite, where, and how are they searched for?"""

from search.documents.cited import CitedDocument
from search.documents.finding import documents_cited

__all__ = ["CitedDocument", "documents_cited"]
