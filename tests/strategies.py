"""Hypothesis strategies for Vietnamese text."""

from __future__ import annotations

from hypothesis import strategies as st

SYLLABLES = (
    "ban bàn bán tổ to chức chuc trung ương ủy uỷ hoà hòa thuý lũ lụt chó chò cho "
    "đường duong Đảng hội nghị 18 1.192 NQ TW không ở y lý lí ly sĩ sỹ"
).split()

syllables = st.sampled_from(SYLLABLES)
separators = st.sampled_from([" ", " ", " ", ", ", ". ", "\n\n", " – ", "/", "-"])


@st.composite
def texts(draw: st.DrawFn, max_size: int = 30) -> str:
    """Draw a text of a few syllables, so that words meet often."""
    parts: list[str] = []
    for syllable in draw(st.lists(syllables, max_size=max_size)):
        parts += [syllable, draw(separators)]
    return "".join(parts)
