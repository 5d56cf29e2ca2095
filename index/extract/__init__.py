"""Extraction: from a raw page to an article.

Its rooms: `pages` (lines, furniture, title, byline and body; HTML), `dates`
(how pages write a date, and what a text tells of its day), `persons` (names,
the evidence that they are persons, roles). `records` reads an article of a
JSONL file, `decisions` keeps what was decided and why, `wordlists` reads the
knowledge in ``data/``.
"""

from index.extract.article_id import make_article_id
from index.extract.extraction import extract_article

__all__ = ["extract_article", "make_article_id"]
