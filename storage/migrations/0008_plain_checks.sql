-- For each row written SQLite builds a table of what stands in an IN of three and more, and throws
-- it away: six of them for a mark.  The same is said with OR.  Rows are copied as they are.
PRAGMA legacy_alter_table=ON;  -- nothing that names the old table is to follow it
CREATE TABLE plain_event (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  chat TEXT NOT NULL,
  payload TEXT NOT NULL,
  received_at TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'new' CHECK (state = 'new' OR state = 'done' OR state = 'failed'),
  attempts INTEGER NOT NULL DEFAULT 0,
  not_before TEXT,
  error TEXT
) STRICT;
INSERT INTO plain_event SELECT * FROM event ORDER BY id;
DROP TABLE event;
ALTER TABLE plain_event RENAME TO event;
CREATE INDEX event_new ON event (chat, id) WHERE state = 'new';
CREATE TABLE plain_notice (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  chat TEXT NOT NULL,
  class TEXT NOT NULL CHECK (
    class = 'reply' OR class = 'deadline' OR class = 'digest' OR class = 'overdue'
    OR class = 'oversight' OR class = 'urge' OR class = 'document' OR class = 'admin'),
  about TEXT NOT NULL DEFAULT '{}',
  words TEXT,
  state TEXT NOT NULL DEFAULT 'owed' CHECK (
    state = 'owed' OR state = 'sending' OR state = 'sent' OR state = 'dropped'
    OR state = 'superseded' OR state = 'unsure' OR state = 'dead'),
  due_at TEXT NOT NULL,
  expires_at TEXT,
  not_before TEXT NOT NULL,
  held_until TEXT,
  carried_by INTEGER REFERENCES notice (id),
  attempts INTEGER NOT NULL DEFAULT 0,
  reply_token TEXT,
  reply_until TEXT,
  quote TEXT,
  first_tried_at TEXT,
  settled_at TEXT,
  cost INTEGER NOT NULL DEFAULT 0,
  error TEXT
) STRICT;
INSERT INTO plain_notice SELECT * FROM notice ORDER BY id;
DROP TABLE notice;
ALTER TABLE plain_notice RENAME TO notice;
CREATE INDEX notice_open ON notice (chat, id) WHERE state IN ('owed', 'sending');
CREATE INDEX notice_settled ON notice (settled_at) WHERE state = 'sent';
CREATE INDEX notice_carried ON notice (carried_by) WHERE carried_by IS NOT NULL;
CREATE INDEX notice_sent_to ON notice (chat, settled_at) WHERE state = 'sent';
CREATE TABLE plain_mark (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  occurrence_id INTEGER NOT NULL REFERENCES occurrence (id),
  division_id INTEGER NOT NULL REFERENCES division (id),
  kind TEXT NOT NULL CHECK (
    kind = 'done' OR kind = 'not_possible' OR kind = 'in_progress' OR kind = 'note'
    OR kind = 'withdrawn'),
  note TEXT NOT NULL DEFAULT '',
  done_on TEXT,
  said_at TEXT NOT NULL,
  person_id INTEGER REFERENCES person (id),
  author TEXT NOT NULL DEFAULT '',
  message TEXT,
  withdraws INTEGER REFERENCES mark (id),
  CHECK (kind <> 'not_possible' OR note <> ''),
  CHECK ((kind = 'withdrawn') = (withdraws IS NOT NULL))
) STRICT;
INSERT INTO plain_mark SELECT * FROM mark ORDER BY id;
DROP TABLE mark;
ALTER TABLE plain_mark RENAME TO mark;
CREATE INDEX mark_of_occurrence ON mark (occurrence_id);
CREATE INDEX mark_of_message ON mark (message) WHERE message IS NOT NULL;
CREATE TRIGGER mark_insert AFTER INSERT ON mark BEGIN
  REPLACE INTO said_state SELECT measure_id, random() FROM occurrence
    JOIN duty ON duty.id = duty_id
    WHERE occurrence.id = NEW.occurrence_id;
END;
CREATE TRIGGER mark_update AFTER UPDATE ON mark BEGIN
  REPLACE INTO said_state SELECT measure_id, random() FROM occurrence
    JOIN duty ON duty.id = duty_id
    WHERE occurrence.id IN (OLD.occurrence_id, NEW.occurrence_id);
END;
CREATE TRIGGER mark_delete AFTER DELETE ON mark BEGIN
  REPLACE INTO said_state SELECT measure_id, random() FROM occurrence
    JOIN duty ON duty.id = duty_id
    WHERE occurrence.id = OLD.occurrence_id;
END;
PRAGMA legacy_alter_table=OFF;
