"""The title of an HTML page: a heading that the page's metadata bear out.

Metadata say what the page is about, often with the site's name behind it; the
line that shows the same tells where the title ends and where it stands. So the
sources of `metadata.TITLES` are witnesses for a line of the page, and are
taken for themselves where the page shows no such line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.extract.dates.datelines import FoundDate
from index.extract.decisions import Reason
from index.extract.html.markup import Markup
from index.extract.html.metadata import TITLES
from index.extract.html.text import Block, is_around, words_of
from index.extract.pages.own_date import split_own_date
from index.extract.pages.site_lines import is_masthead, is_publisher, is_section_name
from index.extract.pages.title_signs import FEWEST_WORDS
from index.extract.wordlists import modern_tones
from index.messages import N_

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HEADINGS = ("h1", "h2", "h3")
_BEFORE = re.compile(r"(?:\s[-–—]|[|»›>·•:])\s*$")
_AFTER = re.compile(r"^(?:\s+[-–—]\s|\s*[|»›<>·•])")
_SEPARATOR = re.compile(r"\s+[-–—]\s+|\s*[|»›<>·•]\s*")
_CUT_SHORT = re.compile(r"\s*(?:…|\.{3})$")
_TITLE_NAME = re.compile(r"-(?:title|tieu-?de|headline|heading)-")
_LOGO = re.compile(r"-(?:logo|brand|site-(?:title|name)|banner|masthead)-")
_QUOTES = re.compile("[\"'“”‘’«»`]")

FEWEST_OF_CUT = 20
"""Characters that a title cut short must have left to bear witness."""

LIKE_ENOUGH = 0.6
"""Share of words that a heading and a headline for search engines have in
common, of all words of either, where they are versions of one title."""

LONGEST = 300
"""Characters of a line that can be a title."""


@dataclass(frozen=True, slots=True)
class PageTitle:
    """The title and where the page shows it.

    Attributes
    ----------
    text : str
        Without the site's name and without a date of its own.
    at, end : int or None
        Numbers of its first block and of the block after it; None where the
        page does not show it.
    own_date : FoundDate or None
        A date that shares the title's line.
    reasons : tuple of Reason
        Where it is from and what bears it out.
    """

    text: str
    at: int | None
    end: int | None
    own_date: FoundDate | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    at: int
    end: int
    text: str
    level: int
    is_logo: bool
    is_around: bool


def find_title(
    markup: Markup, blocks: Sequence[Block], body_at: int
) -> PageTitle | None:
    """Find the title by the markup.

    Parameters
    ----------
    markup : Markup
        The page.
    blocks : sequence of Block
        Its visible lines.
    body_at : int
        Number of the block with which the text begins; the nearest line above
        it wins among equals.

    Returns
    -------
    PageTitle or None
        None where neither a witness nor a heading tells it.
    """
    candidates = list(_candidates(markup, blocks))
    witnesses = [
        (source.name, found.text)
        for source in TITLES
        for found in source.read(markup)
        if not _is_general(markup, found.text)
    ]
    for holds, reason in (
        (_shows, N_("a line of the page that is the same")),
        (_is_like, N_("a line of the page in nearly the same words")),
    ):
        for name, said in witnesses:
            shown = [one for one in candidates if holds(one.text, said)]
            if best := _nearest(shown, body_at, said):
                return _title(best.text, best, name, reason)
    headings = [
        one
        for one in candidates
        if one.level <= len(_HEADINGS) and not one.is_logo and one.at < body_at
        if len(one.text.split()) >= FEWEST_WORDS and not one.text.endswith((".", ":"))
    ]
    if witnesses and witnesses[0][0] != TITLES[-1].name:
        name, said = witnesses[0]
        return _title(_without_site(markup, said), None, name)
    if headings:
        best = min(headings, key=lambda one: (one.is_around, one.level, -one.at))
        return _title(best.text, best, N_("a heading above the text"))
    return None


def names_beside(markup: Markup, title: str) -> list[str]:
    """Give what stands beside the title in the page's ``<title>``: site, section."""
    for found in TITLES[-1].read(markup):
        parts = [part.strip() for part in _SEPARATOR.split(found.text)]
        return [part for part in parts if part and _key(part) not in _key(title)]
    return []


def title_element(markup: Markup) -> PageTitle | None:
    """Take the page's ``<title>`` where nothing else tells."""
    for found in TITLES[-1].read(markup):
        if found.text:
            return _title(_without_site(markup, found.text), None, TITLES[-1].name)
    return None


def tells_article(markup: Markup) -> bool:
    """Say whether the page's ``<title>`` is more than the name of the site."""
    found = title_element(markup)
    return found is not None and not _is_general(markup, found.text)


def _title(text: str, shown: _Candidate | None, *reasons: str) -> PageTitle:
    title, own_date = split_own_date(text)
    why = tuple(Reason(one) for one in reasons)
    if shown is None:
        return PageTitle(title, None, None, own_date, why)
    return PageTitle(title, shown.at, shown.end, own_date, why)


