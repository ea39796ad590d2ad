-- Changes with every row of plans and register that is written: what was read of them may be kept
-- until then.  A random number never comes back, not even after a transaction was undone.
CREATE TABLE plans_state (mark INTEGER NOT NULL) STRICT;
INSERT INTO plans_state VALUES (random());
CREATE TRIGGER plan_insert AFTER INSERT ON plan BEGIN
  UPDATE plans_state SET mark = random();
END;
CREATE TRIGGER plan_update AFTER UPDATE ON plan BEGIN
  UPDATE plans_state SET mark = random();
END;
CREATE TRIGGER plan_delete AFTER DELETE ON plan BEGIN
  UPDATE plans_state SET mark = random();
END;
CREATE TRIGGER measure_insert AFTER INSERT ON measure BEGIN
  UPDATE plans_state SET mark = random();
END;
CREATE TRIGGER measure_update AFTER UPDATE ON measure BEGIN
  UPDATE plans_state SET mark = random();
END;
CREATE TRIGGER measure_delete AFTER DELETE ON measure BEGIN
  UPDATE plans_state SET mark = random();
END;
CREATE TRIGGER duty_insert AFTER INSERT ON duty BEGIN
  UPDATE plans_state SET mark = random();
END;
CREATE TRIGGER duty_update AFTER UPDATE ON duty BEGIN
  UPDATE plans_state SET mark = random();
END;
CREATE TRIGGER duty_delete AFTER DELETE ON duty BEGIN
  UPDATE plans_state SET mark = random();
END;
CREATE TRIGGER duty_division_insert AFTER INSERT ON duty_division BEGIN
  UPDATE plans_state SET mark = random();
END;
CREATE TRIGGER duty_division_update AFTER UPDATE ON duty_division BEGIN
  UPDATE plans_state SET mark = random();
END;
CREATE TRIGGER duty_division_delete AFTER DELETE ON duty_division BEGIN
  UPDATE plans_state SET mark = random();
END;
CREATE TRIGGER occurrence_insert AFTER INSERT ON occurrence BEGIN
  UPDATE plans_state SET mark = random();
END;
CREATE TRIGGER occurrence_update AFTER UPDATE ON occurrence BEGIN
  UPDATE plans_state SET mark = random();
END;
CREATE TRIGGER occurrence_delete AFTER DELETE ON occurrence BEGIN
  UPDATE plans_state SET mark = random();
END;
CREATE TRIGGER division_insert AFTER INSERT ON division BEGIN
  UPDATE plans_state SET mark = random();
END;
CREATE TRIGGER division_update AFTER UPDATE ON division BEGIN
  UPDATE plans_state SET mark = random();
END;
CREATE TRIGGER division_delete AFTER DELETE ON division BEGIN
  UPDATE plans_state SET mark = random();
END;
CREATE TRIGGER division_alias_insert AFTER INSERT ON division_alias BEGIN
  UPDATE plans_state SET mark = random();
END;
CREATE TRIGGER division_alias_update AFTER UPDATE ON division_alias BEGIN
  UPDATE plans_state SET mark = random();
END;
CREATE TRIGGER division_alias_delete AFTER DELETE ON division_alias BEGIN
  UPDATE plans_state SET mark = random();
END;
CREATE TRIGGER handover_insert AFTER INSERT ON handover BEGIN
  UPDATE plans_state SET mark = random();
END;
CREATE TRIGGER handover_update AFTER UPDATE ON handover BEGIN
  UPDATE plans_state SET mark = random();
END;
CREATE TRIGGER handover_delete AFTER DELETE ON handover BEGIN
  UPDATE plans_state SET mark = random();
END;
