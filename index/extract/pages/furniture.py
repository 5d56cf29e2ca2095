"""Which lines of a page belong to the article, and which stand round it.

Sections, mastheads and menus are furniture by their place; buttons, counters
and forms by their words (`furniture_rules`); what follows a list of links is
judged by its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.extract.decisions import Reason, Trace
from index.extract.pages.bylines import read_byline
from index.extract.pages.furniture_rules import Place, Rule, furniture_rule
from index.extract.pages.lines import Line
from index.extract.pages.site_lines import is_button_row
from index.messages import N_

_GLUED = re.compile(
    r"(?<=[a-zà-ỹđ.)])(?=(?:Xem phản hồi|Chia sẻ|Xem thêm|Bình luận|Lượt xem|"
    r"In bài|Sao chép|Gửi bài|Trở lại|Trở về|Tin khác|Tin liên quan|Từ khóa)"
    r"(?:\s[^.]{0,40})?$)"
)


def unglue(text: str) -> list[str]:
    """Split a button's text from the end of a line that it was glued to.

    Copying a page glues neighbours that only a style sheet kept apart.

    Examples
    --------
    >>> unglue("Hà MiênXem phản hồi")
    ['Hà Miên', 'Xem phản hồi']
    """
    match = _GLUED.search(text, max(0, len(text) - 60))
    if match is None:
        return [text]
    return [text[: match.start()].rstrip(), text[match.start() :]]


def body_lines(lines: Sequence[Line], trace: Trace | None = None) -> list[Line]:
    """Keep of the lines below the title those that belong to the article.

    Parameters
    ----------
    lines : sequence of Line
        The lines after the title, in order.
    trace : Trace, optional
        Collects what goes, and why.

    Returns
    -------
    list of Line
        Without furniture, cut at the first line that ends the article; of
        lines that repeat word for word, the first.
    """
    kept: list[Line] = []
    seen: set[str] = set()
    in_list = False
    for position, line in enumerate(lines):
        rule = furniture_rule(line.text)
        if rule is not None:
            if rule.place is not Place.ALONE:
                is_end = (
                    rule.place is Place.END
                    or not _prose_follows(lines, position + 1)
                    or _is_signed(lines, position)
                )
                if kept and is_end:
                    _note_the_end(trace, lines[position:], rule)
                    break
                in_list = in_list or rule.place is Place.LIST
            _note(trace, line, rule.name)
            continue
        if is_button_row(line.text):
            _note(trace, line, N_("a row of buttons"))
            continue
        if in_list:
            # The entries of a list of links in mid-article are headlines.
            if not line.is_prose and not line.ends_sentence:
                _note(trace, line, N_("an entry of a list of other articles"))
                continue
            in_list = False
        if line.text in seen:
            _note(trace, line, N_("the same line stands above"))
            continue
        seen.add(line.text)
        kept.append(line)
    return kept


def _note(trace: Trace | None, line: Line, reason: str) -> None:
    if trace is not None:
        trace.leave_out(line, reason)


def _note_the_end(trace: Trace | None, lines: Sequence[Line], rule: Rule) -> None:
    if trace is None:
        return
    _note(trace, lines[0], rule.name)
    template = N_("below line %(line)d, which ends the article")
    reason = Reason(template, {"line": lines[0].at})
    for line in lines[1:]:
        trace.leave_out(line, reason)


def _prose_follows(lines: Sequence[Line], start: int) -> bool:
    """Say whether the article goes on before the next furniture of its end.

    Two paragraphs of prose do, or one with another sentence. One alone may be
    the summary of another article.
    """
    n_prose = n_sentences = 0
    for line in lines[start:]:
        rule = furniture_rule(line.text)
        if rule is not None and rule.place is not Place.ALONE:
            return False
        n_prose += line.is_prose
        n_sentences += line.ends_sentence and line.n_words >= FEWEST_OF_SENTENCE
        if n_prose and (max(n_prose, n_sentences) >= 2 or read_byline(line.text)):
            return True
    return False


FEWEST_OF_SENTENCE = 6
"""Words of the shortest line that counts as a sentence of an article."""


def _is_signed(lines: Sequence[Line], position: int) -> bool:
    """Say whether a byline stands directly above a line."""
    above = lines[max(0, position - 2) : position]
    return any(
        read_byline(line.text) and len(line.text) <= LONGEST_BYLINE for line in above
    )


LONGEST_BYLINE = 60
