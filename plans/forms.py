"""Measures laid out as forms, headings down the first column → a head and a row for each."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from plans.grid import Line, Row
from plans.layouts import Column, column_of
from plans.thai import arabic_digits

_NUMBERED = re.compile(r"^(?P<label>\D+?)(?:ที่)?\s*(?P<number>\d{1,3})\s*[.):]?$")
_OPENS = frozenset({Column.MEASURE})
_NAMED = frozenset({Column.MEASURE, Column.ISSUE})
_BODY = frozenset({Column.RESPONSIBLE, Column.STEPS, Column.PERIOD, Column.MONITORING})
_FEWEST = 4

_Pair = tuple[str, str]


def laid_flat(blocks: Iterable[Line | Row]) -> Iterator[Line | Row]:
    """The blocks, with every table that is a form turned into a head and its rows."""
    for table, group in groupby(blocks, key=lambda one: one.table if isinstance(one, Row) else 0):
        same = list(group)
        rows = [one for one in same if isinstance(one, Row)]
        forms = _forms(rows) if rows else []
        if not forms:
            yield from same
        for form in forms:
            yield Row(tuple(label for label, _ in form), table)
            yield Row(tuple(value for _, value in form), table)


def _forms(rows: Sequence[Row]) -> list[list[_Pair]]:
    """One list of labels and values for each measure; none where the table is no form."""
    forms: list[list[_Pair]] = []
    for row in rows:
        label, *values = row.cells
        value = "\n".join(one for one in values if one)
        filled = sum(1 for one in row.cells if one)
        kind = column_of(_unnumbered(label)[0]) if label else None
        if filled > 2 or (label and kind is None):
            return []
        if not label:
            if not forms:
                return []
            last, before = forms[-1][-1]
            forms[-1][-1] = (last, f"{before}\n{value}".strip())
            continue
        if kind in _OPENS or not forms:
            forms.append([])
        forms[-1].append(_numbered(label, value, opens=kind in _OPENS))
    return forms if all(map(_is_form, forms)) else []


def _is_form(form: Sequence[_Pair]) -> bool:
    kinds = {column_of(label) for label, _ in form}
    return len(kinds) >= _FEWEST and bool(kinds & _NAMED) and len(kinds & _BODY) >= 2


def _numbered(label: str, value: str, *, opens: bool) -> _Pair:
    """The number printed beside the heading belongs to the measure."""
    bare, number = _unnumbered(label)
    return bare, f"{number}. {value}" if opens and number else value


def _unnumbered(label: str) -> tuple[str, str]:
    match = _NUMBERED.match(arabic_digits(label).strip(" :"))
    return (match["label"].strip(), match["number"]) if match else (label.strip(" :"), "")
