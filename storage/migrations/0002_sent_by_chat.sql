-- How much went to a chat in the last minute, however much went out in all.
CREATE INDEX notice_sent_to ON notice (chat, settled_at) WHERE state = 'sent';
