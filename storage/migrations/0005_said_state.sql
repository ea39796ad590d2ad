-- Changes with every row that says something of a measure, each measure for itself: what was read
-- of it may be kept until then.  A random number never comes back, not even after a transaction was
-- undone.
CREATE TABLE said_state (
  measure_id INTEGER PRIMARY KEY REFERENCES measure (id) ON DELETE CASCADE,
  mark INTEGER NOT NULL
) STRICT;
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
CREATE TRIGGER evidence_insert AFTER INSERT ON evidence BEGIN
  REPLACE INTO said_state SELECT measure_id, random() FROM mark
    JOIN occurrence ON occurrence.id = occurrence_id JOIN duty ON duty.id = duty_id
    WHERE mark.id = NEW.mark_id;
END;
CREATE TRIGGER evidence_update AFTER UPDATE ON evidence BEGIN
  REPLACE INTO said_state SELECT measure_id, random() FROM mark
    JOIN occurrence ON occurrence.id = occurrence_id JOIN duty ON duty.id = duty_id
    WHERE mark.id IN (OLD.mark_id, NEW.mark_id);
END;
CREATE TRIGGER evidence_delete AFTER DELETE ON evidence BEGIN
  REPLACE INTO said_state SELECT measure_id, random() FROM mark
    JOIN occurrence ON occurrence.id = occurrence_id JOIN duty ON duty.id = duty_id
    WHERE mark.id = OLD.mark_id;
END;
CREATE TRIGGER decision_insert AFTER INSERT ON decision BEGIN
  REPLACE INTO said_state SELECT measure_id, random() FROM occurrence
    JOIN duty ON duty.id = duty_id
    WHERE occurrence.id = NEW.occurrence_id;
END;
CREATE TRIGGER decision_update AFTER UPDATE ON decision BEGIN
  REPLACE INTO said_state SELECT measure_id, random() FROM occurrence
    JOIN duty ON duty.id = duty_id
    WHERE occurrence.id IN (OLD.occurrence_id, NEW.occurrence_id);
END;
CREATE TRIGGER decision_delete AFTER DELETE ON decision BEGIN
  REPLACE INTO said_state SELECT measure_id, random() FROM occurrence
    JOIN duty ON duty.id = duty_id
    WHERE occurrence.id = OLD.occurrence_id;
END;
CREATE TRIGGER oversight_insert AFTER INSERT ON oversight BEGIN
  REPLACE INTO said_state SELECT measure_id, random() FROM occurrence
    JOIN duty ON duty.id = duty_id
    WHERE occurrence.id = NEW.occurrence_id;
END;
CREATE TRIGGER oversight_update AFTER UPDATE ON oversight BEGIN
  REPLACE INTO said_state SELECT measure_id, random() FROM occurrence
    JOIN duty ON duty.id = duty_id
    WHERE occurrence.id IN (OLD.occurrence_id, NEW.occurrence_id);
END;
CREATE TRIGGER oversight_delete AFTER DELETE ON oversight BEGIN
  REPLACE INTO said_state SELECT measure_id, random() FROM occurrence
    JOIN duty ON duty.id = duty_id
    WHERE occurrence.id = OLD.occurrence_id;
END;
