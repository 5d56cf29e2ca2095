"""The web front end: pages, JSON, health, and the message catalogue.

Importing this package imports no Flask, so that the command line can use
`web.language.catalogue` and `web.api.serialize` without the cost.
"""
