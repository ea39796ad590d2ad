-- Words of reminders made before their hour; good while all that they rest on is in that state.
CREATE TABLE wording (
  notice_id INTEGER PRIMARY KEY REFERENCES notice (id) ON DELETE CASCADE,
  state TEXT NOT NULL,
  words TEXT NOT NULL
) STRICT;
