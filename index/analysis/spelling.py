"""Whether a syllable is spelled as a Vietnamese one can be.

Onset × rime × tone, after Đoàn Thiện Thuật, *Ngữ âm tiếng Việt* (1977), with
the spelling rules taught in schools: k, gh and ngh before e, ê, i and y alone;
a rime that ends in c, ch, p or t has no tone but sắc and nặng. Rare rimes of
Hoàng Phê's *Từ điển tiếng Việt* are in (oong, uyu, uơ).

It tells what can be Vietnamese, not what is a word: ``nghiểm`` passes.
"""

from __future__ import annotations

from functools import cache, lru_cache

from index.analysis.normalise import fold
from index.analysis.tones import put_tone, split_tone

ONSETS = ("", *"b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu".split()) + tuple(
    "r s t th tr v x".split()
)
"""Initial consonants as they are written; ``qu`` has its glide."""

RIMES = frozenset(
    "a e ê i o ô ơ u ư y ia oa oe ua uê uy uơ uya ưa "
    "ai ao au ay âu ây eo êu iu oi ôi ơi ui ưi ưu oai oao oay oeo uây uyu "
    "iêu yêu uôi ươi ươu "
    "am ăm âm em êm im om ôm ơm um ưm iêm yêm uôm ươm oam oăm "
    "an ăn ân en ên in on ôn ơn un ưn iên yên uôn ươn oan oăn oen uân uên uyên "
    "ang ăng âng eng ong ông ung ưng iêng yêng uông ương oang oăng oong uâng "
    "anh ênh inh oanh uênh uynh "
    "ac ăc âc ec oc ôc uc ưc iêc uôc ươc oac oăc ooc "
    "ach êch ich oach uêch uych "
    "ap ăp âp ep êp ip op ôp ơp up iêp ươp oap uyp "
    "at ăt ât et êt it ot ôt ơt ut ưt iêt yêt uôt ươt oat oăt oet uât uyt uyêt".split()
)
"""What follows an onset, without the tone; NFC."""

RIMES_AFTER_QU = frozenset(
    "a ai ang anh ao au ay ac ach am an ap at ăc ăm ăn ăng ăp ăt ân âng ât ây "
    "e en eo et ê êch ên ênh êt i ich in inh it iu y ych yên yêt ynh yt ơ ơi ôc".split()
)
"""The same after ``qu``: the glide is in the onset, so ``quan`` is qu + an."""

_LOOKALIKE_ONSETS = {"c": "k", "g": "gh", "ng": "ngh"}
_ONSETS_BEFORE_HIGH_VOWELS = frozenset(_LOOKALIKE_ONSETS.values())
_ONSETS_BEFORE_Y = frozenset(("", *"h k l m s t th v".split()))
_SHARP_TONES = ("\u0301", "\u0323")

_NAMES = frozenset("đắk lắk đăk lăk krông kạn kông".split())
"""Against the rules, and in every newspaper: Đắk Lắk, Bắc Kạn, Hồng Kông."""


@lru_cache(maxsize=16_384)
def is_vietnamese_syllable(normalised: str) -> bool:
    """Tell whether a syllable keeps the rules of Vietnamese spelling.

    Parameters
    ----------
    normalised : str
        As `index.analysis.normalise.normalise_syllable` gives it. One without
        a tone mark has the level tone: ``bat`` breaks the rules.

    Examples
    --------
    >>> [is_vietnamese_syllable(s) for s in ("nghiêng", "giữa", "quốc", "y", "gìn")]
    [True, True, True, True, True]
    >>> [is_vietnamese_syllable(s) for s in ("ngiêng", "box", "tờt", "bat", "nq")]
    [False, False, False, False, False]
    """
    if normalised in _NAMES:
        return True
    toneless, tone = split_tone(normalised)
    if tone and put_tone(toneless, tone) != normalised:
        return False
    if toneless.endswith(("c", "ch", "p", "t")) and tone not in _SHARP_TONES:
        return False
    return any(
        _is_toneless_syllable(toneless[:at], toneless[at:])
        for at in range(min(4, len(toneless)))
    )


@lru_cache(maxsize=16_384)
def may_be_vietnamese(normalised: str) -> bool:
    """Tell whether it is a Vietnamese syllable, or one with its marks left out.

    Examples
    --------
    >>> [may_be_vietnamese(s) for s in ("bot", "eu", "ca", "hn", "who")]
    [True, True, True, False, False]
    """
    if fold(normalised) != normalised:
        return is_vietnamese_syllable(normalised)
    return normalised in _unmarked_syllables()


@cache
def _unmarked_syllables() -> frozenset[str]:
    return frozenset(
        fold(onset + rime)
        for onset in ONSETS
        for rime in RIMES | RIMES_AFTER_QU
        if _is_toneless_syllable(onset, rime)
    ) | frozenset(map(fold, _NAMES))


def _is_toneless_syllable(onset: str, rime: str) -> bool:
    if onset not in ONSETS:
        return False
    if onset == "qu":
        return rime in RIMES_AFTER_QU
    if rime not in RIMES:
        return False
    if rime[0] == "y":
        # yê is how iê is written where nothing stands before it.
        return onset in _ONSETS_BEFORE_Y if rime == "y" else onset == ""
    if onset == "":
        return not rime.startswith("iê")
    if onset == "g" and rime[0] == "i":
        # gì, gìn, giêng: of gi and a rime in i, one i is written.
        return True
    if onset == "gi":
        return rime[0] != "i"
    is_high = rime[0] in "eêi"
    if onset in _LOOKALIKE_ONSETS:
        return not is_high
    return is_high or onset not in _ONSETS_BEFORE_HIGH_VOWELS
