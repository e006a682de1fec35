-- Numbered lines of one person at the end of their last conversation, which everybody in it has read.
WITH raised AS (
    UPDATE conversation SET last_seq = last_seq + %(count)s WHERE id = (
        SELECT max(conversation_id) FROM message JOIN "user" AS u ON u.id = sender_id WHERE u.display_name = %(name)s
    ) RETURNING id, last_seq, last_seq - %(count)s AS base
), seen AS (
    UPDATE membership SET read_seq = raised.last_seq, delivered_seq = raised.last_seq
    FROM raised WHERE conversation_id = raised.id
)
INSERT INTO message (conversation_id, seq, version, client_id, sender_id, kind, body, html, search_text)
SELECT raised.id, base + i, 1, gen_random_uuid(), u.id, 'text', 'line ' || base + i || '.',
    '<p>line ' || base + i || '.</p>', 'line ' || base + i || '.'
FROM raised, generate_series(1, %(count)s) AS i, "user" AS u WHERE u.display_name = %(name)s
