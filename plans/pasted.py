"""Text pasted or exported from a table (tabs, pipes, cells by line) → lines, cells and rows."""

import html
import re
from collections.abc import Iterable, Iterator

from plans.grid import Block, Line, Loose, Row, cleaned

_BREAK = re.compile(r"</?(?:p|br|li|ul|ol|div|tr)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:b|i|u|em|strong|span|font|sup|sub|a)\b[^>]*>", re.IGNORECASE)
_LIST = re.compile(r"<(?P<end>/?)(?P<name>ul|ol|li)\b[^>]*>", re.IGNORECASE)
_OWN_MARK = re.compile(r"(?:\s|<[^>]{1,40}>)*(?:[-–•*]|\(?[0-9๐-๙]{1,2}(?:\.[0-9๐-๙]{1,2})*[.)])")
_MARKDOWN = re.compile(r"^#{1,6}\s+|\*\*")
_PIPE_RULE = re.compile(r"^\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?$")
_MOST_QUOTED = 200
"""Lines of one quoted cell."""
_PIPE = re.compile(r"(?<!\\)\|")


def read_pasted(text: str) -> Iterator[Block]:
    """Blocks of a text whose tables are tab-separated rows, pipe rows or one cell per line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    by_row = _has_rows(lines)
    table = 0
    inside = 0  # the width of the table the last line belonged to
    for line in _logical_lines(lines, by_row):
        row = _row(line, by_row=by_row, inside=inside)
        if row is not None:
            table += inside == 0
            if row:
                yield Row(row, table)
        elif block := _cell_or_line(line):
            yield block
        inside = 0 if row is None else len(row) or inside


def plain(text: str) -> str:
    """A cell's words: paragraphs by line, no tags."""
    text = _TAG.sub("", _BREAK.sub("\n", _listed(text) if "<li" in text.lower() else text))
    return cleaned(html.unescape(text))


def _listed(text: str) -> str:
    """The text with the numbers and dashes a browser shows before the items of its lists."""
    made: list[str] = []
    counts: list[int | None] = []
    at = 0
    for tag in _LIST.finditer(text):
        made.append(text[at : tag.start()])
        at = tag.end()
        name = tag["name"].lower()
        if tag["end"]:
            counts = counts[:-1] if name != "li" else counts
        elif name == "li":
            counts[-1:] = [count + 1 if count is not None else None for count in counts[-1:]]
            made.append("\n" + list_mark(counts[-1] if counts else None, text[at:]))
        else:
            counts.append(0 if name == "ol" else None)
        made.append("\n" if tag["end"] else "")
    return "".join([*made, text[at:]])


def list_mark(number: int | None, following: str) -> str:
    """What stands before an item: its number, or a dash unless the item has a mark of its own."""
    if _OWN_MARK.match(following):
        return ""
    return "- " if number is None else f"{number}. "


def _has_rows(lines: Iterable[str]) -> bool:
    return sum(line.strip().count("\t") >= 2 for line in lines) >= 2


def _logical_lines(lines: list[str], by_row: bool) -> Iterator[str]:
    """Join the lines of a cell that a spreadsheet quoted because it holds line breaks."""
    held: list[str] = []
    for line in lines:
        if by_row and len(held) < _MOST_QUOTED and _opens_or_goes_on(held, line):
            held.append(line)
            continue
        if len(held) == _MOST_QUOTED:  # nobody quotes that much: the mark was only a mark
            yield from held
            held = []
        yield "\n".join([*held, line])
        held = []
    yield from held


def _opens_or_goes_on(held: list[str], line: str) -> bool:
    """Whether a quoted cell is open at the end of the line."""
    whole = "\n".join([*held, line])
    return "\t" in whole and _open_quote(whole)


def _open_quote(text: str) -> bool:
    last = text.rsplit("\t", 1)[-1].lstrip(" ")
    return last.startswith('"') and last.count('"') % 2 == 1


def _row(line: str, *, by_row: bool, inside: int) -> tuple[str, ...] | None:
    """The cells of a row, ``()`` for a rule between rows, None for anything else."""
    bare = line.strip()
    if bare.startswith("|") and bare.count("|") >= 3:
        if _PIPE_RULE.match(bare):
            return ()
        return tuple(plain(cell.replace("\\|", "|")) for cell in _PIPE.split(_unfenced(bare)))
    if by_row and ("\t" in bare or (inside > 1 and line.count("\t") == inside - 1 and bare)):
        return tuple(plain(_unquoted(cell)) for cell in line.strip(" ").split("\t"))
    return None


def _unfenced(line: str) -> str:
    return line[1:].removesuffix("|")


def _unquoted(cell: str) -> str:
    bare = cell.strip()
    if len(bare) > 1 and bare[0] == bare[-1] == '"' and "\n" in bare:
        return bare[1:-1].replace('""', '"')
    return cell


def _cell_or_line(line: str) -> Block | None:
    """A line that starts with a tab opens a cell, even an empty one."""
    text = plain(_MARKDOWN.sub("", line))
    if line.lstrip(" ").startswith("\t") or (line.startswith("[bookmark") and "\t" in line):
        return Loose(text)
    return Line(text) if text else Line("")
