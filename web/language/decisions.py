"""What the indexer decided about a page, in the reader's language.

Pages, JSON and ``tracuu inspect`` share it, so it knows no Flask.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from search.decisions import Decision, Reason
from search.errors import N_
from web.language.catalogue import Text, translate

LINE = N_("line %(line)s")
TURNED_DOWN = N_("not %(value)s: %(why)s")


def reason_text(gettext: Callable[[str], str], reason: Reason) -> str:
    """Give a reason in the reader's language.

    An index may keep a template of another program: one that the catalogue does not
    know is shown in English, and one that its values do not fit as it is.

    Examples
    --------
    >>> reason_text(str, Reason("after “%(word)s”", {"word": "đường"}))
    'after “đường”'
    >>> reason_text(str, Reason("after “%(word)s”"))
    'after “%(word)s”'
    """
    if not reason.template:
        return ""  # To gettext, the empty message is the head of the catalogue.
    for look_up in (gettext, str):
        try:
            return translate(look_up, reason.template, _values(reason))
        except (KeyError, TypeError, ValueError):
            continue
    return reason.template


def _values(reason: Reason) -> dict[str, object]:
    return {
        name: Text(value.template, _values(value))
        if isinstance(value, Reason)
        else value
        for name, value in reason.params.items()
    }


def reason_texts(gettext: Callable[[str], str], decision: Decision) -> list[str]:
    """Give the reasons of a decision in the reader's language."""
    return [reason_text(gettext, reason) for reason in decision.reasons]


def decision_text(
    gettext: Callable[[str], str],
    decision: Decision,
    write: Callable[[str], str] = str,
) -> str:
    """Tell why something was taken or turned down, in one line.

    Parameters
    ----------
    gettext : callable
    decision : Decision
    write : callable, optional
        Writes what was turned down as it is shown elsewhere.
    """
    text = "; ".join(reason_texts(gettext, decision))
    if decision.line is not None:
        text = f"{gettext(LINE) % {'line': decision.line}}: {text}"
    if not decision.taken and decision.text:
        values = {"value": write(decision.text), "why": text}
        text = gettext(TURNED_DOWN) % values
    return text


def decisions_to_json(
    gettext: Callable[[str], str], decisions: Iterable[Decision]
) -> list[dict[str, Any]]:
    """Give decisions as JSON has them, in the order in which they were made."""
    return [
        {
            "about": one.part,
            "line": one.line,
            "text": one.text,
            "taken": one.taken,
            "reasons": reason_texts(gettext, one),
        }
        for one in decisions
    ]
