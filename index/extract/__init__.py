"""Extraction: from a raw page to an article.

Its rooms, in the order in which a text page passes them: `lines` (text to
lines), `furniture` (what is no part of the article), `title`, `bylines`,
`datelines` and `published` (which date, and how it is known), `names`,
`roles` and `persons`. `html_page` and `records` read the other two kinds of
page; `wordlists` reads the knowledge in ``data/``.
"""

from index.extract.article_id import make_article_id
from index.extract.extraction import extract_article

__all__ = ["extract_article", "make_article_id"]
