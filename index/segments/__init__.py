"""One index segment on disk: what its files hold, how they are written and merged.

`sections`
    The shape that our own files share: named arrays behind a checked head.
`postings`
    Occurrences of many terms ↔ the posting lists of ``.pst``.
`term_dictionary`
    ``.trm``: all terms in order, and where their postings are.
`vocabulary`
    ``.voc``: the syllables as queries look for them, with and without marks.
`documents`
    ``.doc``: values, names and ids of every document.
`alphabet`
    Texts in one byte a character.
`stored`
    ``.sto``: the articles as they were read.
`building`
    Analysed articles → one segment.
`merging`
    Several segments → one, deleted documents left out.
`policy`
    Which segments are to be merged?

docs/index-format.md describes every file byte by byte. NumPy is at home here:
the arrays on disk are the arrays in memory.
"""
