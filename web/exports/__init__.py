"""Hits in other forms, to take along."""
