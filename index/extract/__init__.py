"""Extraction: from a raw page to an article.

Its rooms, in the order in which a text page passes them: `lines` (text to
lines), `furniture_rules` and `furniture` (what is no part of the article),
`title`, `bylines`, `datelines`, `told_dates` and `published` (which date, and
how it is known), `names` (what can be a name), `role_ends` and `roles`,
`evidence` (whether a name is a person's) and `persons`. `html_page` and
`records` read the other two kinds of page; `wordlists` reads the knowledge in
``data/``.
"""

from index.extract.article_id import make_article_id
from index.extract.extraction import extract_article

__all__ = ["extract_article", "make_article_id"]
