"""Dates: how pages write them, and what a text tells of its day."""
