"""Which line of a page is its dateline: posting and update, visit, below the text."""

import pytest

from index.extract.pages.text_page import read_text_page

PROSE = (
    "Bà con trong bản góp công làm lại mái trường, ai có gỗ góp gỗ, ai có sức góp "
    "sức, xong trước mùa mưa."
)
TITLE = "Bản Sậy dựng lại mái trường"


@pytest.mark.parametrize(
    ("page", "published"),
    [
        # The posting counts, also where only the update states a time.
        (f"{TITLE}\n24/03/2005\nCập nhật lúc 31/03/2005 02:34\n{PROSE}", "2005-03-24"),
        (f"{TITLE}\nĐăng ngày: 05/06/2020 07:30 | Cập nhật: 9/6/2020 8:00\n{PROSE}",
         "2020-06-05T07:30"),
        # Below the lead, and below the text before or behind the byline.
        (f"{TITLE}\n{PROSE}\n05/06/2020 07:30\n{PROSE} Nước rút.", "2020-06-05T07:30"),
        (f"{TITLE}\n{PROSE}\n\nHà Miên\n05/06/2020 07:30\nTin khác",
         "2020-06-05T07:30"),
        (f"{TITLE}\n{PROSE}\n05/06/2020 07:30\nBài, ảnh: Hà Miên", "2020-06-05T07:30"),
        # A bare day on top may be the visitor's.
        (f"Báo Mẫu\n20/11/2025\n{TITLE}\n{PROSE}\nNgày đăng: 05/06/2020 07:30",
         "2020-06-05T07:30"),
        (f"Báo Mẫu\n20/11/2025\n{TITLE}\nSáng 14-6, {PROSE}", None),
        (f"Báo Mẫu\n15/6/2020\n{TITLE}\nSáng 14-6, {PROSE}", "2020-06-15"),
        # What says that it is the visitor's is never the article's.
        (f"Hôm nay: 3/5/2012 4:22:10 CH\n{TITLE}\n{PROSE}", None),
        # A blog's day stands above, its hour below.
        (f"Thứ Tư, 14 tháng 5, 2014\n{TITLE}\n{PROSE}\n"
         "Được đăng bởi Hà Miên vào lúc 21:40", "2014-05-14T21:40"),
        # How long ago it was posted tells no date.
        (f"{TITLE}\n2 ngày trước\n{PROSE}", None),
        # The dates of other articles are not this one's.
        (f"{TITLE}\n{PROSE}\nTin khác\nMùa gặt sớm\n05/06/2020 07:30", None),
    ],
)  # fmt: skip
def test_the_dateline_is_the_line_of_the_posting(page, published):
    assert read_text_page(page).published == published
