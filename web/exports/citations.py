"""How an article is cited: in words, as academic writing does it, and in BibTeX.

Both are Vietnamese whatever language the page is in, as the article is. Neither
says when it was looked at: a text that changes every day would be in no cache, and
who cites knows the day.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from web.addresses import web_address
from web.language.dates import format_day

if TYPE_CHECKING:
    from search import Article

Style = Literal["plain", "bibtex"]
STYLES: tuple[Style, ...] = ("plain", "bibtex")

_NO_DATE = "không rõ ngày"
_UNSEEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+")

# A brace counts in BibTeX even behind a backslash, so it is written as a command.
_SPECIAL = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "~": r"{\textasciitilde}",
    "^": r"{\textasciicircum}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_SAFE_IN_URL = ";/?:@&=+$,#%!*'()~[]-._"


@dataclass(frozen=True, slots=True)
class Citation:
    """An article cited in each style.

    Attributes
    ----------
    plain, bibtex : str
    key : str
        Of the BibTeX entry: letters, digits and a hyphen.
    """

    plain: str
    bibtex: str
    key: str


def cite(article: Article, permanent_link: str) -> Citation:
    """Cite an article.

    Parameters
    ----------
    article : Article
    permanent_link : str
        Where the archive shows it: cited where the article has no address.
    """
    url = web_address(article.url) or permanent_link
    key = citation_key(article)
    return Citation(_plain(article, url), _bibtex(article, url, key), key)


def citation_key(article: Article) -> str:
    """Name a BibTeX entry: of whom, when, its first word, and what tells it apart.

    The same article has the same key for ever, also when its title is mended in
    all but the first word.
    """
    whose = article.authors[0] if article.authors else article.source or ""
    year = article.published[:4] if article.published else "nd"
    # An id may hold lone surrogates, which no encoding has.
    digest = sha256(article.id.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    words = f"{_first_word(whose)}{year}{_first_word(article.title)}"
    return f"{words}-{digest}"


def escape_bibtex(text: str) -> str:
    """Write a text so that BibTeX reads it as the same text, on one line.

    Examples
    --------
    >>> escape_bibtex("Lãi 5% & {vốn}")
    'Lãi 5\\\\% \\\\& {\\\\textbraceleft}vốn{\\\\textbraceright}'
    """
    return "".join(_SPECIAL.get(sign, sign) for sign in _one_line(text))


def _plain(article: Article, url: str) -> str:
    """Write *Author. “Title”. Source, day. Address*, what is not known left out."""
    day = _day(article) or _NO_DATE
    authors = ", ".join(map(_one_line, article.authors))
    parts = [
        authors,
        f"“{_one_line(article.title)}”",
        ", ".join(filter(None, (_one_line(article.source or ""), day))),
    ]
    return " ".join([*(_ended(part) for part in parts if part), _one_line(url)])


def _ended(part: str) -> str:
    return part if part.endswith((".", "…")) else f"{part}."


def _bibtex(article: Article, url: str, key: str) -> str:
    source = _one_line(article.source or "")
    fields = {
        # Braced, or BibTeX would take a name apart and put its last word first.
        "author": " and ".join(f"{{{escape_bibtex(a)}}}" for a in article.authors),
        "title": f"{{{escape_bibtex(article.title)}}}",
        "journal": escape_bibtex(source),
        "url": _url(url),
        "language": "vietnamese",
    }
    entry = [f"@{'article' if source else 'misc'}{{{key},"]
    entry += [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    if article.published:
        year, month, day = article.published[:10].split("-")
        entry += [
            f"  year = {{{year}}},",
            f"  month = {_MONTHS[int(month) - 1]},",
            f"  day = {{{int(day)}}},",
            f"  date = {{{year}-{month}-{day}}},",
        ]
    return "\n".join([*entry, "}"]) + "\n"


def _url(url: str) -> str:
    """Percent-encode what an address may not hold; signs in it mean themselves."""
    return quote(_one_line(url), safe=_SAFE_IN_URL)


def _day(article: Article) -> str | None:
    if not article.published:
        return None
    return format_day(date.fromisoformat(article.published[:10]))


def _one_line(text: str) -> str:
    return _UNSEEN.sub(" ", text).strip()


def _first_word(text: str) -> str:
    """Give the first word as plain letters: keys are for ASCII programs."""
    folded = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    found = re.search(r"[a-z0-9]+", bare)
    return found[0][:20] if found else ""
