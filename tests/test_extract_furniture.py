"""The table of furniture rules, and what it must leave alone."""

import pytest

from index.extract.pages.furniture import body_lines, unglue
from index.extract.pages.furniture_rules import RULES, furniture_rule
from index.extract.pages.lines import split_lines
from index.extract.pages.site_lines import (
    is_masthead,
    is_menu,
    is_publisher,
    is_section_name,
)

EXAMPLES = [(rule, example) for rule in RULES for example in rule.examples]
PROSE = (
    "Mưa lớn suốt đêm làm ngập gần hai trăm hộ dân ở vùng trũng, "
    "chính quyền xã đã đưa người già và trẻ em lên nhà văn hóa thôn."
)
MORE_PROSE = PROSE.replace("suốt đêm", "rạng sáng")


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_each_rule_takes_its_examples(rule, example):
    assert furniture_rule(example) is rule


def test_rule_names_are_unique():
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize(
    "sentence",
    [
        "Chia sẻ bài viết là cách nhiều bạn đọc ủng hộ tòa soạn.",
        "Xem thêm vài bức ảnh, ông mới tin nước đã rút.",
        "In bài thơ của học sinh lên tường lớp.",
        "Thứ tự ưu tiên không thay đổi.",
        "Trở về từ vùng lũ, ông kể lại chuyện cứu người.",
        "12 ý kiến đóng góp tại phiên thảo luận",
        "Tiêu điểm của phiên họp là giá lúa.",
        "Họ tên của bà được khắc lên bia, ai đi qua cũng dừng lại đọc.",
        "Nội dung: tập huấn kỹ thuật chăm sóc lúa",
        "E-mail: cách viết một bức thư ngắn gọn",
        "Tiêu đề: Mùa gặt ở bản Sậy",
        PROSE,
    ],
)
def test_a_sentence_is_never_furniture(sentence):
    assert furniture_rule(sentence) is None


def test_a_button_glued_to_a_line_is_split_off():
    assert unglue("Hà MiênXem phản hồi") == ["Hà Miên", "Xem phản hồi"]
    assert unglue("Hà Miên xem phản hồi") == ["Hà Miên xem phản hồi"]


def test_sections_mastheads_and_menus_are_recognised():
    assert is_section_name("Thời sự - Chính trị")
    assert not is_section_name("Chính trị viên đại đội")
    assert is_masthead("Tạp chí Suối Bạc điện tử")
    assert is_masthead("baosuoibac.vn")
    assert is_publisher("UBND HUYỆN SUỐI BẠC")
    assert not is_publisher("Hội Nông dân tỉnh Suối Bạc ra quân làm đường")
    assert is_masthead("CỔNG THÔNG TIN ĐIỆN TỬ HUYỆN SUỐI BẠC")
    assert not is_masthead("Báo cháy giả, một người bị phạt")
    assert is_menu("Giới thiệu | Tin tức | Văn bản")
    assert not is_menu("Ông nói | bà nói")


def kept(text):
    return [line.text for line in body_lines(split_lines(text))]


def test_everything_from_the_first_end_marker_on_is_dropped():
    assert kept(f"{PROSE}\nÝ kiến bạn đọc\nRất hay\n{MORE_PROSE}") == [PROSE]


def test_a_list_of_links_amid_the_article_goes_and_the_article_goes_on():
    third = MORE_PROSE.replace("Mưa", "Gió")
    text = f"{PROSE}\nTin liên quan\nLũ lên nhanh\n{MORE_PROSE}\n{third}"
    assert kept(text) == [PROSE, MORE_PROSE, third]


def test_a_repeated_caption_stands_once():
    assert kept(f"{PROSE}\n\nToàn cảnh.\n\nToàn cảnh.\n\n{MORE_PROSE}") == [
        PROSE,
        "Toàn cảnh.",
        MORE_PROSE,
    ]
