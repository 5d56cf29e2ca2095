"""The embedded engine: our own index, read with Whoosh, in this process."""

from search.embedded.engine import EmbeddedEngine

__all__ = ["EmbeddedEngine"]
