"""What a function may do inside a transaction, and what it need not read twice.

A query asked again before anything was written is answered from memory.  What rests on the plans
and the register alone, which change a few times a year, is kept even from one transaction to the
next (``remembered``), until a trigger tells that one of their rows was written, by whomever.  So is
what was said of the few measures that are being talked about (``lately``).
"""

import sqlite3
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")

Value = str | int | float | bytes | None
Row = sqlite3.Row

_MOST_KEPT = 128  # results from one transaction to the next
_SMALL = 32  # rows of a result that is worth keeping
_LATELY = 16  # measures talked about
_MISSING: Any = object()


class Kept:
    """What one connection remembers of plans and register, and the state it was true in."""

    def __init__(self) -> None:
        self._state: object = None
        self._found: dict[object, object] = {}
        self._last: tuple[object, object] = (None, None)
        self._lately: dict[object, tuple[object, object]] = {}

    def look(self, state: object, key: object, read: Callable[[], T], *, large: bool) -> T:
        """What ``read`` gave in this very state; of what is large only the last is kept."""
        if state != self._state:
            self._state, self._last = state, (None, None)
            self._found.clear()
        if large:
            last = self._last  # another thread may forget it meanwhile
            if last[0] != key:
                last = self._last = (key, read())
            return cast("T", last[1])
        found = self._found.get(key, _MISSING)
        if found is _MISSING:
            if len(self._found) >= _MOST_KEPT:
                del self._found[next(iter(self._found))]
            found = self._found[key] = read()
        return cast("T", found)

    def look_lately(self, state: object, key: object, read: Callable[[], T]) -> T:
        """What was said under a key lately, if it is in that very state still."""
        found = self._lately.pop(key, None)
        if found is not None and found[0] == state:
            value = cast("T", found[1])
        else:
            found = None  # before the same is held twice
            value = read()
        self.put_lately(state, key, value)
        return value

    def put_lately(self, state: object, key: object, value: object) -> None:
        """What ``look_lately`` would read in that state is this."""
        lately = self._lately  # another thread may forget it meanwhile
        lately.pop(key, None)  # the last used lies behind the others
        lately[key] = (state, value)
        if len(lately) > _LATELY:
            del lately[next(iter(lately))]

    def forget(self) -> None:
        """Hold nothing; once nobody looks any more."""
        self._found = {}
        self.forget_large()

    def forget_large(self) -> None:
        """Hold only what is small; from any thread."""
        self._last = (None, None)
        self._lately = {}


class Transaction:
    """What a function may do inside a transaction; valid only while that function runs."""

    def __init__(self, connection: sqlite3.Connection, kept: Kept) -> None:
        self._connection = connection
        self._kept = kept
        self._read: dict[object, Any] = {}

    def execute(self, sql: str, *values: Value) -> int:
        """Run a statement; the number of rows it changed."""
        self._read.clear()
        return self._connection.execute(sql, values).rowcount

    def insert(self, sql: str, *values: Value) -> int | None:
        """Insert one row and give its id; None when ``ON CONFLICT DO NOTHING`` kept an old one."""
        self._read.clear()
        cursor = self._connection.execute(sql, values)
        return cursor.lastrowid if cursor.rowcount else None

    def all(self, sql: str, *values: Value) -> list[Row]:
        """Every row of a query (or of a ``RETURNING`` clause); not to be altered."""
        if not sql.startswith("SELECT"):
            self._read.clear()
            return self._connection.execute(sql, values).fetchall()
        key = (sql, *values)
        rows = self._read.get(key)
        if rows is None:
            rows = self._connection.execute(sql, values).fetchall()
            if len(rows) <= _SMALL:
                self._read[key] = rows
        return rows

    def each(self, sql: str, *values: Value) -> Iterator[Row]:
        """The rows of a long query one by one; nothing may be written before the last."""
        return self._connection.execute(sql, values)

    def one(self, sql: str, *values: Value) -> Row | None:
        """The first row, or None."""
        rows = self.all(sql, *values)
        return rows[0] if rows else None

    def value(self, sql: str, *values: Value) -> Any:  # noqa: ANN401 - a column of any type
        """The first column of the first row, or None."""
        rows = self.all(sql, *values)
        return rows[0][0] if rows else None

    def once(self, key: object, find: Callable[[], T]) -> T:
        """What ``find`` gave, not sought again before something is written."""
        found = self._read.get(key, _MISSING)
        if found is _MISSING:
            found = self._read[key] = find()
        return cast("T", found)

    def kept(self, key: object, read: Callable[[], T], *, large: bool) -> T:
        """What ``read`` found when plans and register were as they are now."""
        return self._kept.look(self._plans_state(), key, read, large=large)

    def lately(self, key: object, said_state: object, read: Callable[[], T]) -> T:
        """What ``read`` found lately, if plans, register and ``said_state`` are the same still."""
        return self._kept.look_lately((self._plans_state(), said_state), key, read)

    def note_lately(self, key: object, said_state: object, value: object) -> None:
        """Spare the next reading: it would find ``value``."""
        self._kept.put_lately((self._plans_state(), said_state), key, value)

    def _plans_state(self) -> object:
        return self.value("SELECT mark FROM plans_state")


def remembered(
    read: Callable[Concatenate[Transaction, P], T],
) -> Callable[Concatenate[Transaction, P], T]:
    """Have a reader of plans and register read once for each state of theirs.

    It may read no other tables than those migration 0004 watches, and what it gives must be
    unchangeable.
    """

    return _remembered(read, large=False)


def last_remembered(
    read: Callable[Concatenate[Transaction, P], T],
) -> Callable[Concatenate[Transaction, P], T]:
    """The same for what is large: only what was asked last is kept."""
    return _remembered(read, large=True)


def _remembered(
    read: Callable[Concatenate[Transaction, P], T], *, large: bool
) -> Callable[Concatenate[Transaction, P], T]:
    @wraps(read)
    def look(tx: Transaction, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = (read, args, *sorted(kwargs.items()))
        return tx.kept(key, lambda: read(tx, *args, **kwargs), large=large)

    return look
