"""The query language: string → tokens → tree. No engine is known here."""

from search.query.parser import parse, parse_strict

__all__ = ["parse", "parse_strict"]
