"""Persons: who is one, by which name, and with which role."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.extract.decisions import Trace
from index.extract.persons.cutting import cut_run
from index.extract.persons.evidence import RULES, TEXT_RULES, judge_by_text
from index.extract.persons.finding import find_persons
from index.extract.persons.mention import Mention, Page
from index.extract.persons.names import find_candidates
from index.extract.persons.role_after import role_after
from index.extract.persons.role_before import before_address, role_before
from index.extract.persons.role_ends import HARD_STOP
from index.extract.persons.roles import patterns
from index.extract.wordlists import alternation, endings, entries


def persons(text, title="Tin trong ngày"):
    return [(person.name, person.role) for person in find_persons(title, text)]


def names(text):
    return [name for name, _ in persons(text)]


ROLES = [
    ("Đồng chí Lò Văn Mẫu, Ủy viên Ban Thường vụ, Phó Trưởng Ban Thường trực, "
     "Ban Tổ chức Tỉnh ủy chủ trì hội nghị.",
     "Ủy viên Ban Thường vụ, Phó Trưởng Ban Thường trực, Ban Tổ chức Tỉnh ủy"),
    ("Đến dự có Phó Bí thư Thường trực Tỉnh ủy Long An - Lò Văn Mẫu; các sở, ngành.",
     "Phó Bí thư Thường trực Tỉnh ủy Long An"),
    ("Bí thư Tỉnh ủy Hà Giang Lò Văn Mẫu nói vậy.", "Bí thư Tỉnh ủy Hà Giang"),
    ("Ông Lò Văn Mẫu (phó giám đốc Sở Y tế) cho hay.", "phó giám đốc Sở Y tế"),
    ("Ông Lò Văn Mẫu - chủ tịch UBND xã Đồng Thông - nói.",
     "chủ tịch UBND xã Đồng Thông"),
    ("Chủ tịch HĐND, ông Lò Văn Mẫu cho biết.", "Chủ tịch HĐND"),
    ("Bộ trưởng Bộ Tài nguyên và Môi trường Lò Văn Mẫu trả lời.",
     "Bộ trưởng Bộ Tài nguyên và Môi trường"),
    ("Thứ trưởng Bộ Nội vụ Lò Văn Mẫu ký văn bản.", "Thứ trưởng Bộ Nội vụ"),
    ("Nguyên Thủ tướng Lò Văn Mẫu dự lễ.", "Nguyên Thủ tướng"),
    ("Nhà báo Lò Văn Mẫu kể lại.", "Nhà báo"),
    ("Ông Lò Văn Mẫu kể lại.", None),
    ("Bị cáo Lò Văn Mẫu nhận tội.", "Bị cáo"),
    ("Bạn Lò Văn Mẫu kể lại.", None),
    ("Chính quyền Tổng thống Lò Văn Mẫu im lặng.", "Tổng thống"),
    ("Trưởng bản Suối Bạc - Lò Văn Mẫu kể.", "Trưởng bản Suối Bạc"),
    ("Ông Lò Văn Mẫu, Trưởng thôn Lạc Cầu, kể.", "Trưởng thôn Lạc Cầu"),
    ("Ông Lò Văn Mẫu, Chánh Văn phòng Ban Chỉ huy Phòng, chống thiên tai tỉnh kể.",
     "Chánh Văn phòng Ban Chỉ huy Phòng, chống thiên tai tỉnh"),
    ("Ông Lò Văn Mẫu, Giám đốc Sở Văn hóa, Thể thao và Du lịch kể.",
     "Giám đốc Sở Văn hóa, Thể thao và Du lịch"),
    ("Ông Lò Văn Mẫu, Giám đốc Ban Quản lý dự án giao thông tỉnh kể.",
     "Giám đốc Ban Quản lý dự án giao thông tỉnh"),
    ("Bà Lò Văn Mẫu, Giám đốc Hợp tác xã Măng Ri ủng hộ việc ấy.",
     "Giám đốc Hợp tác xã Măng Ri"),
    ("Bà Lò Văn Mẫu, Bí thư Đảng ủy xã Măng Ri đan gùi bán.",
     "Bí thư Đảng ủy xã Măng Ri"),
    ("Bà Lò Văn Mẫu, Bí thư Huyện ủy Măng Ri và hơn 300 người dân dọn bùn.",
     "Bí thư Huyện ủy Măng Ri"),
    ("Ông Lò Văn Mẫu - giám đốc Sở Y tế tỉnh - thở dài.",
     "giám đốc Sở Y tế tỉnh"),
    ("Ông Lò Văn Mẫu - giám đốc Sở Giáo dục - đào tạo - thở dài.",
     "giám đốc Sở Giáo dục - đào tạo"),
    ("Ông Lò Văn Mẫu, Hiệu trưởng Trường Trung học cơ sở Đăk Tờ Kan nói.",
     "Hiệu trưởng Trường Trung học cơ sở Đăk Tờ Kan"),
    ("Bà Lò Văn Mẫu, Tổng giám đốc Citi Việt Nam cho biết.",
     "Tổng giám đốc Citi Việt Nam"),
    ("Gặp Tổng thống Maudinov, Chủ tịch Lò Văn Mẫu nói.", "Chủ tịch"),
    ("Bị cáo Lò Văn Mẫu (47 tuổi, nguyên Giám đốc Sở Y tế) nhận tội.",
     "nguyên Giám đốc Sở Y tế"),
    ("Ông Lò Văn Mẫu (43 tuổi, ngụ tại Hà Giang, Chủ tịch Công ty Suối Bạc) khai.",
     "Chủ tịch Công ty Suối Bạc"),
    ("Bà Lò Văn Mẫu, sinh năm 1979, cán bộ Sở Y tế, bị thương.", "cán bộ Sở Y tế"),
    ("Sau đó đại sứ Anh tại Hà Nội Lò Văn Mẫu viết thư.", "đại sứ Anh tại Hà Nội"),
    ("Phó Vụ trưởng Vụ Đại học (Bộ Y tế) Lò Văn Mẫu nói.", "Phó Vụ trưởng Vụ Đại học"),
    ("Cựu luật sư Lò Văn Mẫu về quê.", "Cựu luật sư"),
    ("GS Lò Văn Mẫu về quê.", "GS"),
    ("Con gái Tổng thống Lò Văn Mẫu về quê.", "Tổng thống"),
    ("Luật sư của Tổng thống Lò Văn Mẫu về quê.", "Tổng thống"),
    ("Luật sư của Lò Văn Mẫu về quê.", None),
    ("Trưởng đoàn là ông Lò Văn Mẫu, Giám đốc Sở Y tế.", "Giám đốc Sở Y tế"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "role"), ROLES)
def test_the_stated_role_is_cut_where_it_ends(text, role):
    assert persons(text) == [("Lò Văn Mẫu", role)]


@pytest.mark.parametrize(
    "text",
    [
        "Xe đi theo đường Nguyễn Thị Mẫu rồi rẽ trái.",
        "Trường THPT Nguyễn Văn Mẫu khai giảng.",
        "Học tập tư tưởng Hồ Chí Minh.",
        "Làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh.",
        "Mưa to ở TP. Hồ Chí Minh và thành phố Hồ Chí Minh.",
        "Đoàn TNCS Hồ Chí Minh phát động.",
        "Giải thưởng Lê Thị Mẫu được trao.",
        "Công ty TNHH Trần Văn Mẫu nộp thuế.",
        "Bệnh viện Nguyễn Văn Mẫu quá tải.",
        "Các tỉnh Hà Giang, Cao Bằng, Thái Nguyên, Lâm Đồng.",
        "Ban Tổ chức Trung ương, Bộ Kế hoạch và Đầu tư, Sở Nội vụ.",
        "Ảnh: Nguyễn Văn Mẫu",
        "Tổng thống Mỹ tới thăm Hà Nội.",
        "Chuyên gia của Mekong Report dự báo.",
        "Học sinh Tu Mơ Rông được nghỉ. Ngư dân Cảnh Dương ra khơi.",
        "Nước tràn về Đồng Tháp Mười. Đường ra Tân Sơn Nhất ngập.",
        "Trường CĐ Kỹ thuật Lý Văn Mẫu tuyển sinh.",
        "Trường phổ thông đặc biệt Nguyễn Đình Mẫu khai giảng.",
        "Địa chỉ: 140 Trần Văn Mẫu, P.Tân Định; 60A Hoàng Văn Mẫu, phường 9.",
        "Xe kẹt ở ngã tư Hai Bà Trưng - Phan Văn Mẫu.",
        "Ngập các tuyến đường như Lê Lợi, Trần Quang Mẫu.",
        "Trao đổi với Tuổi Trẻ, đại diện công ty xin lỗi.",
        "Trận mở màn Serie A. Phim của Hãng Thiên Ngân.",
        "Diễn viên Đoàn Nghệ thuật tỉnh và Đoàn Hậu Giang.",
        "Giám đốc Công ty đầu tư xây dựng Phú Hưng Gia.",
        "Đơn kiện của Andrew Organization. Andrew Leed FC thua trận.",
        "Cô mua túi Louis Vuitton. Họ bay từ San Jose tới Abu Dhabi.",
        "Tàu sân bay USS Andrew Leed ra khơi.",
        "Cô hát “Andrew Leed” rất hay.",
        "Quốc vương Arab Saudi tới dự. Cựu cầu thủ Dynamo Kiev ghi bàn.",
        "Du khách chụp ảnh dưới chân các Kim Tự Tháp Ai Cập.",
        "Chúc mừng Xuân Kỷ Hợi. Họ nhớ Tết Mậu Thân.",
        "Lăng Tự Đức đông khách. Đường Quang Trung ngập.",
        "Đường Lê Lợi (quận 1), Trần Văn Mẫu (quận 5), Lê Lai (quận 1) bị ngập.",
    ],
)
def test_streets_schools_prizes_and_bodies_are_no_persons(text):
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("Ông Lò Văn Mẫu đến. Sau đó ông Mẫu về.", ["Lò Văn Mẫu"]),
        ("Bà Nguyễn Thị Kim Mẫu nói. Bà Kim Mẫu cười.", ["Nguyễn Thị Kim Mẫu"]),
        ("Đồng chí Lò Văn Mẫu và đồng chí Vi Thị Lụa.", ["Lò Văn Mẫu", "Vi Thị Lụa"]),
        ("Tổng thống Nga Ivan Maudinov tới.", ["Ivan Maudinov"]),
        ("Ông Kim Mau - un và ông Kim Mau-un.", ["Kim Mau-un"]),
        ("Chủ tịch UBND huyện Suối Bạc Nguyễn Văn Mẫu ký.", ["Nguyễn Văn Mẫu"]),
        ("Ông Lò Văn M. nói. Bà Ann M. Leed về.", ["Lò Văn M", "Ann M. Leed"]),
        ("Họa sĩ Tim O ’ Leed vẽ.", ["Tim O ’ Leed"]),
        ("Ông Song Joong Mau buồn.", ["Song Joong Mau"]),
        ("Bắt hai đối tượng Hoàng Như Mẫu và Nguyễn Bình Lụa.",
         ["Hoàng Như Mẫu", "Nguyễn Bình Lụa"]),
        ("Cả Andrew Leedov đều không tiết lộ.", ["Andrew Leedov"]),
        ("CEO MauX Andrew Leed và HLV Chelsea Maria Leed.",
         ["Andrew Leed", "Maria Leed"]),
        ("Ông Jean - Michel Leedov và ông Najib al - Leedov.",
         ["Jean-Michel Leedov", "Najib al-Leedov"]),
        ("Bà Eliza Manningtam - Bullet về hưu.", ["Eliza Manningtam-Bullet"]),
        ("Võ sĩ MMA Từ Hiểu Mẫu thắng.", ["Từ Hiểu Mẫu"]),
        ("Cựu hậu vệ M.U Danny Leedov ghi bàn.", ["Danny Leedov"]),
        ("Ca sĩ Malea Emma Leedov hát.", ["Malea Emma Leedov"]),
        ("Juve thắng. Juve Emma Leedov hát.", ["Emma Leedov"]),
        ("Kẻ chủ mưu Nguyễn Thị Lan Mẫu Chiều 11-2, công an tới.",
         ["Nguyễn Thị Lan Mẫu"]),
        ("Cờ vua: Ng.Ngọc Trường Mẫu đoạt huy chương.", ["Ng.Ngọc Trường Mẫu"]),
        ("Lê Thị Mẫu (nhảy sào); Thanh Trà và Hoài Anh (nhảy cầu).",
         ["Lê Thị Mẫu", "Thanh Trà", "Hoài Anh"]),
        ("Các vua: Gia Long, Minh Mạng và Tự Đức.",
         ["Gia Long", "Minh Mạng", "Tự Đức"]),
        ("Già làng Siu Mẫu nói. Nhà Kpăh Mẫu có nương.", ["Siu Mẫu", "Kpăh Mẫu"]),
        ("Gồm các ông: Nguyễn Văn Mẫu, Lật Thư Chiếm và Vi Lụa.",
         ["Nguyễn Văn Mẫu", "Lật Thư Chiếm", "Vi Lụa"]),
    ],
)  # fmt: skip
def test_each_person_is_one_entry_by_the_full_name(text, want):
    got = [name.replace(" - ", "-") for name in names(text)]
    assert got == want


def test_spellings_of_one_name_are_one_person_in_the_commonest_spelling():
    text = "Bà Lê Thị Hoà đến. Bà Lê Thị Hòa nói. Bà Lê Thị Hòa về."
    assert names(text) == ["Lê Thị Hòa"]


def test_authors_are_no_persons():
    found = find_persons("Tin", "Chuyện của Trần Thị Mẫu.", ["Trần Thị Mẫu"])
    assert found == ()


def test_an_office_outranks_an_occupation():
    text = "Đại biểu Lò Văn Mẫu hỏi. Ông Lò Văn Mẫu, Giám đốc Sở Y tế, cười."
    assert persons(text) == [("Lò Văn Mẫu", "Giám đốc Sở Y tế")]


def mention_of(example):
    """Give the mention of the name in brackets, without its roles, and the text."""
    start = example.index("[")
    text = example.replace("[", "").replace("]", "")
    end = start + example.index("]") - example.index("[") - 1
    page = Page(text.lower())
    (one,) = [one for one in find_candidates(text) if one.start == start]
    assert one.end == end
    return Mention(page, one), text


def with_roles(mention, text):
    low, one = mention.low, mention.one
    stops = [stop.end() for stop in HARD_STOP.finditer(low)]
    later = [c.start for c in find_candidates(text) if c.start > one.end]
    before = role_before(text, low, 0, one.start, stops)
    after = role_after(text, low, one.end, min([*later, len(low)]))
    mention.set_roles(before, after)
    return mention


@pytest.mark.parametrize("rule", TEXT_RULES, ids=lambda rule: rule.example)
def test_the_example_of_a_rule_about_the_text_is_decided_by_it(rule):
    mention, _ = mention_of(rule.example)
    assert next(one for one in TEXT_RULES if one.applies(mention)) is rule
    assert judge_by_text(mention) == (rule.verdict, rule.reason)


ROLE_RULES = list(dict.fromkeys([*RULES[True], *RULES[False]]))


@pytest.mark.parametrize("rule", ROLE_RULES, ids=lambda rule: rule.example)
def test_the_example_of_a_rule_about_roles_is_decided_by_it(rule):
    mention, text = mention_of(rule.example)
    assert not any(one.applies(mention) for one in TEXT_RULES)
    mention = with_roles(mention, text)
    rules = RULES[mention.one.is_vietnamese]
    assert next(one for one in rules if one.applies(mention)) is rule


def test_every_rule_has_its_own_example():
    examples = [rule.example for rule in (*TEXT_RULES, *ROLE_RULES)]
    assert len(examples) == len(set(examples)) > 25


def test_a_later_mention_does_not_undo_an_office():
    text = "Chủ tịch Lò Văn Mẫu nói. Đường Lò Văn Mẫu ngập. Bị cáo Lò Văn Mẫu khai."
    assert persons(text) == [("Lò Văn Mẫu", "Chủ tịch")]


def test_the_trace_tells_the_word_that_speaks_against_a_person():
    trace = Trace()
    find_persons("Tin", "Xe đi theo (đường Nguyễn Thị Mẫu).", (), trace)
    (decision,) = trace.about("person")
    assert (decision.taken, str(decision.reasons[0])) == (False, "after “đường”")


WORDS = ["Lò", "Văn", "Mẫu", "Thị", "Hà", "Giang", "Ông", "Theo", "Andrew", "Leed",
         "Chelsea", "United", "MauX", "M.", "Chiều", "Đoàn", "Hồ", "Kỷ", "Hợi", "bin",
         "Kpăh", "Tổng", "Nam", "al"]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), min_size=2, max_size=7), st.booleans())
def test_a_remembered_cut_is_the_cut(words, may_open):
    run = " ".join(words)
    assert cut_run(run, False, may_open) == cut_run.__wrapped__(run, False, may_open)
    cut = cut_run(run, False, may_open)
    assert cut is None or run[cut.start : cut.end] in run


ADDRESSES = [*entries("honorifics"), "hôm", "qua", "(ông", "một"]


@given(st.lists(st.sampled_from(ADDRESSES), max_size=4))
def test_words_of_address_are_found_as_a_pattern_would_find_them(parts):
    text = " ".join(parts).lower()
    pattern = re.compile(rf"(?<![\w-]){alternation('honorifics')}$")
    match = pattern.search(text)
    want = len(match[0].split()) if match else 0
    assert endings("honorifics").n_words(text.split()) == want


@given(
    st.lists(
        st.sampled_from(
            ["ông", "bà", "đồng chí", "gs", ",", "-", ":", "là", "gồm", "và",
             "giám đốc", "sở", "y", "tế", "phó giáo sư", "cùng"]
        ),
        max_size=8,
    )
)  # fmt: skip
def test_a_role_ends_before_the_address_as_a_pattern_would_end_it(parts):
    low = " ".join(["giám đốc", *parts, ""])[-38:]
    match = patterns().address.search(low)
    end = match.start() if match else len(low)
    assert before_address(low, 0, len(low)) == len(low[:end].rstrip(" ,.–:-"))


def test_a_run_of_thousands_of_capitals_names_nobody_and_ends_soon():
    assert names("Việt " * 200_000) == []
