"""Whether a run of capitals is a person: what stands round it, weighed.

The rules are tables, read from the top; the first that applies decides. Those of
`TEXT_RULES` look at the words round the mention alone, so where one applies no
role has to be read; `RULES` look at the roles, too. Every rule has an example
with the mention in brackets, which a test runs.
"""

from __future__ import annotations

import re
from functools import lru_cache

from index.extract.persons import signs
from index.extract.persons.mention import Mention
from index.extract.persons.syllables import STRONG, is_place
from index.extract.persons.verdicts import (
    ACTS,
    ACTS_AS_HUMAN,
    ADDRESSED,
    CREDITED,
    DESCRIBED,
    ENDS_IN_PLACE,
    GIVEN_NAME,
    IN_CREDIT,
    IS_BODY,
    IS_INITIAL,
    IS_KING,
    IS_MONUMENT,
    IS_PLACE,
    IS_QUOTED,
    IS_STREET,
    IS_TIME,
    IS_VILLAGE,
    LISTED_WITH_PLACES,
    NO_EVIDENCE,
    NOT_A_PERSONS,
    QUOTED,
    RARE_SURNAME,
    SPEAKS,
    SURNAME_OF_THREE,
    WITH_ROLE,
    Rule,
    Verdict,
)
from index.extract.wordlists import lowered

_REIGNS = frozenset(("thời", "đời", "triều", "niên", "hiệu"))
_TELLING = _REIGNS | signs.VILLAGES
_DIGIT = re.compile(r"\d")


def _is_denied_by_head(m: Mention) -> bool:
    """Say whether the word before makes it no person, whatever the roles are."""
    return m.n_head > 0 and (m.one.weight < STRONG or m.one.n_tokens < 3)


TEXT_RULES = (
    Rule(
        IS_PLACE,
        Verdict.DENIED,
        lambda m: is_place(m.name),
        "Mưa to ở [Hà Giang] Chiều 11-2, nước lên.",
    ),
    Rule(IN_CREDIT, Verdict.DENIED, signs.is_credit, "Ảnh: [Nguyễn Văn Mẫu]"),
    Rule(IS_BODY, Verdict.DENIED, signs.is_body_of_doan, "Diễn viên [Đoàn Nghệ] thuật"),
    Rule(
        IS_INITIAL,
        Verdict.DENIED,
        lambda m: (
            m.name[-2] == " "
            and m.name.isascii()
            and not signs.begins_as_syllable(m.name)
        ),
        "Trận mở màn [Maudin A].",
    ),
    Rule(
        IS_TIME,
        Verdict.OPEN,
        lambda m: m.last_word in _REIGNS and m.name in lowered("reign_names"),
        "Chùa xây dưới thời [Minh Mạng].",
    ),
    Rule(
        NOT_A_PERSONS,
        Verdict.DENIED,
        _is_denied_by_head,
        "Học sinh trường [Phan Mẫu] đi học.",
    ),
    Rule(
        IS_STREET,
        Verdict.DENIED,
        lambda m: not m.n_head and not m.n_address and signs.is_street(m),
        "Nhà ở số 12 [Trần Văn Mẫu].",
    ),
    Rule(
        IS_VILLAGE,
        Verdict.OPEN,
        lambda m: not m.n_address and signs.is_village(m),
        "Trưởng bản [Suối Mẫu] kể.",
    ),
)

_VIETNAMESE_RULES = (
    Rule(
        ADDRESSED,
        Verdict.ACCEPTED,
        lambda m: m.is_strong and m.is_addressed,
        "Sau đó ông [Lê Mẫu] về.",
    ),
    Rule(
        WITH_ROLE,
        Verdict.ACCEPTED,
        lambda m: m.is_strong and m.has_role,
        "Bộ trưởng [Lê Mẫu] trả lời.",
    ),
    Rule(
        LISTED_WITH_PLACES,
        Verdict.OPEN,
        lambda m: m.is_strong and signs.is_beside_place(m),
        "Xe chạy qua [Phan Lương Mẫu], Hà Giang.",
    ),
    Rule(
        SURNAME_OF_THREE,
        Verdict.SHAPE,
        lambda m: m.is_strong and m.one.n_tokens >= 3,
        "Hôm qua [Lê Thị Mẫu] về quê.",
    ),
    Rule(
        ACTS,
        Verdict.SHAPE,
        lambda m: m.is_strong and signs.acts(m),
        "Hôm qua [Lê Mẫu] khẳng định điều ấy.",
    ),
    Rule(ADDRESSED, Verdict.ACCEPTED, lambda m: m.is_addressed, "Chị [Thu Mẫu] cười."),
    Rule(
        WITH_ROLE,
        Verdict.SHAPE,
        # A district may be called as its chairman is.
        lambda m: (
            m.has_role and (m.is_full or m.after is not None or signs.is_close(m))
        ),
        "Ca sĩ [Thu Mẫu] hát.",
    ),
    Rule(
        WITH_ROLE,
        Verdict.SHAPE,
        lambda m: m.has_role and m.one.split_off and m.one.weight > 0,
        "Viện trưởng Viện Kiểm sát tỉnh Hồ Bắc [Cận Mẫu] kiên quyết từ chối.",
    ),
    Rule(
        RARE_SURNAME,
        Verdict.SHAPE,
        lambda m: (
            m.is_full
            and (
                m.has_sure_middle or (signs.acts(m) and not signs.ends_in_direction(m))
            )
        ),
        "Sau lễ, [Lò Văn Mẫu] về bản.",
    ),
    Rule(
        IS_KING,
        Verdict.SHAPE,
        lambda m: m.name in lowered("reign_names") and m.page.is_about_kings,
        "Các vua Nguyễn đều học chữ. Sau này, [Bảo Đại] sang Pháp, [Bảo Đại] là vua.",
    ),
    Rule(
        ACTS_AS_HUMAN,
        Verdict.SHAPE,
        lambda m: signs.acts_as_human(m) and not signs.may_be_club(m),
        "Hôm ấy [Thu Mẫu] tâm sự rất lâu.",
    ),
    Rule(SPEAKS, Verdict.SHAPE, signs.speaks_as_person, "Hôm ấy [Thu Lụa] kể rất lâu."),
    Rule(
        DESCRIBED,
        Verdict.SHAPE,
        signs.is_described,
        "Báo chí nhắc [Thu Mẫu], người đã bỏ cuộc.",
    ),
    Rule(QUOTED, Verdict.SHAPE, signs.speaks, "[Thu Mẫu]: “Tôi sẽ hát.”"),
    Rule(
        CREDITED,
        Verdict.SHAPE,
        lambda m: signs.is_alone_in_brackets(m) and m.page.is_about_shows,
        "Ca khúc thứ hai là ca khúc Mưa xa ([Thu Mẫu]) rất hay.",
    ),
)

