"""Who wrote the article of an HTML page.

All sources of `signatures.AUTHORS` count, and the bylines that the rules
about lines find above and below the text: sites state an editor in the head
and the writers below. The order is that of the page. Papers, desks and the
accounts of a publishing program are nobody's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.analysis.normalise import fold
from index.extract.decisions import Reason, Trace
from index.extract.html.markup import Found, Markup
from index.extract.html.signatures import AUTHORS
from index.extract.html.text import Place
from index.extract.pages.byline_names import is_outlet
from index.extract.pages.bylines import read_byline
from index.extract.wordlists import modern_tones
from index.messages import N_

NOT_A_PERSON = N_("the name of the site or of an account, not of a person")
ONLY_POSTED = N_("says who posted it, and the article is signed by others")

_ACCOUNTS = frozenset(
    ("super user", "administrator", "admin", "site admin", "web admin", "web master",
     "webmaster", "system account", "quan tri", "quan tri vien", "quan tri web",
     "quan tri mang", "quan tri he thong", "ban quan tri", "ban bien tap",
     "bien tap vien", "toa soan", "nguoi dung", "ban tin", "tong hop", "tin tuc",
     "tac gia", "nguoi dang", "guest user", "test user", "demo user")
)  # fmt: skip
"""Accounts that publishing programs come with, or that their keepers make, as
`name_key` writes them."""

_POSTED = re.compile(r"\s*(?:(?:được )?đăng bởi|người đăng|posted by)\b", re.I)


def find_authors(
    markup: Markup,
    place: Place,
    body: int,
    shown: Sequence[str],
    nobody: frozenset[str],
    trace: Trace | None,
) -> tuple[str, ...]:
    """Bring together what markup and lines say of the authors.

    Parameters
    ----------
    markup : Markup
        The page.
    place : Place
        Where its article is: authors of other articles do not count.
    body : int
        Place of the first paragraph in `Markup.elements`.
    shown : sequence of str
        Names that the rules about lines found, in page order.
    nobody : frozenset of str
        Names of the site and its parts, as `name_key` writes them.
    trace : Trace or None
        Collects which source gave which name.
    """
    end = len(markup.elements)
    first_at: dict[str, int] = {}
    written: dict[str, str] = {}
    posted: list[tuple[str, int, Found, Reason]] = []

    def add(name: str, at: int) -> bool:
        key = _key(name)
        is_new = key not in written
        written.setdefault(key, name)
        first_at[key] = min(at, first_at.get(key, at))
        return is_new

    for source in AUTHORS:
        for found in source.read(markup):
            at = end if found.node is None else markup.number_of(found.node)
            if found.node is not None and not place.holds(found.node):
                continue
            if source.is_below_text and at < body:
                continue
            why = Reason(source.name)
            people, others = read_people(found.text, nobody)
            if _POSTED.match(found.text) is not None:
                posted.extend((name, at, found, why) for name in people)
                continue
            _note(trace, [name for name in people if add(name, at)], found, why)
            if trace is not None and others and not people:
                trace.note("authors", found.text, NOT_A_PERSON, why, taken=False)
    stated = list(written)
    accounts = {_key(name) for name, *_ in posted}
    for name in shown:
        # "Hà Miên (Báo Mẫu)": what is in the brackets may stick to the name.
        is_longer = any(_key(name).startswith(f"{one} ") for one in stated)
        if not is_longer and _key(name) not in accounts:
            add(name, body)
    is_signed = bool(written)
    for name, at, found, why in posted:
        if not is_signed:
            _note(trace, [name] if add(name, at) else [], found, why)
        elif trace is not None and _key(name) not in written:
            trace.note("authors", name, ONLY_POSTED, why, taken=False)
    return tuple(written[key] for key in sorted(written, key=first_at.__getitem__))


def read_people(text: str, nobody: frozenset[str]) -> tuple[list[str], list[str]]:
    """Read the people that a source names.

    Returns
    -------
    people, others : list of str
        Names of people, and what has a name's shape without being one.
    """
    if text.startswith(("http:", "https:", "www.", "@")) or _is_nobody(text, nobody):
        return [], [text]
    names = read_byline(text)
    if names is None:
        return [], []
    people = [name for name in names if not _is_nobody(name, nobody)]
    return people, [name for name in names if name not in people] or [text]


def _is_nobody(name: str, nobody: frozenset[str]) -> bool:
    return name_key(name) in _ACCOUNTS | nobody or is_outlet(name)


def name_key(name: str) -> str:
    """Write a name so that a site's spelling without marks equals its own.

    Examples
    --------
    >>> name_key("Tuổi Trẻ Online") == name_key("TUOI TRE ONLINE")
    True
    """
    return " ".join(fold(word) for word in name.split())


def _key(name: str) -> str:
    return modern_tones(name).lower()


def _note(trace: Trace | None, names: Iterable[str], found: Found, why: Reason) -> None:
    new = ", ".join(names)
    if trace is not None and new:
        read = Reason(N_("read in: %(line)s"), {"line": found.text})
        trace.note("authors", new, why, read)
