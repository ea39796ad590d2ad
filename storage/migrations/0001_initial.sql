-- What an organisation remembers.  Moments are UTC ISO text, days ISO dates, flags 0 or 1.

CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Divisions (ส่วนราชการ) and committees; "everyone" means those not retired.
CREATE TABLE division (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL DEFAULT 'division' CHECK (kind IN ('division', 'committee')),
  retired INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1))
) STRICT;

CREATE TABLE division_alias (
  alias TEXT PRIMARY KEY,
  division_id INTEGER NOT NULL REFERENCES division (id)
) STRICT, WITHOUT ROWID;

-- One document as read; the newest of a fiscal year is in force.
CREATE TABLE plan (
  id INTEGER PRIMARY KEY,
  fiscal_year INTEGER NOT NULL CHECK (fiscal_year BETWEEN 2500 AND 2700),
  reading TEXT NOT NULL,
  file_name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  loaded_at TEXT NOT NULL,
  superseded_by INTEGER REFERENCES plan (id)
) STRICT;

CREATE UNIQUE INDEX plan_in_force ON plan (fiscal_year) WHERE superseded_by IS NULL;

CREATE TABLE finding (
  id INTEGER PRIMARY KEY,
  plan_id INTEGER NOT NULL REFERENCES plan (id),
  position INTEGER NOT NULL,
  finding TEXT NOT NULL,
  decision TEXT,
  assumed INTEGER NOT NULL DEFAULT 0 CHECK (assumed IN (0, 1)),
  decided_at TEXT,
  UNIQUE (plan_id, position)
) STRICT;

-- A measure keeps its id when an amended plan renumbers it; marks hang on the id.
CREATE TABLE measure (
  id INTEGER PRIMARY KEY,
  fiscal_year INTEGER NOT NULL,
  number INTEGER NOT NULL,
  title TEXT NOT NULL,
  withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1))
) STRICT;

CREATE UNIQUE INDEX measure_number ON measure (fiscal_year, number) WHERE withdrawn = 0;

-- Numbers measures had before an amendment; they still answer, with a hint.
CREATE TABLE former_number (
  fiscal_year INTEGER NOT NULL,
  number INTEGER NOT NULL,
  measure_id INTEGER NOT NULL REFERENCES measure (id),
  PRIMARY KEY (fiscal_year, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE duty (
  id INTEGER PRIMARY KEY,
  measure_id INTEGER NOT NULL REFERENCES measure (id),
  letter TEXT NOT NULL,
  actor TEXT NOT NULL CHECK (actor IN ('staff', 'executive')),
  kind TEXT NOT NULL
    CHECK (kind IN ('deadline', 'recurring', 'after_event', 'continuous', 'unscheduled')),
  text TEXT NOT NULL,
  everyone INTEGER NOT NULL CHECK (everyone IN (0, 1)),
  clause INTEGER,
  step INTEGER,
  joint INTEGER NOT NULL CHECK (joint IN (0, 1)),
  lead_id INTEGER REFERENCES division (id),
  assumed INTEGER NOT NULL CHECK (assumed IN (0, 1)),
  within_days INTEGER,
  working_days INTEGER NOT NULL DEFAULT 0 CHECK (working_days IN (0, 1)),
  withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
  UNIQUE (measure_id, letter)
) STRICT;

CREATE TABLE duty_division (
  duty_id INTEGER NOT NULL REFERENCES duty (id),
  division_id INTEGER NOT NULL REFERENCES division (id),
  position INTEGER NOT NULL,
  PRIMARY KEY (duty_id, division_id)
) STRICT, WITHOUT ROWID;

-- An undated occurrence has due NULL and ends with its round.
CREATE TABLE occurrence (
  id INTEGER PRIMARY KEY,
  duty_id INTEGER NOT NULL REFERENCES duty (id),
  starts TEXT NOT NULL,
  ends TEXT NOT NULL,
  due TEXT,
  remind_from TEXT NOT NULL,
  withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
  UNIQUE (duty_id, ends)
) STRICT;

-- Whoever spoke to the bot: as little as answering and the audit trail need.
CREATE TABLE person (
  id INTEGER PRIMARY KEY,
  address TEXT UNIQUE,
  name TEXT NOT NULL DEFAULT '',
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1))
) STRICT;

