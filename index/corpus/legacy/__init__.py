"""Vietnamese from before Unicode, recognised by what it spells.

Until about 2005 Vietnamese was written with fonts that drew Vietnamese letters
where Windows-1252 has Western ones. Such text comes as bytes, and, once a
program took the bytes for Windows-1252, as Unicode text in which ``Việt Nam``
reads ``ViÖt Nam`` (TCVN3) or ``Vieät Nam`` (VNI). No sign in the text says so.
What tells is which reading is made of Vietnamese syllables.

`tcvn3`, `vni`, `viscii`, `utf8_misread` each know one way of writing;
`evidence` weighs a reading; `conversion` decides and converts.
"""

from index.corpus.legacy.conversion import (
    convert_legacy_markup,
    convert_legacy_text,
    convert_legacy_texts,
)

__all__ = ["convert_legacy_markup", "convert_legacy_text", "convert_legacy_texts"]