_FOREIGN_RULES = (
    Rule(
        ADDRESSED,
        Verdict.ACCEPTED,
        lambda m: m.is_addressed,
        "Ông [Maudin Leedov] tới.",
    ),
    Rule(
        WITH_ROLE,
        Verdict.ACCEPTED,
        lambda m: m.has_role and (m.before or m.after).is_office,
        "Tổng thống [Maudin Leedov] tới.",
    ),
    Rule(IS_QUOTED, Verdict.OPEN, signs.is_quoted, "Cô hát “[Ann Leed]” rất hay."),
    Rule(
        WITH_ROLE,
        Verdict.SHAPE,
        lambda m: m.after is not None or (m.before is not None and signs.is_one(m)),
        "Ca sĩ [Maudin Leedov] hát.",
    ),
    Rule(
        GIVEN_NAME,
        Verdict.SHAPE,
        lambda m: m.one.is_foreign_name,
        "Cả [Andrew Leedov] cũng không nhận.",
    ),
    Rule(
        RARE_SURNAME,
        Verdict.SHAPE,
        signs.has_highland_surname,
        "Nhà nhiều như [Kpăh Mẫu] thì được mùa.",
    ),
    Rule(
        ACTS_AS_HUMAN,
        Verdict.SHAPE,
        signs.acts_as_human,
        "Năm ngoái [Maudin Leedov] qua đời.",
    ),
    Rule(
        DESCRIBED,
        Verdict.SHAPE,
        signs.is_described,
        "Báo chí nhắc [Maudin Leedov], người đã bỏ cuộc.",
    ),
)

_ROLE_RULES = (
    Rule(
        IS_MONUMENT,
        Verdict.DENIED,
        lambda m: m.before is not None and signs.is_monument(m),
        "Họ viếng lăng Chủ tịch [Nguyễn Văn Mẫu].",
    ),
    Rule(
        WITH_ROLE,
        Verdict.SHAPE,
        lambda m: m.n_head and signs.holds_office_of_head(m),
        "Chủ tịch UBND huyện [Nguyễn Văn Mẫu] ký.",
    ),
    Rule(
        NOT_A_PERSONS,
        Verdict.DENIED,
        lambda m: m.n_head,
        "Xe đi theo đường [Nguyễn Thị Mẫu] rồi rẽ trái.",
    ),
    Rule(
        ENDS_IN_PLACE,
        Verdict.OPEN,
        lambda m: m.one.n_tokens == 4 and not m.is_addressed and signs.ends_in_place(m),
        "Họ tới [Lê Mẫu Gia Lâm].",
    ),
)

RULES = {
    True: (*_ROLE_RULES, *_VIETNAMESE_RULES),
    False: (*_ROLE_RULES, *_FOREIGN_RULES),
}
"""By whether every word of the name is a Vietnamese syllable."""


def judge_by_text(mention: Mention) -> tuple[Verdict, str] | None:
    """Weigh a mention by the words round it; None where its roles may count."""
    if not _may_be_decided(mention):
        return None
    for rule in TEXT_RULES:
        if rule.applies(mention):
            return rule.verdict, rule.reason
    return None


def _may_be_decided(mention: Mention) -> bool:
    """Say whether any of `TEXT_RULES` can apply: of most mentions, none can.

    A new rule needs its sign here, which the test of the rules' examples sees.
    """
    name, near, words = mention.name, mention.near, mention.words
    if mention.n_head or _is_told_by_name(name) or near.rstrip()[-1:] == ":":
        return True
    if words and (words[-1] in _TELLING or _DIGIT.search(words[-1]) is not None):
        return True
    end = mention.one.end
    return near[-2:] in ("- ", "– ") or "(" in mention.low[end : end + 2]


@lru_cache(maxsize=1 << 14)
def _is_told_by_name(name: str) -> bool:
    """Say whether a name is a place's, an outlet's, a body's, or ends in a letter."""
    return (
        is_place(name)
        or name[-2] == " "
        or name.startswith("đoàn ")
        or name in lowered("outlets")
    )


def judge(mention: Mention) -> tuple[Verdict, str]:
    """Weigh the evidence of one mention whose roles have been read.

    Parameters
    ----------
    mention : Mention
        One that `judge_by_text` left undecided.

    Returns
    -------
    verdict : Verdict
    reason : str
        The message of the rule that decided.
    """
    for rule in RULES[mention.one.is_vietnamese]:
        if rule.applies(mention):
            return rule.verdict, rule.reason
    return Verdict.OPEN, NO_EVIDENCE
