"""What several commands print: search results for a terminal, failures as JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import click

from index.ledger import Failure
from search.facets import DateFacet, PersonCount
from search.types import Hit, Range, SearchResults
from tracuu.language import _, decimal, message, ngettext
from web.language.dates import format_period, format_published

_BAR_WIDTH = 30
_MARK = {"fg": "yellow", "bold": True}


def print_results(results: SearchResults) -> None:
    """Print one page of hits, then both facets."""
    for problem in results.problems:
        click.echo(
            _("not understood, at %(offset)s: %(problem)s")
            % {
                "offset": problem.offset + 1,
                "problem": message(problem.template, problem.params),
            },
            err=True,
        )
    for prefix in results.cut_prefixes:
        text = _("%(prefix)s stands for too many words; the commonest were looked for")
        click.echo(text % {"prefix": prefix}, err=True)
    found = ngettext("%(n)s article", "%(n)s articles", results.total)
    click.secho(
        f"{found % {'n': results.total}}  ({decimal(round(results.took_ms))} ms)",
        bold=True,
    )
    if results.searched_instead:
        click.echo(
            _("nothing has “%(typed)s”; searching for “%(searched)s” instead")
            % {"typed": results.query, "searched": results.searched_instead}
        )
    for widening in results.widened:
        click.echo(
            _("also searched for: %(also)s (for %(typed)s)")
            % {"also": ", ".join(widening.also), "typed": widening.typed}
        )
    if results.suggestion:
        click.echo(_("did you mean: %(query)s") % {"query": results.suggestion})
    for number, hit in enumerate(results.hits, results.first):
        click.echo()
        first_partial = max(results.first, results.complete + 1)
        if number == first_partial and results.complete < number:
            # From here on, the hits do not hold every word.
            if results.complete:
                click.secho(_("Articles that have some of the words"), bold=True)
            else:
                click.secho(
                    _("No article has every word; these have some of them"), bold=True
                )
            click.echo()
        _print_hit(number, hit)
    n_pages = -(-results.total // results.per_page)
    if results.page > max(1, n_pages):
        click.echo(_("this page is past the end: there are %(n)s") % {"n": n_pages})
    if results.total:
        _print_dates(results.facets.published)
        print_persons(results.facets.persons)
        click.echo()
        click.echo(_("page %(page)s of %(n)s") % {"page": results.page, "n": n_pages})


def failure_to_json(failure: Failure) -> dict[str, object]:
    """Give a page that could not be read: its place, and why in English."""
    return {"path": failure.path, "line": failure.line, "reason": failure.reason}


def mark(text: str, highlights: Sequence[Range]) -> str:
    """Colour the highlighted ranges of a text."""
    parts: list[str] = []
    at = 0
    for start, end in highlights:
        parts += [text[at:start], click.style(text[start:end], **_MARK)]
        at = end
    return "".join([*parts, text[at:]])


def _print_hit(number: int, hit: Hit) -> None:
    title = mark(hit.title, hit.title_highlights)
    click.echo(f"{click.style(f'{number}.', bold=True)} {title}")
    published = format_published(hit.published) if hit.published else _("no date")
    facts = [published, hit.source, ", ".join(hit.authors), hit.id]
    click.secho("   " + " · ".join(fact for fact in facts if fact), dim=True)
    if hit.also_in:
        copies = [
            f"{copy.source or copy.title} ({format_published(copy.published)})"
            if copy.published
            else copy.source or copy.title
            for copy in hit.also_in
        ]
        text = _("also published in: %(copies)s") % {"copies": ", ".join(copies)}
        click.secho(f"   {text}", dim=True)
    if hit.persons:
        names = ", ".join(person.name for person in hit.persons)
        click.secho(f"   {names}", fg="cyan")
    # Lines are broken before they are coloured: colours have no width.
    at = 0
    for line in textwrap.wrap(hit.snippet.text, 84, drop_whitespace=True):
        at = hit.snippet.text.index(line, at)
        inside = [
            (max(start - at, 0), min(end - at, len(line)))
            for start, end in hit.snippet.highlights
            if start < at + len(line) and end > at
        ]
        click.echo(f"   {mark(line, inside)}")
        at += len(line)
    for part in hit.explanation or ():
        text = f"“{part.text}”" if part.kind in ("pair", "phrase") else part.text
        facts = _("%(text)s  (rarity %(idf)s; title %(title)s, text %(body)s)") % {
            "text": text,
            "idf": decimal(round(part.idf, 3)),
            "title": decimal(round(part.title_freq, 2)),
            "body": decimal(round(part.body_freq, 2)),
        }
        click.secho(f"   {decimal(round(part.score, 3)):>6}  {facts}", dim=True)


def _print_dates(facet: DateFacet) -> None:
    click.echo()
    click.secho(_("By time"), bold=True)
    highest = max((bucket.count for bucket in facet.buckets), default=1) or 1
    for bucket in facet.buckets:
        if not bucket.count:
            continue  # A terminal has no room to draw the quiet months.
        label = format_period(bucket.first, bucket.last)
        label = label or f"{bucket.first:%d/%m/%Y}–{bucket.last:%d/%m/%Y}"
        bar = "█" * round(bucket.count / highest * _BAR_WIDTH)
        click.echo(f"   {label:>10}  {bucket.count:>6}  {bar}")
    if facet.unknown:
        click.echo(f"   {_('no date'):>10}  {facet.unknown:>6}")


def print_persons(persons: Sequence[PersonCount]) -> None:
    """Print how many of the articles found name each person."""
    if not persons:
        return
    click.echo()
    click.secho(_("By person"), bold=True)
    for person in persons:
        chosen = "✓" if person.is_selected else "×" if person.is_excluded else " "
        # A cluster can only estimate some counts.
        count = f"≈ {person.count}" if person.error else f"{person.count}"
        click.echo(f" {chosen} {count:>6}  {person.name}")
