"""An HTML page: trafilatura for the text, the markup's word before the rules.

What the markup says of title, date and authors (`metadata`) is weighed
against what the page shows. What it does not say is read from the page's
visible lines, as on a text page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.extract.decisions import Decision, Part, Reason, Trace
from index.extract.html.authors import find_authors, name_key, read_people
from index.extract.html.body import (
    BESIDE,
    find_extent,
    find_lead,
    is_signature,
    main_text,
    note_lines,
)
from index.extract.html.markup import Markup
from index.extract.html.published import Shown, find_published
from index.extract.html.text import Block, Place, as_lines, visible_blocks
from index.extract.html.title import (
    PageTitle,
    find_title,
    names_beside,
    tells_article,
    title_element,
)
from index.extract.pages.below_title import authors_above
from index.extract.pages.lines import Line, split_lines
from index.extract.pages.published import published
from index.extract.pages.text_page import ReadPage, clean_paragraphs, read_text_page
from index.extract.pages.title import Heading, find_heading
from index.messages import N_

if TYPE_CHECKING:
    from lxml.html import HtmlElement

BY_TRAFILATURA = N_("the text was taken from the page by trafilatura")
BY_LINES = N_("trafilatura found no text: the page's lines were read instead")
BELOW_END = N_("below a line that ends the article")
BYLINE = N_("a byline")

FEWEST_KEPT = 0.6
"""Share of the text's lines that must stand inside the article as the markup has
it; where fewer do, the markup is not to be trusted."""

LINES_BELOW = 8
"""Lines below the text in which a byline can stand."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the markup says beside the article; None where it does not."""

    source: str | None = None
    url: str | None = None


def read_html_page(text: str, trace: Trace | None = None) -> tuple[ReadPage, Metadata]:
    """Read an HTML page.

    Parameters
    ----------
    text : str
        The page, decoded.
    trace : Trace, optional
        Collects every decision. None of them has a line's number: the lines
        that a reader sees are not those of the file.

    Returns
    -------
    page : ReadPage
        Title, body, date and authors; all empty where the text is no HTML.
    metadata : Metadata
        Source and address.
    """
    tree = _parse(text)
    if tree is None:
        return ReadPage("", "", None, None, ()), Metadata()
    markup = Markup(tree)
    publisher = [
        *markup.linked.names("publisher"),
        *markup.meta.get("og:site_name", []),
    ]
    metadata = Metadata(
        source=next(iter(publisher), None), url=next(iter(markup.addresses), None)
    )
    page = _HtmlPage(markup, main_text(tree), trace)
    return page.read(), metadata