def _heading_of(block: Block) -> HtmlElement | None:
    """Give the heading that a line stands in, by its tag or by its class."""
    for depth, node in enumerate((block.node, *block.node.iterancestors())):
        if node.tag in _HEADINGS or "headline" in (node.get("itemprop") or ""):
            return node
        if depth < 2 and _TITLE_NAME.search(words_of(node)) is not None:
            return node
        if node.tag in ("body", "table", "ul", "article"):
            break
    return None


def _candidates(markup: Markup, blocks: Sequence[Block]) -> Iterator[_Candidate]:
    at = 0
    # Thousands of lines may stand in one element; it is looked through once.
    logos: dict[tuple[HtmlElement, HtmlElement | None], bool] = {}
    while at < len(blocks):
        block, start = blocks[at], at
        at += 1
        heading = _heading_of(block)
        level, text = len(_HEADINGS) + 1, block.text
        if heading is not None:
            is_tag = heading.tag in _HEADINGS
            level = _HEADINGS.index(heading.tag) if is_tag else len(_HEADINGS)
            # A heading that is broken over lines is one title all the same.
            while is_tag and at < len(blocks) and _heading_of(blocks[at]) is heading:
                text = f"{text} {blocks[at].text}"
                at += 1
        if len(text) > LONGEST or _is_general(markup, text):
            continue
        around = any(map(is_around, (block.node, *block.node.iterancestors())))
        if (place := (block.node, heading)) not in logos:
            logos[place] = _is_logo(*place)
        yield _Candidate(start, at, text, level, logos[place], around)


def _is_logo(node: HtmlElement, heading: HtmlElement | None) -> bool:
    """Say whether a line is the site's name: it leads home, or says so."""
    for one in (node, *node.iterancestors()):
        if _LOGO.search(words_of(one)) is not None:
            return True
        if heading is None or one is heading:
            break
    return any(
        (link.get("href") or "").rstrip("/") in ("", "..", ".", "/index.html")
        and link.get("href")
        or "home" in (link.get("rel") or "")
        for link in (heading if heading is not None else node).iter("a")
    )


def _is_general(markup: Markup, text: str) -> bool:
    """Say whether a text names the site or a section, not an article."""
    bare = text.strip(" :|-–»")
    return (
        not bare
        or bare.lower() in markup.site_names
        or is_section_name(bare)
        or is_masthead(bare)
        or is_publisher(bare)
    )


def _key(text: str) -> str:
    return " ".join(_QUOTES.sub("", modern_tones(text)).casefold().split())


def _shows(line: str, said: str) -> bool:
    """Say whether a line is what a witness says, but for the site's name.

    Examples
    --------
    >>> _shows("Mùa gặt sớm", "Mùa gặt sớm - Báo Mẫu")
    True
    >>> _shows("Mùa gặt sớm", "Mùa gặt sớm hơn mọi năm")
    False
    """
    shown, witness = _key(split_own_date(line)[0]), _key(said)
    if shown == witness:
        return True
    if not shown:
        return False
    at = witness.find(shown)
    if at >= 0 and len(shown.split()) >= 2:
        before, after = witness[:at], witness[at + len(shown) :]
        if (not before or _BEFORE.search(before)) and (
            not after or _AFTER.search(after)
        ):
            return True
    return any(
        len(part) >= FEWEST_OF_CUT and shown.startswith(part)
        for part in (
            _CUT_SHORT.sub("", piece)
            for piece in _SEPARATOR.split(witness)
            if _CUT_SHORT.search(piece)
        )
    )


def _is_like(line: str, said: str) -> bool:
    shown = set(re.findall(r"\w+", _key(line)))
    if len(shown) < 4:
        return False
    return any(
        len(shown & words) >= LIKE_ENOUGH * len(shown | words)
        for words in (
            set(re.findall(r"\w+", part))
            for part in (_key(said), _SEPARATOR.split(_key(said))[0])
        )
    )


def _nearest(shown: Sequence[_Candidate], body_at: int, said: str) -> _Candidate | None:
    """Choose among lines that a witness bears out the one next above the text."""
    if not shown or all(one.is_logo for one in shown):
        return None
    return max(
        shown,
        key=lambda one: (
            not one.is_logo,
            _key(one.text) == _key(said),
            len(one.text.split()) >= FEWEST_WORDS,
            one.at < body_at,
            not one.is_around,
            one.at if one.at < body_at else -one.at,
        ),
    )


def _without_site(markup: Markup, said: str) -> str:
    """Take the site's name off the end of a title that the page does not show."""
    for last in reversed(list(_SEPARATOR.finditer(said))):
        rest = said[last.end() :].strip()
        if not _is_general(markup, rest):
            break
        said = said[: last.start()]
    return said.strip()
