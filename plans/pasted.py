"""Text pasted or exported from a table (tabs, pipes, cells by line) → lines, cells and rows."""

import html
import re
from collections.abc import Iterable, Iterator

from plans.grid import Block, Line, Loose, Row, cleaned

_BREAK = re.compile(r"</?(?:p|br|li|ul|ol|div|tr)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?(?:b|i|u|em|strong|span|font|sup|sub|a)\b[^>]*>", re.IGNORECASE)
_MARKDOWN = re.compile(r"^#{1,6}\s+|\*\*")
_PIPE_RULE = re.compile(r"^\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?$")
_PIPE = re.compile(r"(?<!\\)\|")


def read_pasted(text: str) -> Iterator[Block]:
    """Blocks of a text whose tables are tab-separated rows, pipe rows or one cell per line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    by_row = _has_rows(lines)
    table = 0
    inside = False
    for line in _logical_lines(lines, by_row):
        row = _row(line, by_row=by_row, inside=inside)
        if row is not None:
            table += not inside
            if row:
                yield Row(row, table)
        elif block := _cell_or_line(line):
            yield block
        inside = row is not None


def plain(text: str) -> str:
    """A cell's words: paragraphs by line, no tags."""
    text = _TAG.sub("", _BREAK.sub("\n", text))
    return cleaned(html.unescape(text))


def _has_rows(lines: Iterable[str]) -> bool:
    return sum(line.strip().count("\t") >= 2 for line in lines) >= 2


def _logical_lines(lines: list[str], by_row: bool) -> Iterator[str]:
    """Join the lines of a cell that a spreadsheet quoted because it holds line breaks."""
    held = ""
    for line in lines:
        whole = f"{held}\n{line}" if held else line
        if by_row and "\t" in whole and _open_quote(whole):
            held = whole
            continue
        held = ""
        yield whole
    if held:
        yield from held.split("\n")


def _open_quote(text: str) -> bool:
    last = text.rsplit("\t", 1)[-1].lstrip(" ")
    return last.startswith('"') and last.count('"') % 2 == 1


def _row(line: str, *, by_row: bool, inside: bool) -> tuple[str, ...] | None:
    """The cells of a row, ``()`` for a rule between rows, None for anything else."""
    bare = line.strip()
    if bare.startswith("|") and bare.count("|") >= 3:
        if _PIPE_RULE.match(bare):
            return ()
        return tuple(plain(cell.replace("\\|", "|")) for cell in _PIPE.split(_unfenced(bare)))
    leading = len(line) - len(line.lstrip("\t "))
    if by_row and ("\t" in bare or (inside and line[:leading].count("\t") >= 2 and bare)):
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
