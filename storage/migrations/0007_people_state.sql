-- Changes with every row of chats, people, their parts and departures that is written, as
-- plans_state does for plans: what was read of them may be kept until then.
CREATE TABLE people_state (mark INTEGER NOT NULL) STRICT;
INSERT INTO people_state VALUES (random());
CREATE TRIGGER chat_insert_tells AFTER INSERT ON chat BEGIN
  UPDATE people_state SET mark = random();
END;
CREATE TRIGGER chat_update_tells AFTER UPDATE ON chat BEGIN
  UPDATE people_state SET mark = random();
END;
CREATE TRIGGER chat_delete_tells AFTER DELETE ON chat BEGIN
  UPDATE people_state SET mark = random();
END;
CREATE TRIGGER chat_division_insert_tells AFTER INSERT ON chat_division BEGIN
  UPDATE people_state SET mark = random();
END;
CREATE TRIGGER chat_division_update_tells AFTER UPDATE ON chat_division BEGIN
  UPDATE people_state SET mark = random();
END;
CREATE TRIGGER chat_division_delete_tells AFTER DELETE ON chat_division BEGIN
  UPDATE people_state SET mark = random();
END;
CREATE TRIGGER division_insert_tells AFTER INSERT ON division BEGIN
  UPDATE people_state SET mark = random();
END;
CREATE TRIGGER division_update_tells AFTER UPDATE ON division BEGIN
  UPDATE people_state SET mark = random();
END;
CREATE TRIGGER division_delete_tells AFTER DELETE ON division BEGIN
  UPDATE people_state SET mark = random();
END;
CREATE TRIGGER person_insert_tells AFTER INSERT ON person BEGIN
  UPDATE people_state SET mark = random();
END;
CREATE TRIGGER person_update_tells AFTER UPDATE ON person BEGIN
  UPDATE people_state SET mark = random();
END;
CREATE TRIGGER person_delete_tells AFTER DELETE ON person BEGIN
  UPDATE people_state SET mark = random();
END;
CREATE TRIGGER role_insert_tells AFTER INSERT ON role BEGIN
  UPDATE people_state SET mark = random();
END;
CREATE TRIGGER role_update_tells AFTER UPDATE ON role BEGIN
  UPDATE people_state SET mark = random();
END;
CREATE TRIGGER role_delete_tells AFTER DELETE ON role BEGIN
  UPDATE people_state SET mark = random();
END;
CREATE TRIGGER departure_insert_tells AFTER INSERT ON departure BEGIN
  UPDATE people_state SET mark = random();
END;
CREATE TRIGGER departure_update_tells AFTER UPDATE ON departure BEGIN
  UPDATE people_state SET mark = random();
END;
CREATE TRIGGER departure_delete_tells AFTER DELETE ON departure BEGIN
  UPDATE people_state SET mark = random();
END;
