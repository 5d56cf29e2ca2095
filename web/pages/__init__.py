"""The HTML pages: what each shows, and the ways on from it."""
