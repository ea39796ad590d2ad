"""What a function may do inside a transaction, and what it need not read twice.

A query asked again before anything was written is answered from memory.  What rests on the plans
and the register alone, which change a few times a year, is kept even from one transaction to the
next (``remembered``), until a trigger tells that one of their rows was written, by whomever.  So
are chats and people (``people_remembered``), and what was said of the few measures that are being
talked about (``lately``).  What one work of a COMMIT found, the others of it need not seek
(``held``).
"""

import re
import sqlite3
from collections.abc import Callable, Iterator
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")

Value = str | int | float | bytes | None
Row = sqlite3.Row

PLANS = "SELECT mark FROM plans_state"
PEOPLE = "SELECT mark FROM people_state"
_MOST_KEPT = {PLANS: 512, PEOPLE: 8192}  # results from one transaction to the next
_ASIDE = re.compile(
    r"(?:INSERT INTO|UPDATE) (?:event|evidence_window|mark|notice|seal|sent_message)\b"
)
"""What is written with every answer and is no part of plans, register, chats and people."""
_SMALL = 32  # rows of a result that is worth keeping
_LATELY = 128  # measures talked about
_MISSING: Any = object()


class Kept:
    """What one connection remembers, and the states it was true in."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[object, dict[object, Any]]] = {}
        self._last: tuple[object, object] = (None, None)
        self._lately: dict[object, tuple[object, object]] = {}

    def found(self, of: str, state: object) -> dict[object, Any]:
        """What was found in this very state of PLANS or PEOPLE, to be added to."""
        known = self._found.get(of)
        if known is None or known[0] != state:
            known = self._found[of] = (state, {})
            if of == PLANS:
                self._lately = {}  # it was said of other plans: years of it would be held
        return known[1]

    def look_large(self, state: object, key: object, read: Callable[[], T]) -> T:
        """What ``read`` gave in this very state; of what is large only the last is kept."""
        last = self._last  # another thread may forget it meanwhile
        if last[0] != (state, key):
            self._last = (None, None)  # before the same is held twice
            last = self._last = ((state, key), read())
        return cast("T", last[1])

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

    def __init__(
        self,
        connection: sqlite3.Connection,
        kept: Kept,
        held: dict[object, Any] | None = None,
    ) -> None:
        """``held`` is what those share that stand or fall together."""
        self._connection = connection
        self._kept = kept
        self._read: dict[object, Any] = {}
        self._held = {} if held is None else held

    def execute(self, sql: str, *values: Value) -> int:
        """Run a statement; the number of rows it changed."""
        self._forget(sql)
        return self._connection.execute(sql, values).rowcount

    def insert(self, sql: str, *values: Value) -> int | None:
        """Insert one row and give its id; None when ``ON CONFLICT DO NOTHING`` kept an old one."""
        self._forget(sql)
        cursor = self._connection.execute(sql, values)
        return cursor.lastrowid if cursor.rowcount else None

    def all(self, sql: str, *values: Value) -> list[Row]:
        """Every row of a query (or of a ``RETURNING`` clause); not to be altered."""
        if not sql.startswith("SELECT"):
            self._forget(sql)
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

    def held(self, key: object, find: Callable[[], T]) -> T:
        """What ``find`` gave to anybody in this COMMIT, until more than an answer is written.

        Of what an answer itself writes, only what its writer tells by ``hold`` may be held.
        """
        found = self._held.get(key, _MISSING)
        if found is _MISSING:
            found = self._held[key] = find()
        return cast("T", found)

    def hold(self, key: object, value: object) -> None:
        """Just written: ``held`` would find this."""
        self._held[key] = value

    def found(self, of: str) -> dict[object, Any]:
        """What was found when PLANS or PEOPLE were as they are now, to be added to."""
        return self._look(of)[1]

    def kept_large(self, key: object, read: Callable[[], T]) -> T:
        """What ``read`` found when plans and register were as they are now, if asked last."""
        return self._kept.look_large(self._look(PLANS)[0], key, read)

    def lately(self, key: object, said_state: object, read: Callable[[], T]) -> T:
        """What ``read`` found lately, if plans, register and ``said_state`` are the same still."""
        return self._kept.look_lately((self._look(PLANS)[0], said_state), key, read)

    def note_lately(self, key: object, said_state: object, value: object) -> None:
        """Spare the next reading: it would find ``value``."""
        self._kept.put_lately((self._look(PLANS)[0], said_state), key, value)

    def _look(self, of: str) -> tuple[object, dict[object, Any]]:
        """The state of PLANS or PEOPLE, and what was found in it."""
        known: tuple[object, dict[object, Any]] | None = self._held.get(of)
        if known is None:
            state = self.value(of)
            known = self._held[of] = (state, self._kept.found(of, state))
        return known

    def _forget(self, sql: str) -> None:
        """Something is written: what was read may be otherwise."""
        self._read.clear()
        if not _is_aside(sql):
            self._held.clear()


@lru_cache(maxsize=256)  # there are not many statements
def _is_aside(sql: str) -> bool:
    return _ASIDE.match(sql) is not None


def remembered(
    read: Callable[Concatenate[Transaction, P], T],
) -> Callable[Concatenate[Transaction, P], T]:
    """Have a reader of plans and register read once for each state of theirs.

    It may read no other tables than those migration 0004 watches, and what it gives must be
    unchangeable.
    """

    return _remembered(read, PLANS)


def people_remembered(
    read: Callable[Concatenate[Transaction, P], T],
) -> Callable[Concatenate[Transaction, P], T]:
    """The same for a reader of chats and people, and of the tables migration 0007 watches."""
    return _remembered(read, PEOPLE)


def _remembered(
    read: Callable[Concatenate[Transaction, P], T], of: str
) -> Callable[Concatenate[Transaction, P], T]:
    most = _MOST_KEPT[of]

    @wraps(read)
    def look(tx: Transaction, /, *args: P.args, **kwargs: P.kwargs) -> T:
        found = tx.found(of)  # asked a dozen times for one answer
        key = (read, args, *sorted(kwargs.items())) if kwargs else (read, args)
        value = found.get(key, _MISSING)
        if value is _MISSING:
            value = read(tx, *args, **kwargs)
            if len(found) >= most:
                del found[next(iter(found))]
            found[key] = value
        return cast("T", value)

    return look


def last_remembered(
    read: Callable[Concatenate[Transaction, P], T],
) -> Callable[Concatenate[Transaction, P], T]:
    """``remembered`` for what is large: only what was asked last is kept."""

    @wraps(read)
    def look(tx: Transaction, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = (read, args, *sorted(kwargs.items()))
        return tx.kept_large(key, lambda: read(tx, *args, **kwargs))

    return look
