"""What is said to the administrator of a Word template sent in chat."""

from handlers.language import Phrase, say

USE_LABEL = Phrase("ใช้แม่แบบนี้", "Use this template")
HOW = Phrase(
    "ส่งไฟล์ .docx ที่ชื่อมีคำว่า แม่แบบ มาในแชทนี้ ระบบจะลองเติมด้วยรายงานปัจจุบันก่อนใช้"
    "\n#แม่แบบ ตัวอย่าง ขอแม่แบบตัวอย่าง · #แม่แบบ เลิกใช้ กลับไปใช้แบบของระบบ",
    "Send a .docx whose name contains the word template; it is tried with the present report."
    "\n#template example sends one to begin with; #template remove ends its use.",
)
OWN = Phrase("รายงาน Word ใช้แม่แบบของหน่วยงาน", "Word reports use the office's own template.")
BUILT_IN = Phrase("รายงาน Word ใช้แบบของระบบ", "Word reports use the built-in layout.")
NONE_WAITS = Phrase(
    "ไม่มีแม่แบบที่รอใช้ กรุณาส่งไฟล์อีกครั้ง", "No template waits to be used; please send it again."
)
IN_USE = Phrase("ใช้แม่แบบนี้กับรายงาน Word ตั้งแต่นี้ไป", "Word reports use this template from now on.")
EXAMPLE = Phrase(
    "แม่แบบตัวอย่าง เปิดใน Word แก้ตามแบบของหน่วยงาน แล้วส่งกลับมาโดยให้ชื่อมีคำว่า แม่แบบ",
    "An example: edit it in Word and send it back with the word template in its name.",
)


def fits(advice: str) -> str:
    """The template was tried and can be used."""
    told = say(
        "ลองเติมแม่แบบด้วยรายงานปัจจุบันแล้ว ใช้ได้ ยังไม่เปลี่ยนจนกว่าท่านจะยืนยัน",
        "Tried with the present report: it works. Nothing changes until you confirm.",
    )
    return f"{told}\n{advice}".strip()
