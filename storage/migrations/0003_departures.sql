-- When somebody we know left a group, and when he or she came back: who left says nothing there.
CREATE TABLE departure (
  chat_id INTEGER NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
  person_id INTEGER NOT NULL REFERENCES person (id),
  left_at TEXT NOT NULL DEFAULT '',
  back_at TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (chat_id, person_id)
) STRICT, WITHOUT ROWID;
