"""What documents are called where people see them: buttons and file names."""

from handlers.messages import Document

OPEN_DOCUMENT = "เปิดเอกสาร"


def document_name(office: str, document: Document) -> str:
    """Organisation, fiscal year, round and cut-off day, without an ending."""
    as_of = document.as_of
    day = f"{as_of.year + 543}-{as_of.month:02}-{as_of.day:02}"
    year, months = document.fiscal_year, document.months
    return f"รายงาน_{office}_ปีงบ{year}_รอบ{months}เดือน_ณ_{day}"
