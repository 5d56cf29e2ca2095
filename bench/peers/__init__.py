"""The engines that Tra Cứu is compared with, by name; each is optional."""

from __future__ import annotations

from importlib import import_module

from peers.base import Answer, Facets, Peer

__all__ = ["NAMES", "Answer", "Facets", "Peer", "load_peer"]

_CLASSES = {
    "tantivy": ("peers.tantivy", "Tantivy"),
    "tantivy-facets": ("peers.tantivy", "TantivyFacets"),
    "fts5": ("peers.fts5", "Fts5"),
    "xapian": ("peers.xapian", "Xapian"),
    "whoosh": ("peers.whoosh", "StockWhoosh"),
}
NAMES = tuple(_CLASSES)


def load_peer(name: str) -> Peer:
    """Make a peer.

    Raises
    ------
    ImportError
        If the engine is not installed.
    """
    module, kind = _CLASSES[name]
    return getattr(import_module(module), kind)()
