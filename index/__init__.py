"""Reading pages, analysing Vietnamese text, writing and keeping the index.

This package knows no query, no score and no HTTP.
"""
