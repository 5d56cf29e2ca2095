"""XML by the standard library, of texts that pages hold."""

from __future__ import annotations

import re
from xml.etree import ElementTree

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What is no Char of XML 1.0, not even escaped: control characters, lone surrogates."""

_INDENTED = "  "


def clean(text: str) -> str:
    r"""Leave out what XML cannot hold.

    Examples
    --------
    >>> clean("lũ\x00 lụt\ufffe <b>")
    'lũ lụt <b>'
    """
    return _NOT_IN_XML.sub("", text)


def add(
    parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str
) -> ElementTree.Element:
    """Add an element with a text and attributes, all of them cleaned."""
    cleaned = {key: clean(value) for key, value in attributes.items()}
    element = ElementTree.SubElement(parent, name, cleaned)
    element.text = None if text is None else clean(text)
    return element


def write(root: ElementTree.Element) -> bytes:
    """Write a document in UTF-8, an element a line."""
    ElementTree.indent(root, _INDENTED)
    return ElementTree.tostring(root, "utf-8", xml_declaration=True) + b"\n"
