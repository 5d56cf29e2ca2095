from __future__ import annotations

import time
import unicodedata
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.spelling import ONSETS, RIMES, is_vietnamese_syllable
from index.analysis.syllables import syllables
from index.analysis.tones import TONES, put_tone, split_tone
from index.corpus.decode import decode_page
from search.query.keyboard import MAX_READINGS, readings
from search.query.keystrokes import decode_syllable
from tests.helpers import ROOT

# As typed = what is meant.
TABLE = """
tor chuwcs = tổ chức
to63 chu71c = tổ chức

Telex, the tone last
toor chuwcs = tổ chức
hooij nghij = hội nghị
ddangr vieen = đảng viên
nguwowif daan = người dân
nhaan daan = nhân dân
quoocs hooij = quốc hội
vieetj nam = việt nam
tieengs vieetj = tiếng việt
ddaij hooij = đại hội
trung uwowng = trung ương
chinhs phur = chính phủ
thur tuwowngs = thủ tướng
tuyeen truyeenf = tuyên truyền
xax hooij = xã hội
thanhf phoos = thành phố
hoaf binhf = hòa bình
thuyr lowij = thủy lợi
gias ddieenj = giá điện
giaos ducj = giáo dục
quys mootj = quý một
khuyur tay = khuỷu tay
nghieen cuwus = nghiên cứu
khoas hocj = khóa học
ddaats nuwowcs = đất nước
bieenr ddoong = biển đông
ruwowuj bia = rượu bia
nawng luwowngj = năng lượng
moi truwowngf = moi trường
tuwr hinhf = tử hình
thuowr nhor = thuở nhỏ
giuwxa nawm = giữa năm
nghieeng = nghiêng
uyr ban nhaan daan = ủy ban nhân dân

Telex, the tone right after its vowel
tieesng vieejt = tiếng việt
ddarng vieen = đảng viên
chuwsc nawng = chức năng
hoojp tasc = hộp tác
ddoofng bawfng = đồng bằng
thafnh phoos = thành phố

Telex, w in all styles, dd late, z, keys struck once more
tuowngf = tường
tuwowngf = tường
tuongwf = tường
tuwongf = tường
tuowfng = tường
nguoiwf = người
nguowif = người
dduowcj = được
duowcdj = được
dangdr = đảng
duwaj = dựa
muaw luw = mưa lư
hoawcj = hoặc
quawcj quawng = quặc quăng
huowngs daanx = hướng dẫn
toorz chuwcs = tô chức
toosr chuwcs = tổ chức
xooongj chuwcs = xoọng chức
bawcs kanj = bắc kạn
ddawks lawks = đắk lắk

Capitals, quotes, operators, fields
DDangr Coongj sanr = Đảng Cộng sản
Nguyeexn Phus Trongj = Nguyễn Phú Trọng
HOOIJ NGHIJ = HỘI NGHỊ
"toor chuwcs" ddangr = "tổ chức" đảng
hooij -nghij = hội -nghị
(hooij OR hopj) ddangr = (hội OR họp) đảng
person:nguyeenx xuaan = person:nguyễn xuân
toor*  chuwcs = toor*  chức
18-NQ/TW hooij nghij = 18-NQ/TW hội nghị
hoà bình hooij nghij = hoà bình hội nghị
vawn-hoas = văn-hóa

VNI
hoi65 nghi5 = hội nghị
ho65i nghi5 = hội nghị
ho6i5 nghi5 = hội nghị
d9a3ng vie6n = đảng viên
da3ng9 = đảng
ngu7o7i2 da6n = người dân
nguo72i = người
nguoi72 = người
ngu7oi2 = người
Vie65t Nam = Việt Nam
tie61ng vie65t = tiếng việt
d9u7o7ng2 sa81t = đường sắt
nu7o71c = nước
na8ng lu7o75ng = năng lượng
quo61c ho65i = quốc hội
d9a5i ho65i = đại hội
NGHI5 QUYE61T = NGHỊ QUYẾT
thuo73 = thuở
trung u7o7ng = trung ương
hu7o71ng da64n = hướng dẫn
o73 nuo7c1 = ở nước

A key too few, a key too many, doubtful words and plain ones beside sure ones
hoij nghij = hội nghị
DDaangr vieen = Đảng viên
quaans trieejt = quán triệt
dai hooij = dai hội
chi boj = chi bộ
test nhanh ddangr = test nhanh đảng
wifi tuwj ddoongj = wifi tự động
lux lujt = lũ lụt
baox soos 3 = bão số 3
"""
PHRASES = [tuple(row.split(" = ")) for row in TABLE.splitlines() if " = " in row]

UNTOUCHED = (
    "test|Windows|wifi|covid19|F0|18-NQ/TW|G7|A320|B52|T54|QL1A|as|us|his|max|box|"
    "U17|E5|CO2|top5|4G|vitamin D3|ISO 9001|WTO|USA|AFF Cup|USD|tổ chức|hoà bình|"
    "to chuc|hoc sinh|cong an|beer|poor|town|if|of|see|room|book|Facebook|Google|"
    "https://hooij.vn/toor|chuwcs@ddang.vn|Tow'r|AT&T|100/2019/NĐ-CP|OR|toor*|"
    "google maps|the best of|six sigma|pop|fax|tax|iOS|GPS|DOS|FAO|VFF|PX|"
    '3M|5G|H5N1|N95|F16|SU30|Mi8|K9|too3r|xooong||   |""|-'
).split("|")


