"""Persons: what can be a name, whether it is a person's, and the stated role."""
