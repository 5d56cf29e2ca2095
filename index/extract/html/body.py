"""The text of an HTML page's article: where it is, and what belongs to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from typing import TYPE_CHECKING

from index.analysis.normalise import normalise_text
from index.extract.decisions import Trace
from index.extract.html.markup import Markup
from index.extract.html.text import (
    Block,
    Place,
    is_around,
    is_hidden,
    words_of,
)
from index.extract.pages.byline_names import is_outlet
from index.extract.pages.bylines import read_byline
from index.extract.wordlists import modern_tones
from index.messages import N_

if TYPE_CHECKING:
    from lxml.html import HtmlElement

NOT_IN_TEXT = N_("the text finder (trafilatura) does not count it to the text")
BESIDE = N_("stands beside the article: a menu, comments, other articles")
TITLE = N_("the title")
LEAD = N_("the lead, by its class or by the page's description")

MOST_AROUND = 0.25
"""Share of a page's letters above which an element is not furniture, whatever
its name: sites have a ``main-menu-content``, too."""

_LEAD_NAME = re.compile(
    r"-(?:sapo|summary|lead|chapeau|excerpt|intro(?:text)?|standfirst|desc|"
    r"description|tom-?tat|trich-?(?:dan|yeu)|mo-?ta|cms-desc)-"
)
FEWEST_OF_LEAD = 8
"""Words of the shortest line that is taken for a lead."""


def main_text(tree: HtmlElement) -> str:
    """Give the article's text by trafilatura, a line for a paragraph.

    What is hidden, and what names itself a menu, a comment or another
    article's, is taken out before; the tree itself stays as it is.
    """
    # Loading trafilatura takes longer than reading a hundred text pages.
    import trafilatura

    pruned = deepcopy(tree)
    _prune(pruned)
    for one in (pruned, tree):
        try:
            main = trafilatura.extract(
                one, include_comments=False, include_tables=False, favor_recall=True
            )
        except MemoryError:
            raise
        except Exception:  # trafilatura lets several unrelated errors of lxml through
            continue
        if main and main.strip():
            return normalise_text(main)
    return ""


def _prune(tree: HtmlElement) -> None:
    most = MOST_AROUND * len(tree.text_content())
    for node in list(tree.iterdescendants()):
        if not isinstance(node.tag, str) or node.getparent() is None:
            continue
        if node.tag in ("head", "title", "meta", "h1", "body") or not (
            is_hidden(node) or is_around(node)
        ):
            continue
        if len(node.text_content()) > most or node.find(".//h1") is not None:
            continue
        node.drop_tree()


def find_extent(blocks: Sequence[Block], main: str) -> tuple[int, int]:
    """Give the blocks between which the text stands.

    Returns
    -------
    first, last : int
        Numbers of blocks; without a text, the first paragraph of prose and the
        last block.
    """
    starts = {_key(line)[:60] for line in main.split("\n") if _key(line)}
    found = [at for at, block in enumerate(blocks) if _key(block.text)[:60] in starts]
    # A short line of the text may stand in a menu, too.
    prose = [at for at in found if len(blocks[at].text) >= 60]
    if found:
        return (prose or found)[0], found[-1]
    last = max(0, len(blocks) - 1)
    for at, block in enumerate(blocks):
        if len(block.text) >= 120:
            return at, last
    return 0, last


def find_lead(
    markup: Markup, blocks: Sequence[Block], between: Sequence[int], kept: Sequence[str]
) -> list[str]:
    """Give the lead where trafilatura left it out.

    Parameters
    ----------
    markup : Markup
        The page.
    blocks : sequence of Block
        Its visible lines.
    between : sequence of int
        Numbers of the blocks between the title and the text.
    kept : sequence of str
        The text's paragraphs.
    """
    told = {_key(found.text) for found in markup.metas("og:description", "description")}
    for at in between:
        text = blocks[at].text
        if len(text.split()) < FEWEST_OF_LEAD or _is_in(text, kept):
            continue
        node = blocks[at].node
        near = (node, *(one for one in node.iterancestors() if one.tag != "body"))[:2]
        if _key(text) in told or any(
            _LEAD_NAME.search(words_of(one)) is not None for one in near
        ):
            return [text]
    return []


def is_signature(line: str, authors: Sequence[str]) -> bool:
    """Say whether a line only names authors who are known, or an outlet."""
    names = read_byline(line)
    if names is None:
        return False
    known = {modern_tones(name).lower() for name in authors}
    if not names:
        return is_outlet(line)
    return all(modern_tones(name).lower() in known for name in names)


def note_lines(
    trace: Trace,
    blocks: Sequence[Block],
    place: Place,
    title: str,
    main: str,
    lead: Sequence[str],
    text: Trace,
) -> None:
    """Note what became of every line of the page, in page order.

    Parameters
    ----------
    trace : Trace
        Where it is noted.
    blocks : sequence of Block
        The page's lines.
    place : Place
        Where the article is among them.
    title : str
        The article's title.
    main : str
        The text by trafilatura; empty where the lines themselves were read.
    lead : sequence of str
        A lead that it left out.
    text : Trace
        What the rules about lines decided of it.
    """
    whole = _key(main)
    lines = {_key(line) for line in main.split("\n")}
    first, _ = find_extent(blocks, main)
    above: list[tuple[str, str]] = []
    below: list[tuple[str, str]] = []
    for at, block in enumerate(blocks if main else ()):
        key = _key(block.text)
        if block.text in lead or key in lines or key in whole:
            continue
        why = NOT_IN_TEXT if place.holds(block.node) else BESIDE
        why = TITLE if block.text == title else why
        (above if at < first else below).append((block.text, why))
    for line, why in above:
        trace.note("line", line, why, taken=False)
    for line in lead:
        trace.note("line", line, LEAD)
    trace.decisions.extend(text.decisions)
    for line, why in below:
        trace.note("line", line, why, taken=False)


def _is_in(text: str, paragraphs: Sequence[str]) -> bool:
    key = _key(text)
    return any(key in _key(paragraph) for paragraph in paragraphs)


def _key(text: str) -> str:
    return " ".join(text.split()).casefold()
