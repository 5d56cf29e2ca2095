"""Texts of our own to make copies, reprints and lookalikes of."""

from __future__ import annotations

PARAGRAPHS = (
    "Sáng nay, xã vùng cao Nậm Ngà khánh thành cây cầu treo bắc qua con suối chia đôi "
    "hai bản. Cây cầu do bà con góp công dựng trong ba tháng nông nhàn, với dây cáp "
    "và ván gỗ của một đoàn thiện nguyện từ miền xuôi gửi lên.",
    "Trước đây, mỗi mùa lũ học sinh bản bên kia phải nghỉ học cả tuần vì nước dâng "
    "quá cao. Có năm thầy giáo cắm bản phải căng dây thừng, cõng từng em nhỏ qua "
    "suối rồi lại quay về đón em khác. Người ốm muốn xuống trạm y tế cũng đành chờ "
    "nước rút.",
    "Già làng Hà Văn Nọi kể rằng ông đã mong cây cầu này từ khi còn là một chàng "
    "trai. Hôm đóng tấm ván cuối cùng, ông ngồi lại trên mố cầu đến tối, nghe tiếng "
    "nước chảy dưới chân mà không còn thấy lo.",
    "Theo lãnh đạo xã, cầu dài 42 mét, rộng 1,5 mét, chịu được xe máy chở hàng. Mỗi "
    "bản cử ra một tổ trông nom, cứ sau mỗi trận mưa lớn lại siết dây, thay ván. "
    "Khoản quỹ sửa chữa do các gia đình đóng góp, công khai ở nhà văn hóa.",
    "Cô giáo Lò Thị Pâng cho biết năm học này lớp của cô không còn em nào bỏ buổi. "
    "Nhiều phụ huynh tranh thủ đưa con sang trường rồi ra chợ phiên bán măng, bán "
    "mật ong, chiều lại đón con về, không phải đi vòng nửa ngày đường như trước.",
)
"""An article of five paragraphs, some 270 syllables."""

BODY = "\n\n".join(PARAGRAPHS)

FLOOD = (
    "Đêm qua, nước sông Thao lên nhanh làm ngập nhiều ruộng ngô ven bãi. Chính quyền "
    "huyện đã huy động dân quân giúp bà con gặt chạy lũ và đưa gia súc lên đồi. Đến "
    "sáng, nước bắt đầu rút, đường vào ba thôn vẫn còn ngập sâu. Trạm bơm của hợp tác "
    "xã chạy suốt ngày đêm để cứu diện tích lúa vừa cấy. Ngành nông nghiệp khuyên bà "
    "con chưa vội xuống giống, đợi thời tiết ổn định rồi mới làm đất trở lại."
)
"""Another article, of some 90 syllables."""


def weather(day: str, low: int, high: int, rain: int) -> str:
    """Write a forecast: the same words every day, other numbers."""
    return (
        f"Dự báo thời tiết ngày {day}: khu vực Tây Bắc nhiều mây, có lúc có mưa rào "
        f"và dông rải rác, nhiệt độ thấp nhất {low} độ, cao nhất {high} độ. Lượng mưa "
        f"phổ biến {rain} mm, có nơi cao hơn. Trong cơn dông có khả năng xảy ra lốc, "
        "sét và gió giật mạnh. Các địa phương vùng núi cần đề phòng lũ quét và sạt lở "
        "đất ở những nơi đất dốc, ven khe suối. Bà con không nên trú dưới gốc cây to "
        "khi có sét, không lội qua ngầm tràn khi nước chảy xiết. Đài khí tượng thủy "
        "văn khu vực sẽ tiếp tục theo dõi và phát tin vào các giờ tiếp theo trong "
        "ngày. Mời quý vị và bà con đón nghe trên sóng phát thanh của huyện, của xã."
    )


def report(province: str, leader: str) -> str:
    """Write a province's report after a template that has no numbers."""
    return (
        f"Sáng nay, Tỉnh ủy {province} tổ chức hội nghị sơ kết công tác xây dựng Đảng "
        f"trong năm. Đồng chí {leader} chủ trì hội nghị. Báo cáo tại hội nghị nêu rõ, "
        f"trong năm qua các cấp ủy của {province} đã bám sát cơ sở, kịp thời tháo gỡ "
        "khó khăn, nâng cao chất lượng sinh hoạt chi bộ, quan tâm phát triển đảng viên "
        "ở vùng sâu, vùng xa. Công tác kiểm tra, giám sát được tiến hành thường xuyên, "
        "góp phần giữ nghiêm kỷ luật, kỷ cương. Công tác dân vận có nhiều đổi mới, gắn "
        "với các phong trào thi đua yêu nước ở từng địa bàn dân cư. Các đại biểu đã "
        "thảo luận, làm rõ những kết quả nổi bật, chỉ ra hạn chế và nguyên nhân, đề ra "
        "nhiệm vụ trọng tâm cho năm tới. Phát biểu kết luận hội nghị, đồng chí "
        f"{leader} yêu cầu các cấp ủy tiếp tục phát huy vai trò nêu gương của người "
        "đứng đầu, chăm lo đời sống nhân dân, giữ gìn đoàn kết trong nội bộ. Nhân dịp "
        "này, nhiều tập thể và cá nhân được biểu dương vì có thành tích xuất sắc trong "
        "thực hiện nhiệm vụ. Hội nghị được truyền trực tuyến đến các điểm cầu ở cơ sở, "
        "với sự tham dự đông đủ của cán bộ chủ chốt các ban, ngành, đoàn thể."
    )