def _parse(text: str) -> HtmlElement | None:
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(
        encoding="utf-8", huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return lxml_html.document_fromstring(
            text.encode("utf-8", "replace"), parser=parser
        )
    except MemoryError:
        raise
    except Exception:  # lxml raises several unrelated classes for broken markup
        return None


class _HtmlPage:
    """One page on its way to a `ReadPage`: each step needs those before it."""

    def __init__(self, markup: Markup, main: str, trace: Trace | None) -> None:
        self._markup = markup
        self._main = main
        self._trace = trace if trace is not None else Trace()
        self._is_traced = trace is not None
        self._blocks: list[Block] = visible_blocks(markup.tree)
        self._first, self._last = find_extent(self._blocks, main)

    def read(self) -> ReadPage:
        """Read the page."""
        by = BY_TRAFILATURA if self._main else BY_LINES
        self._trace.note("page", "", by)
        title = find_title(self._markup, self._blocks, self._first)
        self._locate(title)
        heading = self._heading(title)
        if title is None and heading is None:
            title = title_element(self._markup)
        if title is None and heading is None or not self._blocks:
            return self._by_lines_alone()
        if title is not None:
            self._trace.note("title", title.text, *title.reasons)
        name = title.text if title is not None else heading.title if heading else ""

        below = self._lines[heading.first_body :] if heading else self._lines
        text = Trace()
        body = self._body_lines(text) if self._main else below
        paragraphs, signed = clean_paragraphs(body, name, text)
        day, day_from = self._published(heading, paragraphs)
        authors = self._authors(heading, below, name, signed)

        while len(paragraphs) > 1 and is_signature(paragraphs[-1], authors):
            line = paragraphs.pop()
            text.decisions = [
                one
                for one in text.decisions
                if not (one.part == "line" and one.taken and one.text == line)
            ]
            text.note("line", line, BYLINE, taken=False)
        between = [at for at in self._kept if at < self._first]
        if heading is not None:
            between = between[heading.end :]
        lead = find_lead(self._markup, self._blocks, between, paragraphs)
        text.decisions = _without_lines(text, "line")
        note_lines(self._trace, self._blocks, self._place, name, self._main, lead, text)
        return ReadPage(name, "\n\n".join([*lead, *paragraphs]), day, day_from, authors)

    def _locate(self, title: PageTitle | None) -> None:
        """Tell the article from what stands round it."""
        at = [self._first] if self._first < len(self._blocks) else []
        if title is not None and title.at is not None:
            at.insert(0, title.at)
        self._place = Place(self._blocks[one].node for one in at)
        end = self._last + LINES_BELOW if self._main else len(self._blocks)
        self._kept = [
            number
            for number, block in enumerate(self._blocks[:end])
            if self._place.holds(block.node)
        ]
        self._lines: list[Line] = as_lines(self._blocks[one] for one in self._kept)

    def _heading(self, title: PageTitle | None) -> Heading | None:
        """Give where the title stands among the lines; find one if there is none."""
        if title is None:
            private = Trace()
            heading = find_heading(self._lines, private)
            if heading is not None and self._is_sentence(heading):
                # The text's first sentence: the <title> says more than that.
                return None
            self._copy(private, "title")
            return heading
        if title.at is None or title.at not in self._kept:
            return None
        number = self._kept.index(title.at)
        after = number + (title.end or title.at + 1) - title.at
        return Heading(
            title=title.text,
            number=number,
            end=after,
            first_body=after,
            own_date=title.own_date,
        )

    def _is_sentence(self, heading: Heading) -> bool:
        """Say whether a title is a sentence of the text, and the markup has one."""
        line = self._lines[heading.number]
        is_text = line.is_prose or line.text.endswith((".", "…"))
        return is_text and tells_article(self._markup)

    def _body_lines(self, text: Trace) -> list[Line]:
        """Give the text's lines without what stands beside the article."""
        lines = split_lines(self._main)
        inside: set[str] = set()
        beside: set[str] = set()
        for block in self._blocks:
            (inside if self._place.holds(block.node) else beside).add(block.text)
        kept = [line for line in lines if line.text not in beside - inside]
        if len(kept) < FEWEST_KEPT * len(lines):
            return lines
        for line in lines:
            if line.text in beside - inside:
                text.leave_out(line, BESIDE)
        return kept

    def _published(
        self, heading: Heading | None, paragraphs: Sequence[str]
    ) -> tuple[str | None, str | None]:
        private = Trace()
        day, day_from = published(self._lines, heading, paragraphs, private)
        taken = [one for one in private.about("published") if one.taken]
        rule = taken[0].reasons[0].template if taken else ""
        at_title = self._first if heading is None else self._kept[heading.number]
        stated = find_published(
            self._markup,
            self._place,
            self._number_of(at_title),
            self._number_of(self._first),
            Shown(day, day_from, rule),
            self._trace,
        )
        if stated is None:
            self._copy(private, "published")
            return day, day_from
        return stated

    def _authors(
        self,
        heading: Heading | None,
        below: Sequence[Line],
        name: str,
        signed: Sequence[str],
    ) -> tuple[str, ...]:
        private = Trace()
        _, names = clean_paragraphs(below, name, private)
        if not names and heading is not None:
            names = authors_above(self._lines, heading.number, private)
        names += [one for one in signed if one not in names]
        self._copy(private, "authors")
        sites = [*self._markup.site_names, *names_beside(self._markup, name)]
        nobody = frozenset(map(name_key, sites))
        people = [one for one in names if read_people(one, nobody)[0]]
        body = self._number_of(self._first)
        return find_authors(
            self._markup, self._place, body, people, nobody, self._trace
        )

    def _number_of(self, block: int) -> int:
        if block >= len(self._blocks):
            return 0
        return self._markup.number_of(self._blocks[block].node)

    def _by_lines_alone(self) -> ReadPage:
        private = Trace()
        text = "\n".join(line.text for line in self._lines)
        read = read_text_page(text, private)
        self._trace.decisions.extend(_without_lines(private))
        return read

    def _copy(self, private: Trace, part: Part) -> None:
        self._trace.decisions.extend(_without_lines(private, part))


def _without_lines(trace: Trace, part: Part | None = None) -> list[Decision]:
    """Give decisions without the numbers of lines that only a rule saw."""
    return [
        one._replace(line=None, reasons=tuple(map(_without_line, one.reasons)))
        for one in trace.decisions
        if part is None or one.part == part
    ]


def _without_line(reason: Reason) -> Reason:
    is_number = isinstance(reason.params.get("line"), int)
    return Reason(BELOW_END) if is_number else reason
