WITH raised AS (
    UPDATE conversation SET last_seq = last_seq + %(count)s WHERE id = %(conversation)s RETURNING last_seq - %(count)s AS base
)
INSERT INTO message (conversation_id, seq, version, client_id, sender_id, kind, body, html, created_at)
SELECT %(conversation)s, base + i, 1, gen_random_uuid(), %(sender)s, 'text', 'old line ' || i, '<p>old line ' || i || '</p>',
    now() - (%(count)s - i) * interval '1 second'
FROM raised, generate_series(1, %(count)s) AS i
