"""Lines that are furniture by their own words, as a table.

Furniture is what a site puts round every article: menus, language switches,
share buttons, player timers, comment forms, lists of other articles. The
rules are a table: name, where a line of this kind ends the article, pattern,
example. A rule matches a whole line, never a part of one, so that a sentence
about sharing is safe from the share button's rule.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from index.extract.wordlists import fold_line
from index.messages import N_


class Place(Enum):
    """What follows a furniture line."""

    ALONE = "the line goes, its neighbours stay"
    LIST = "the article ends here unless prose follows; short lines go with it"
    END = "nothing after it belongs to the article"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table.

    Attributes
    ----------
    name : str
        What the line is.
    place : Place
        What follows it.
    pattern : str
        Regular expression for the whole line, lower case, tones modern.
    examples : tuple of str
        Lines it takes.
    """

    name: str
    place: Place
    pattern: str
    examples: tuple[str, ...]


AGE = N_("time since it was posted")

# Quantifiers are possessive (``*+``) where two of them could share a text: a
# hostile line must not be tried in every way there is to cut it.
_COUNT = r"\s*+[:(]?+\s*+[\d.,]*+\s*+k?+m?+\s*+\)?+"

RULES = (
    Rule(
        N_("language switch"),
        Place.ALONE,
        r"(?:(?:tiếng việt|tiếng anh|english|việt nam|vietnamese|français|中文|"
        r"日本語|한국어|русский|español|ລາວ|vi|en|vn)[\s|/•·\-]*+)+",
        ("Tiếng Việt | English", "VI | EN"),
    ),
    Rule(
        N_("player"),
        Place.ALONE,
        r"(?:\d{1,2}:\d{2}(?::\d{2})?(?:\s*/\s*\d{1,2}:\d{2}(?::\d{2})?)?|[01](?:[.,]\d+)?x"
        r"|(?:nghe|đọc) (?:đọc )?(?:bài(?: viết| báo)?|tin|audio)|"
        r"nghe nội dung(?: bài)?"
        r"|(?:nghe|đọc) bài (?:viết |báo )?này(?: bằng .{3,30})?"
        r"|giọng (?:đọc|nam|nữ).{0,30}|tạm dừng|play|pause|mute|video player.*"
        r"|current time.*|duration.*|loaded:.*)",
        ("0:00 / 0:00", "0:00", "Nghe bài viết", "Nghe bài này bằng giọng nói", "1x"),
    ),
    Rule(
        N_("breadcrumb"),
        Place.ALONE,
        r"(?:trang chủ|home)\s*(?:[»›>/|\\→].*)?"
        # Whether there is any of the signs is seen sooner than what they part.
        r"|(?=[^»›→>/]*+[»›→>/])(?:[^.!?»›→]{1,40}(?:[»›→][^.!?»›→]{1,60})+"
        r"|[^.!?>]{2,40}(?:\s>>?\s[^.!?>]{2,90}){1,4}"
        r"|[^.!?/]{2,30}(?:\s/\s[^.!?/]{2,30}){2,4})",
        ("Trang chủ » Tin tức » Trong nước", "Trang chủ", "Kinh tế > Nông nghiệp"),
    ),
    Rule(
        N_("share buttons"),
        Place.ALONE,
        r"(?:(?:share this|like loading\.*|"
        r"chia sẻ(?: bài viết(?: này)?| bài này| tin này| qua| lên| trên)?|"
        r"share|facebook|twitter|zalo|email|linkedin|pinterest|telegram|youtube|tiktok|"
        r"google\+?|messenger|"
        r"like|thích|tweet|lưu(?: bài| tin)?|gửi (?:email|mail|bài|cho bạn bè)|"
        r"in (?:bài|trang|tin)(?: này| viết)?|bản in|print|"
        r"(?:sao chép|copy) (?:liên kết|link)|theo dõi)"
        rf"{_COUNT}[\s|,:•·/\-]*+)+",
        ("Chia sẻ bài viết", "Chia sẻ", "Sao chép liên kết", "In bài viết",
         "Facebook Twitter Zalo", "Thích 12"),
    ),
    Rule(
        N_("comment form"),
        Place.END,
        r"(?:ý kiến (?:bạn đọc|độc giả|của bạn|phản hồi)|bình luận của bạn|"
        r"phản hồi (?:của )?(?:bạn đọc|độc giả)|gửi (?:ý kiến|bình luận|phản hồi)|"
        r"viết bình luận|để lại (?:bình luận|phản hồi|một bình luận)|"
        r"(?:vui lòng|mời bạn)? ?nhập (?:nội dung|ý kiến|bình luận)|vui lòng nhập|"
        r"bạn (?:cần|phải) đăng nhập)(?:\W.{0,60})?(?<![.!?…])"
        r"|(?:họ (?:và )?tên|tên(?: hiển thị)?|nội dung|tiêu đề|"
        r"(?:địa chỉ )?e-?mail|mã (?:bảo vệ|xác nhận|kiểm tra|"
        r"an toàn)|captcha|nội dung (?:bình luận|phản hồi|ý kiến))"
        # An empty field, a hint in it or an address: "E-mail: Outlook" is a heading.
        r"(?: của bạn)?\s*+(?:[:*]*+\s*+\(.{0,40}|[:*]"
        r"(?:\W*|\s*(?:vui lòng )?nhập .{0,37}|\s*\S+@\S+))?"
        r"|bình luận\s*\(\d+\)|\d+ (?:bình luận|ý kiến|phản hồi|nhận xét|comments?):?"
        r"|(?:không|chưa) có (?:bình luận|ý kiến|phản hồi|nhận xét)(?: nào)?:?",
        ("Ý KIẾN BẠN ĐỌC VỀ BÀI VIẾT NÀY", "Họ và tên : *", "Email (bắt buộc)",
         "Mã bảo vệ :", "Nội dung: Nhập ý kiến của bạn",
         "Bình luận (3)", "3 bình luận"),
    ),
    Rule(
        N_("reader's tools"),
        Place.ALONE,
        r"(?:(?:cỡ chữ|kích thước chữ|font ?size)(?:\s*:?\s*(?:a\s?[-+]?\s*){1,4})?"
        r"|(?:a\s?[-+]?\s*){1,4}|"
        r"xem phản hồi|phản hồi|"
        r"(?:gửi |viết )?(?:bình luận|ý kiến)|góp ý|báo lỗi|đóng|close|"
        r"đăng nhập|đăng ký|"
        r"tìm kiếm|search|menu|quay lại|(?:về |lên )?đầu trang|back to top|"
        r"trở (?:lại|về)(?: (?:trang|đầu|chuyên mục|danh sách|mục).{0,30})?|"
        r"trở (?:lại|về) (?:thời sự|chính trị|xã hội|kinh tế|kinh doanh|văn hóa|"
        r"thể thao|pháp luật|thế giới|giáo dục|đời sống|giải trí|du lịch|sức khỏe|"
        r"khoa học|công nghệ|góc nhìn|tin tức|bạn đọc|ý kiến)|xem cỡ chữ|"
        r"mặc định|tương phản|"
        r"đọc bài viết|vote|đánh giá(?: bài viết)?|(?:rss|sitemap|liên hệ)[\s|]*)"
        rf"{_COUNT}",
        ("Xem phản hồi", "[Trở về]", "Trở lại Thời sự", "Cỡ chữ", "A- A A+"),
    ),
    Rule(
        N_("view counter"),
        Place.ALONE,
        r"(?:(?:(?:số )?(?:lượt|lần) (?:xem|đọc|in|tải|truy cập)|đã xem|views?|"
        r"lượt nghe|đọc)\s*:?\s*[\d.,]++\s*k?(?:\s+|\s*[|,;–-]\s*|$))+"
        r"|[\d.,]+\s*k?\s*(?:lượt (?:xem|đọc|thích)|views?|"
        r"chia sẻ|likes?)|(?:số )?lượt (?:xem|đọc|truy cập)\s*:?",
        ("Lượt xem: 1204", "1.204 lượt xem", "Lượt đọc", "Lượt xem : 356 Lần in : 2"),
    ),
    Rule(
        N_("rating"),
        Place.ALONE,
        r"(?:\(?\d+(?:[.,]\d+)?/\d+ .{0,40}"
        r"(?:lượt|phiếu|đánh giá|bình chọn|vote).{0,20}"
        r"|bạn (?:chấm|đánh giá|thấy) bài (?:viết|báo)? ?.{0,40}\?|[★☆\s]{3,}"
        r"|(?:đánh giá|bình chọn)(?: bài viết)?\s*:?\s*[★☆\s\d/.,]*"
        r"|tổng số điểm.*|click để đánh giá.*|average rating.*|xếp hạng\s*:.*)",
        ("(4.5/5 trong 12 đánh giá)", "★★★★☆"),
    ),
    Rule(
        N_("follow us"),
        Place.ALONE,
        r"(?:\W{0,3}mời (?:quý vị |bạn |độc giả |quý độc giả )+"
        r"(?:đọc|xem|theo dõi|đón|gửi|tham gia).*"
        r"|bạn đang (?:đọc|xem|ở).*|xem thêm .{0,60}(?:fanpage|facebook|zalo|"
        r"youtube|google news).*|xem thêm (?:bình luận|ý kiến|phản hồi)"
        r"|(?:\d+ )?(?:theo dõi|quan tâm|đọc báo) .{0,60}(?:trên|qua)"
        r"(?: (?:google news|zalo|facebook|youtube).*)?|"
        r"tải (?:ứng dụng|app).*|quảng cáo|advertisement|"
        r"đường dây nóng.*|hotline.*)",
        ("Mời bạn đọc theo dõi trang tin trên Google News", "Quảng cáo",
         "Bạn đang đọc bài viết tại chuyên mục Xã hội"),
    ),
    Rule(
        N_("tags"),
        Place.ALONE,
        r"(?:từ khóa|tags?|thẻ|chủ đề|keywords?|nhãn)\s*:.{0,300}"
        r"|(?:từ khóa|tags?)|#[^\s#,]+(?:[\s,]+#[^\s#,]+)*",
        ("Từ khóa: tổ chức, cán bộ", "#xaydungdang #canbo"),
    ),
    Rule(
        N_("visitors"),
        Place.END,
        r"(?:đang (?:truy cập|trực tuyến|online)|(?:tổng )?(?:số )?(?:lượt )?truy cập"
        r"(?: hôm nay| tháng này)?|thống kê truy cập|khách(?: đang)? online)"
        r"\s*:?\s*[\d.,]*",
        ("Đang truy cập: 12", "Thống kê truy cập"),
    ),
    Rule(
        N_("other articles"),
        Place.LIST,
        r"(?:(?:top \d+ |các |những )?(?:tin|bài|bài viết|bài báo|tin tức|"
        r"tin bài|video|chủ đề)"
        r"(?:,? ?(?:tin|bài))? (?:cũ hơn|mới hơn|khác|liên quan|cùng (?:chuyên mục|"
        r"chủ đề|mục|loại|tác giả|sự kiện)|mới(?: nhất)?|nổi bật|đọc nhiều|xem nhiều|"
        r"đã (?:đưa|đăng)|gần đây|hot|nên đọc|tiếp theo)(?: khác)?|cùng (?:chuyên mục|"
        r"chủ đề|tác giả)|xem thêm|đọc tiếp|đọc thêm|xem nhiều|đọc nhiều(?: nhất)?|"
        r"có thể bạn quan tâm|(?:có thể )?bạn (?:có thể )?quan tâm|tin cùng.{0,30}|"
        r"related(?: posts| articles| news)?|mới nhất|nổi bật|đáng chú ý|"
        r"liên quan|dòng sự kiện|đừng bỏ lỡ|tiêu điểm|thông tin liên quan)"
        r"(?:\s*[:»>…]+|\.\.\.)?(?:\s*\(\d+\))?",
        ("Tin khác", "Xem thêm", "Bài cùng chuyên mục", "Các tin khác:",
         "Tin liên quan", "Đọc nhiều nhất"),
    ),
    Rule(
        N_("link to another article"),
        Place.ALONE,
        r"(?:(?:xem|đọc) thêm\s*[:>»].{5,200}"
        r"|(?:(?:bài|tin|trang|kỳ) )?(?:trước|sau|kế tiếp|tiếp theo)\s*[:«»<>].{2,200}"
        r"|>{1,3}\s*.{5,200}|[»►▶■]\s*.{5,200}"
        r"|(?:tin|bài) liên quan\s*:.{5,200}|đón đọc (?:kỳ|bài|phần).{0,120})",
        ("Xem thêm: Lũ lên nhanh ở hạ du", ">> Mùa gặt sớm", "Bài trước: Hội làng"),
    ),
    Rule(
        N_("site's own pages"),
        Place.END,
        r"(?:giới thiệu (?:tạp chí|báo|cổng|trang).{0,40}|tra cứu (?:tạp chí|"
        r"văn bản).{0,40}"
        r"|video clips?|thư viện (?:ảnh|video|hình ảnh)|liên kết (?:web|website|"
        r"trang).{0,30}"
        r"|bản đồ (?:site|trang)|đặt báo.{0,30}|liên hệ quảng cáo.{0,60}|lịch công tác"
        r"|văn bản mới|thông báo mới|bản quyền thuộc.*|(?:©|copyright|®).*"
        r"|(?:cơ quan chủ quản|giấy phép(?: xuất bản| hoạt động| số)|tổng biên tập|"
        r"chịu trách nhiệm (?:nội dung|chính)|tòa soạn|trụ sở(?: tòa soạn)?)\s*"
        r"(?::|số|©).{0,200}|(?:điện thoại|đt|fax|website)\s*:.{0,120}"
        r"|ghi rõ nguồn.*|.{0,60}khi phát hành lại thông tin.*)",
        ("GIỚI THIỆU TẠP CHÍ IN", "Tra cứu tạp chí in:", "VIDEO CLIPS",
         "© 2021 Bản quyền thuộc về Báo", "Tổng Biên tập: Lò Văn Mẫu"),
    ),
    Rule(
        AGE,
        Place.ALONE,
        r"(?:(?:đăng|cập nhật|posted)(?: lúc| cách đây)?\s*:?\s*)?(?:khoảng )?\d+ "
        r"(?:giây|phút|giờ|tiếng|ngày|tuần|tháng|năm) trước"
        r"|(?:vừa xong|mới đây|hôm qua)(?:,? \d\d?[:h]\d\d)?",
        ("2 ngày trước", "Đăng lúc: 1 giờ trước"),
    ),
    Rule(
        N_("where it is filed"),
        Place.ALONE,
        r"(?:được đăng|đăng|xếp|lưu) (?:trong|tại|ở|vào) (?:mục |chuyên mục )?.{2,40}"
        r"|(?:chuyên mục|danh mục|thể loại|category)\s*:.{2,60}",
        ("Được đăng trong Tin cơ sở", "Chuyên mục: Nông thôn mới"),
    ),
    Rule(
        N_("bare address"),
        Place.ALONE,
        r"(?:https?://|www\.)\S+|\S+@\S+\.\w{2,4}",
        ("https://example.vn/bai-viet", "toasoan@example.vn"),
    ),
    Rule(
        N_("no words"),
        Place.ALONE,
        r"[\W_]+|\d{1,3}|(?:trang\s*+)?(?:\d{1,3}\s++){2,}(?:\d{1,3}|[.»>…]+)",
        ("* * *", "|", "12", "Trang 1 2 3 4"),
    ),
)  # fmt: skip

_COMPILED = tuple((rule, re.compile(rule.pattern)) for rule in RULES)
_ANY = re.compile("|".join(f"(?:{rule.pattern})" for rule in RULES))

LONGEST = 220
"""Furniture lines are short; longer lines are not tried."""


def furniture_rule(line: str) -> Rule | None:
    """Give the rule that takes the line, or None for text.

    Examples
    --------
    >>> furniture_rule("Lượt xem: 1204").name
    'view counter'
    >>> furniture_rule("Lượt xem của bản tin tăng gấp đôi.") is None
    True
    """
    return _rule_of(line) if len(line) <= LONGEST else None


@lru_cache(maxsize=4096)
def _rule_of(line: str) -> Rule | None:
    folded = fold_line(line)
    if folded[:1] == "[" and folded[-1:] == "]":
        folded = folded[1:-1].strip()
    if _ANY.fullmatch(folded) is None:
        return None
    return next(rule for rule, pattern in _COMPILED if pattern.fullmatch(folded))
