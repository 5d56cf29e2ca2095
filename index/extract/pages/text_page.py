"""A page saved as text: title, date, byline and body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.article import Person
from index.extract.decisions import Reason, Trace
from index.extract.pages.below_title import authors_above, read_below_title
from index.extract.pages.bylines import read_byline, split_signature
from index.extract.pages.ending import Ending, find_ending
from index.extract.pages.furniture import body_lines, unglue
from index.extract.pages.furniture_rules import furniture_rule
from index.extract.pages.lines import Line, split_lines
from index.extract.pages.official import read_official
from index.extract.pages.published import published
from index.extract.pages.title import find_heading
from index.extract.pages.wrapping import unwrap
from index.messages import N_

JOINED_ON = N_("the name behind the last full stop")


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What the rules about lines read from a page.

    Attributes
    ----------
    title, body : str
        Possibly empty.
    published, published_from : str or None
        As `index.article.Article` has them.
    authors : tuple of str
        Names of the byline, in order.
    signers : tuple of Person
        Who signed it, where it is an official document.
    source : str or None
        Who issued it, likewise.
    """

    title: str
    body: str
    published: str | None
    published_from: str | None
    authors: tuple[str, ...]
    signers: tuple[Person, ...] = ()
    source: str | None = None


def read_text_page(text: str, trace: Trace | None = None) -> ReadPage:
    """Read a text page by the rules about lines and their neighbours."""
    lines = split_lines(unwrap(text), unglue)
    if official := read_official(lines, trace):
        body = "\n\n".join(official.paragraphs)
        return ReadPage(
            official.title,
            body,
            official.published,
            "page" if official.published else None,
            (),
            official.signers,
            official.issuer,
        )
    heading = find_heading(lines, trace)
    rest: list[Line] = lines
    title = ""
    if heading is not None:
        title = heading.title
        rest = lines[heading.first_body :]
    paragraphs, authors = clean_paragraphs(rest, title, trace)
    if not paragraphs:
        # The rules took everything: what may be text is better shown than lost.
        title, paragraphs = _plainly(lines, trace)
    if not authors and heading is not None:
        authors = authors_above(lines, heading.number, trace)
    day, day_from = published(lines, heading, paragraphs, trace)
    return ReadPage(title, "\n\n".join(paragraphs), day, day_from, tuple(authors))


def _plainly(lines: Sequence[Line], trace: Trace | None) -> tuple[str, list[str]]:
    """Read a page as its first line and the rest, where that leaves any prose."""
    texts = [line for line in lines if furniture_rule(line.text) is None]
    if not any(line.is_prose for line in texts):
        return "", []
    title = lines[0].text
    kept = [line for line in texts if line.text != title]
    if trace is not None:
        trace.decisions.clear()
        trace.note("title", title, N_("the page's first line"), line=lines[0].at)
        for line in lines[1:]:
            if line in kept:
                trace.note("line", line.text, line=line.at)
            else:
                trace.leave_out(line, N_("furniture, or the title again"))
    return title, [line.text for line in kept]


def clean_paragraphs(
    lines: Sequence[Line], title: str, trace: Trace | None = None
) -> tuple[list[str], list[str]]:
    """Take furniture and byline off the lines below the title.

    Returns
    -------
    paragraphs, authors : list of str
        The names that stand below the title come before those below the text.
    """
    rest, authors = read_below_title(lines, trace)
    below = body_lines(rest, trace)
    kept = [line for line in below if line.text != title]
    ending = find_ending(kept, bool(authors))
    for at in ending.byline:
        names = read_byline(kept[at].text) or []
        authors += [name for name in names if name not in authors]
    if trace is not None:
        for at in ending.byline:
            _note_names(trace, kept[at])
        if trace.has_lines:
            _note_lines(trace, below, kept, title, ending)
    paragraphs = [line.text for line in kept[: ending.n_text]]
    if paragraphs and not authors:
        paragraphs[-1], authors = split_signature(paragraphs[-1])
        if trace is not None and authors:
            line = kept[ending.n_text - 1]
            trace.note("authors", ", ".join(authors), JOINED_ON, line=line.at)
    return paragraphs, authors


def _note_names(trace: Trace, line: Line) -> None:
    names = read_byline(line.text)
    if names:
        reason = Reason(N_("a line of names: %(line)s"), {"line": line.text})
        trace.note("authors", ", ".join(names), reason, line=line.at)


def _note_lines(
    trace: Trace,
    below: Sequence[Line],
    kept: Sequence[Line],
    title: str,
    ending: Ending,
) -> None:
    for line in below:
        if line.text == title:
            trace.leave_out(line, N_("the title again"))
    for at, line in enumerate(kept):
        if at < ending.n_text:
            trace.note("line", line.text, line=line.at)
        elif at in ending.byline:
            trace.leave_out(line, N_("a byline"))
        else:
            trace.leave_out(line, N_("stands below the text or the byline"))