@pytest.fixture(scope="module")
def frequency() -> Callable[..., int]:
    """Count, as an index would, what the sample pages and the table hold."""
    counted: Counter[tuple[str, ...]] = Counter()
    texts = [
        decode_page(file.read_bytes(), file.name)
        for file in sorted((ROOT / "corpus").rglob("*.txt"))
    ]
    for found in map(syllables, texts):
        counted.update((one,) for one in found)
        counted.update(zip(found, found[1:], strict=False))
    for _, meant in PHRASES:
        counted.update((one,) for one in syllables(meant) if not one.isascii())
    return lambda *word: counted[word]


@pytest.mark.parametrize(("typed", "meant"), PHRASES)
def test_raw_keystrokes_are_read(
    typed: str, meant: str, frequency: Callable[..., int]
) -> None:
    found = readings(typed, frequency)
    assert (found or [typed])[0] == meant
    assert len(found) <= MAX_READINGS and len({*found}) == len(found)
    assert typed not in found


@pytest.mark.parametrize("query", UNTOUCHED)
def test_what_is_no_keystrokes_stays(query: str, frequency: Callable[..., int]) -> None:
    assert readings(query, frequency) == []
    assert readings(query, lambda *word: 0) == []
    assert readings(query, lambda *word: 1) == []


def test_of_two_readings_the_one_with_a_word_of_the_index_is_first() -> None:
    seen = {("tỏ",): 90, ("tổ",): 50, ("chức",): 60}
    literal = readings("tor chuwcs", lambda *word: seen.get(word, 0))
    assert literal[:2] == ["tỏ chức", "tổ chức"]
    seen["tổ", "chức"] = 40
    better = readings("tor chuwcs", lambda *word: seen.get(word, 0))
    assert better[:2] == ["tổ chức", "tỏ chức"]


def test_a_word_that_is_english_as_well_is_read_where_it_makes_a_word() -> None:
    seen = {("max",): 7, ("mã",): 9, ("số",): 90, ("test",): 7, ("tét",): 1}
    seen["mã", "số"] = 8
    assert readings("max soos", lambda *word: seen.get(word, 0))[0] == "mã số"
    assert readings("test soos", lambda *word: seen.get(word, 0))[0] == "test số"


def test_a_word_commoner_than_its_reading_stays_beside_sure_keys() -> None:
    seen = {("nois",): 9, ("nói",): 1}
    seen["đường",] = 5
    found = readings("nois dduwowngf", lambda *word: seen.get(word, 0))
    assert found[:2] == ["nois đường", "nói đường"]


def test_doubtful_keys_alone_are_read_where_the_index_has_no_such_word() -> None:
    seen = {("báo",): 5}
    assert readings("baos", lambda *word: seen.get(word, 0)) == ["báo"]
    seen["baos",] = 1
    assert readings("baos", lambda *word: seen.get(word, 0)) == []
    assert readings("baos", lambda *word: 0) == []


def test_a_long_query_is_read_in_time() -> None:
    counted: Counter[tuple[str, ...]] = Counter()

    def frequency(*word: str) -> int:
        counted[word] += 1
        return 0 if all(part.isascii() for part in word) else 5

    query = " ".join(["tor", "chuwcs", "nguoiwf", "dadadadadada", "uowuowuowuow"] * 13)
    started = time.perf_counter()
    assert len(readings(query, frequency)) == MAX_READINGS
    assert time.perf_counter() - started < 1
    # The index is asked once for each word, however often it is typed.
    assert set(counted.values()) == {1} and len(counted) < 500


TELEX_TONES = dict(zip(TONES, "fsxrj", strict=True))
VNI_TONES = dict(zip(TONES, "21435", strict=True))
TELEX = {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}
VNI = {"ă": "a8", "â": "a6", "ê": "e6", "ô": "o6", "ơ": "o7", "ư": "u7", "đ": "d9"}


@st.composite
def marked_syllables(draw: st.DrawFn) -> str:
    """Draw a well-formed syllable with a mark."""
    toneless = draw(st.sampled_from(ONSETS)) + draw(st.sampled_from(sorted(RIMES)))
    syllable = put_tone(toneless, draw(st.sampled_from(["", *TONES])))
    if syllable is None or syllable.isascii() or not is_vietnamese_syllable(syllable):
        return "đường"
    return syllable


def encode(syllable: str, keys: dict[str, str], tones: dict[str, str], at: int) -> str:
    """Type a syllable as the manuals of the keyboards say, the tone after key `at`."""
    toneless, tone = split_tone(unicodedata.normalize("NFC", syllable))
    struck = [keys.get(letter, letter) for letter in toneless]
    vowels = [n for n, letter in enumerate(toneless) if letter in "aăâeêioôơuưy"]
    place = max(vowels[-1], min(at, len(struck) - 1))
    struck[place] += tones.get(tone, "")
    return "".join(struck)


@given(marked_syllables(), st.integers(0, 8))
def test_what_was_encoded_is_decoded(syllable: str, at: int) -> None:
    telex = encode(syllable, TELEX, TELEX_TONES, at)
    assert syllable in decode_syllable(telex)
    assert syllable in decode_syllable(telex.upper())
    vni = encode(syllable, VNI, VNI_TONES, at)
    # One letter alone, as in o73, is a syllable too.
    assert decode_syllable(vni) == [syllable]


@given(st.text(max_size=40))
def test_any_text_can_be_read(text: str) -> None:
    for read in readings(text, lambda *word: len(word[0]) % 3):
        assert read != text
