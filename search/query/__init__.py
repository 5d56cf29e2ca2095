"""The query language: string → tokens → tree. No engine is known here."""

from search.query.parser import parse, parse_strict
from search.query.widening import widenings

__all__ = ["parse", "parse_strict", "widenings"]
