"""What Whoosh is handed of a segment: documents, terms and postings, one at a time.

`index.codec` gives them out. Searches that are meant to be fast do not come here.
"""
