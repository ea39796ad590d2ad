"""Columns are as wide as their words need, and never too narrow for their headings."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from reports.pages import Head, Row, Table, Text
from reports.widths import fitted

HEADS = ("ที่", "มาตรการ", "แล้วเสร็จ", "ผล")
USUAL = (6, 30, 9, 40)


def table(*rows: tuple[str, ...]) -> Table:
    cells = (tuple((Text(text),) for text in row) for row in rows)
    return Table("", "", tuple(map(Head, HEADS)), USUAL, tuple(map(Row, cells)))


def test_the_column_with_most_to_say_gets_the_room():
    widths = fitted([table(("1", "สั้น ๆ เท่านั้น", "/", "ยาวมาก " * 200))])
    assert widths[3] > USUAL[3]
    assert widths[1] < USUAL[1]
    assert (widths[0], widths[2]) == (USUAL[0], USUAL[2])  # ticks and numbers keep theirs


def test_all_tables_of_a_report_share_their_widths():
    one = table(("1", "ก" * 400, "/", "ข"))
    other = table(("2", "ก", "/", "ข" * 4000))
    assert fitted([one, other]) == fitted([other, one])
    assert fitted([one, other]) != fitted([one])


def test_a_table_without_rows_keeps_the_usual():
    assert fitted([replace(table(), rows=())]) == USUAL


ROWS = st.lists(st.tuples(*[st.text(max_size=80)] * 4), max_size=8)


@given(ROWS)
def test_nothing_is_squeezed_and_nothing_is_lost(rows):
    widths = fitted([table(*rows)])
    assert sum(widths) == sum(USUAL)
    assert all(width >= usual * 0.85 for width, usual in zip(widths, USUAL, strict=True))
