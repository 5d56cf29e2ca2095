"""Marking text for the translation catalogue.

The catalogue itself is `web/translations`; the lower packages only say which
of their texts belong in it.
"""


def N_(text: str) -> str:
    """Return `text` unchanged: the mark that the extractor of messages looks for.

    The name is gettext's own for "translate later": the text is English here
    and is looked up where it is shown.
    """
    return text


def NN_(singular: str, plural: str) -> tuple[str, str]:
    """Return a message's two forms unchanged: the mark of one that counts."""
    return singular, plural
