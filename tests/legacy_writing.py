"""Writing Vietnamese as it was written before Unicode: the oracle of its reading.

The tables here are spelled out letter by letter, as keyboard drivers and
RFC 1456 print them, and not made of those in `index.corpus.legacy`.
"""

from __future__ import annotations

import unicodedata

TCVN3 = dict(
    pair.split("=")
    for pair in (
        "Ă=¡ Â=¢ Ê=£ Ô=¤ Ơ=¥ Ư=¦ Đ=§ ă=¨ â=© ê=ª ô=« ơ=¬ ư=\u00ad đ=® "
        "à=µ ả=¶ ã=· á=¸ ạ=¹ ằ=» ẳ=¼ ẵ=½ ắ=¾ ặ=Æ ầ=Ç ẩ=È ẫ=É ấ=Ê ậ=Ë "
        "è=Ì ẻ=Î ẽ=Ï é=Ð ẹ=Ñ ề=Ò ể=Ó ễ=Ô ế=Õ ệ=Ö ì=× ỉ=Ø ĩ=Ü í=Ý ị=Þ "
        "ò=ß ỏ=á õ=â ó=ã ọ=ä ồ=å ổ=æ ỗ=ç ố=è ộ=é ờ=ê ở=ë ỡ=ì ớ=í ợ=î "
        "ù=ï ủ=ñ ũ=ò ú=ó ụ=ô ừ=õ ử=ö ữ=÷ ứ=ø ự=ù ỳ=ú ỷ=û ỹ=ü ý=ý ỵ=þ"
    ).split(" ")
)

VNI = dict(
    pair.split("=")
    for pair in (
        "à=aø á=aù ả=aû ã=aõ ạ=aï â=aâ ầ=aà ấ=aá ẩ=aå ẫ=aã ậ=aä ă=aê ằ=aè ắ=aé "
        "ẳ=aú ẵ=aü ặ=aë è=eø é=eù ẻ=eû ẽ=eõ ẹ=eï ê=eâ ề=eà ế=eá ể=eå ễ=eã ệ=eä "
        "ì=ì í=í ỉ=æ ĩ=ó ị=ò ò=oø ó=où ỏ=oû õ=oõ ọ=oï ô=oâ ồ=oà ố=oá ổ=oå ỗ=oã "
        "ộ=oä ơ=ô ờ=ôø ớ=ôù ở=ôû ỡ=ôõ ợ=ôï ù=uø ú=uù ủ=uû ũ=uõ ụ=uï ư=ö ừ=öø "
        "ứ=öù ử=öû ữ=öõ ự=öï ỳ=yø ý=yù ỷ=yû ỹ=yõ ỵ=î đ=ñ"
    ).split(" ")
)
VNI |= {letter.upper(): written.upper() for letter, written in VNI.items()}

# RFC 1456, section 2.1; the letters that are where ISO 8859-1 has them left out.
VISCII = {
    letter: bytes([int(code, 16)]).decode("latin-1")
    for letter, code in (
        pair.split("=")
        for pair in (
            "Ẳ=02 Ẵ=05 Ẫ=06 Ỷ=14 Ỹ=19 Ỵ=1E Ạ=80 Ắ=81 Ằ=82 Ặ=83 Ấ=84 Ầ=85 Ẩ=86 "
            "Ậ=87 Ẽ=88 Ẹ=89 Ế=8A Ề=8B Ể=8C Ễ=8D Ệ=8E Ố=8F Ồ=90 Ổ=91 Ỗ=92 Ộ=93 "
            "Ợ=94 Ớ=95 Ờ=96 Ở=97 Ị=98 Ỏ=99 Ọ=9A Ỉ=9B Ủ=9C Ũ=9D Ụ=9E Ỳ=9F Õ=A0 "
            "ắ=A1 ằ=A2 ặ=A3 ấ=A4 ầ=A5 ẩ=A6 ậ=A7 ẽ=A8 ẹ=A9 ế=AA ề=AB ể=AC ễ=AD "
            "ệ=AE ố=AF ồ=B0 ổ=B1 ỗ=B2 Ỡ=B3 Ơ=B4 ộ=B5 ờ=B6 ở=B7 ị=B8 Ự=B9 Ứ=BA "
            "Ừ=BB Ử=BC ơ=BD ớ=BE Ư=BF Ả=C4 Ă=C5 ẳ=C6 ẵ=C7 Ẻ=CB Ĩ=CE ỳ=CF Đ=D0 "
            "ứ=D1 ạ=D5 ỷ=D6 ừ=D7 ử=D8 ỹ=DB ỵ=DC ỡ=DE ư=DF ả=E4 ă=E5 ữ=E6 ẫ=E7 "
            "ẻ=EB ĩ=EE ỉ=EF đ=F0 ự=F1 ỏ=F6 ọ=F7 ụ=F8 ũ=FB ủ=FC ợ=FE Ữ=FF"
        ).split(" ")
    )
}

TABLES = {"TCVN3": TCVN3, "VNI": VNI, "VISCII": VISCII}


def write(text: str, name: str) -> str:
    """Write text in a legacy encoding, as a program for Latin-1 would show it.

    TCVN3 has no capitals with a tone; they are written as small letters.
    """
    if name == "UTF-8 read as Windows-1252":
        return seen_as_windows_1252(text.encode())
    table = TABLES[name]
    written = []
    for letter in unicodedata.normalize("NFC", text):
        if name == "TCVN3" and letter not in table and letter.lower() in table:
            letter = letter.lower()
        written.append(table.get(letter, letter))
    return "".join(written)


def write_bytes(text: str, name: str) -> bytes:
    """Give the bytes that such a program would keep."""
    return write(text, name).encode("latin-1")


def seen_as_windows_1252(data: bytes) -> str:
    """Show bytes as Windows does: undefined ones as control characters."""
    return "".join(
        byte.decode("latin-1")
        if byte in (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")
        else byte.decode("cp1252")
        for byte in (data[at : at + 1] for at in range(len(data)))
    )
