-- What a host of many organisations keeps of them: only when to look at each again.  It may be
-- thrown away; every organisation is then looked at once.

CREATE TABLE turn (
  name TEXT PRIMARY KEY,
  due_at TEXT NOT NULL,
  stamp TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE lease (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  until TEXT NOT NULL
) STRICT, WITHOUT ROWID;