CREATE TABLE role (
  person_id INTEGER NOT NULL REFERENCES person (id),
  role TEXT NOT NULL CHECK (role IN ('staff', 'executive', 'admin')),
  division_id INTEGER REFERENCES division (id),
  given_at TEXT NOT NULL,
  CHECK ((role = 'staff') = (division_id IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX role_once ON role (person_id, role, ifnull(division_id, 0));

CREATE TABLE chat (
  id INTEGER PRIMARY KEY,
  address TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CHECK (kind IN ('group', 'private')),
  title TEXT NOT NULL DEFAULT '',
  audience TEXT CHECK (audience IN ('division', 'executive', 'admin')),
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  members INTEGER NOT NULL DEFAULT 1,
  counted_at TEXT,
  bound_at TEXT,
  not_before TEXT,
  language TEXT NOT NULL DEFAULT '' CHECK (language IN ('', 'th', 'en'))
) STRICT;

CREATE TABLE chat_division (
  chat_id INTEGER NOT NULL REFERENCES chat (id),
  division_id INTEGER NOT NULL REFERENCES division (id),
  PRIMARY KEY (chat_id, division_id)
) STRICT, WITHOUT ROWID;

-- For which of a chat's divisions a person answers, asked once.
CREATE TABLE speaks_for (
  chat_id INTEGER NOT NULL REFERENCES chat (id),
  person_id INTEGER NOT NULL REFERENCES person (id),
  division_id INTEGER NOT NULL REFERENCES division (id),
  PRIMARY KEY (chat_id, person_id)
) STRICT, WITHOUT ROWID;

-- One-time codes; only their hash is kept.
CREATE TABLE code (
  hash TEXT PRIMARY KEY,
  role TEXT NOT NULL CHECK (role IN ('division', 'executive', 'admin')),
  division_id INTEGER REFERENCES division (id),
  expires_at TEXT NOT NULL,
  used_at TEXT,
  CHECK ((role = 'division') = (division_id IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE wrong_code (
  address TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;

-- Append-only: a withdrawal is one more mark.
CREATE TABLE mark (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  occurrence_id INTEGER NOT NULL REFERENCES occurrence (id),
  division_id INTEGER NOT NULL REFERENCES division (id),
  kind TEXT NOT NULL
    CHECK (kind IN ('done', 'not_possible', 'in_progress', 'note', 'withdrawn')),
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

CREATE INDEX mark_of_occurrence ON mark (occurrence_id);
CREATE INDEX mark_of_message ON mark (message) WHERE message IS NOT NULL;

CREATE TABLE evidence (
  id INTEGER PRIMARY KEY,
  mark_id INTEGER NOT NULL REFERENCES mark (id),
  kind TEXT NOT NULL CHECK (kind IN ('link', 'letter', 'photo', 'file')),
  name TEXT NOT NULL DEFAULT '',
  url TEXT,
  sha256 TEXT,
  size INTEGER,
  message TEXT,
  withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1)),
  CHECK ((kind = 'link') = (url IS NOT NULL)),
  CHECK ((kind IN ('link', 'letter')) = (sha256 IS NULL)),
  UNIQUE (mark_id, url),
  UNIQUE (mark_id, sha256)
) STRICT;

CREATE UNIQUE INDEX evidence_letter ON evidence (mark_id, name)
  WHERE kind = 'letter' AND withdrawn = 0;

-- The chain over marks and evidence; a row of either may have several links, the newest counts.
-- The salt goes when the words it belongs to are erased.
CREATE TABLE seal (
  id INTEGER PRIMARY KEY,
  mark_id INTEGER NOT NULL,
  evidence_id INTEGER,
  fact TEXT NOT NULL,
  salt TEXT,
  words TEXT NOT NULL,
  head TEXT NOT NULL
) STRICT;

CREATE INDEX seal_of_mark ON seal (mark_id);

-- "What is sent now belongs to this mark": the one thing a conversation leaves open.
CREATE TABLE evidence_window (
  chat TEXT NOT NULL,
  sender TEXT NOT NULL,
  mark_id INTEGER NOT NULL REFERENCES mark (id),
  until TEXT NOT NULL,
  PRIMARY KEY (chat, sender)
) STRICT, WITHOUT ROWID;

-- A file sent in 1:1 before it was said what it is of; the next mark takes it.
CREATE TABLE loose_file (
  chat TEXT NOT NULL,
  sender TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('photo', 'file')),
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size INTEGER,
  message TEXT,
  until TEXT NOT NULL,
  PRIMARY KEY (chat, sender, sha256)
) STRICT, WITHOUT ROWID;

-- What a photo looks like (64 bits, hex), and its small copy.
CREATE TABLE picture (
  sha256 TEXT PRIMARY KEY,
  look TEXT NOT NULL,
  small TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The administrator's word on a shared occurrence that one owner called not possible.
CREATE TABLE decision (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  occurrence_id INTEGER NOT NULL REFERENCES occurrence (id),
  status TEXT NOT NULL CHECK (status IN ('done', 'not_possible')),
  reason TEXT NOT NULL DEFAULT '',
  said_at TEXT NOT NULL,
  person_id INTEGER REFERENCES person (id)
) STRICT;

-- What the executive said of an oversight occurrence.
CREATE TABLE oversight (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  occurrence_id INTEGER REFERENCES occurrence (id),
  kind TEXT NOT NULL CHECK (kind IN ('acknowledge', 'urge')),
  division_id INTEGER REFERENCES division (id),
  note TEXT NOT NULL DEFAULT '',
  said_at TEXT NOT NULL,
  person_id INTEGER REFERENCES person (id)
) STRICT;

-- An event that starts the clock of an after-event duty.
CREATE TABLE happening (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  duty_id INTEGER NOT NULL REFERENCES duty (id),
  happened_on TEXT NOT NULL,
  said_at TEXT NOT NULL,
  person_id INTEGER REFERENCES person (id)
) STRICT;

CREATE TABLE snooze (
  measure_id INTEGER NOT NULL REFERENCES measure (id),
  division_id INTEGER NOT NULL REFERENCES division (id),
  until TEXT NOT NULL,
  PRIMARY KEY (measure_id, division_id)
) STRICT, WITHOUT ROWID;

-- Duties due from a day belong to another division; whoever had answered keeps the answer.
CREATE TABLE handover (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  old_id INTEGER NOT NULL REFERENCES division (id),
  new_id INTEGER NOT NULL REFERENCES division (id),
  measure_id INTEGER REFERENCES measure (id),
  since TEXT NOT NULL,
  until TEXT,
  said_at TEXT NOT NULL,
  person_id INTEGER REFERENCES person (id)
) STRICT;

-- Who is away: nobody is reminded in 1:1 meanwhile.
CREATE TABLE absence (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  person_id INTEGER NOT NULL REFERENCES person (id),
  starts TEXT NOT NULL,
  ends TEXT NOT NULL,
  substitute TEXT NOT NULL DEFAULT '',
  said_at TEXT NOT NULL
) STRICT;

-- A plan that was read and waits for the administrator's yes.
CREATE TABLE draft (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- an old button must never mean a later file
  person_id INTEGER NOT NULL REFERENCES person (id),
  reading TEXT NOT NULL,
  file_name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  read_at TEXT NOT NULL
) STRICT;

-- Chat events as received, stored before they are acknowledged.
CREATE TABLE event (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  chat TEXT NOT NULL,
  payload TEXT NOT NULL,
  received_at TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'done', 'failed')),
  attempts INTEGER NOT NULL DEFAULT 0,
  not_before TEXT,
  error TEXT
) STRICT;

CREATE INDEX event_new ON event (chat, id) WHERE state = 'new';

-- Messages owed, one row and one key each; replies are notices too.  What the quota cannot pay for
-- is held and may ride on a free reply, which then carries it.
CREATE TABLE notice (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  chat TEXT NOT NULL,
  class TEXT NOT NULL CHECK (class IN
    ('reply', 'deadline', 'digest', 'overdue', 'oversight', 'urge', 'document', 'admin')),
  about TEXT NOT NULL DEFAULT '{}',
  words TEXT,
  state TEXT NOT NULL DEFAULT 'owed'
    CHECK (state IN ('owed', 'sending', 'sent', 'dropped', 'superseded', 'unsure', 'dead')),
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

CREATE INDEX notice_open ON notice (chat, id) WHERE state IN ('owed', 'sending');
CREATE INDEX notice_settled ON notice (settled_at) WHERE state = 'sent';
CREATE INDEX notice_carried ON notice (carried_by) WHERE carried_by IS NOT NULL;

-- What a message of ours was about, so that a quote of it is understood.
CREATE TABLE sent_message (
  chat TEXT NOT NULL,
  message TEXT NOT NULL,
  notice_id INTEGER NOT NULL REFERENCES notice (id),
  PRIMARY KEY (chat, message)
) STRICT, WITHOUT ROWID;

-- An issued report: one state of one round, in whatever formats it was given out.  ``state`` is
-- the hash of everything it says and of the chain's head, ``content`` that of its results alone;
-- ``edition`` counts corrections.
CREATE TABLE issue (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  fiscal_year INTEGER NOT NULL,
  months INTEGER NOT NULL CHECK (months IN (6, 12)),
  division TEXT NOT NULL DEFAULT '',
  as_of TEXT NOT NULL,
  closed INTEGER NOT NULL CHECK (closed IN (0, 1)),
  edition INTEGER NOT NULL,
  state TEXT NOT NULL UNIQUE,
  content TEXT NOT NULL,
  head TEXT NOT NULL,
  places TEXT NOT NULL,
  asked_by INTEGER REFERENCES person (id),
  asked_as TEXT NOT NULL,
  issued_at TEXT NOT NULL
) STRICT;

CREATE INDEX issue_of_round ON issue (fiscal_year, months, division);

-- Who of the signature chain acknowledged an issued report in chat; places count from 1.
CREATE TABLE signing (
  issue_id INTEGER NOT NULL REFERENCES issue (id),
  place INTEGER NOT NULL,
  person_id INTEGER NOT NULL REFERENCES person (id),
  author TEXT NOT NULL,
  said_at TEXT NOT NULL,
  PRIMARY KEY (issue_id, place)
) STRICT, WITHOUT ROWID;

-- The signed paper handed back, filed with the report it is of.
CREATE TABLE scan (
  id INTEGER PRIMARY KEY,
  issue_id INTEGER NOT NULL REFERENCES issue (id),
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size INTEGER,
  person_id INTEGER NOT NULL REFERENCES person (id),
  handed_in_at TEXT NOT NULL,
  UNIQUE (issue_id, sha256)
) STRICT;

-- Documents behind signed links.
CREATE TABLE document (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  issue_id INTEGER REFERENCES issue (id),
  request TEXT NOT NULL,
  file_name TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  openings INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The month's message quota as the platform last stated it.
CREATE TABLE quota (
  channel TEXT PRIMARY KEY,
  month TEXT NOT NULL,
  allowed INTEGER,
  used INTEGER NOT NULL DEFAULT 0,
  exhausted INTEGER NOT NULL DEFAULT 0 CHECK (exhausted IN (0, 1)),
  stated_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE lease (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  until TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Where a poller stands.
CREATE TABLE position (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE holiday (
  day TEXT PRIMARY KEY,
  off INTEGER NOT NULL CHECK (off IN (0, 1)),
  reason TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
