-- Messages of one person at the end of a conversation. Low numbers are common words, as in speech; a few of all lines
-- hold "the" and very few "umbrella".
WITH raised AS (
    UPDATE conversation SET last_seq = last_seq + %(count)s, active_at = now()
    WHERE id = %(conversation)s RETURNING last_seq - %(count)s AS base
), spoken AS (
    SELECT i, concat_ws(' ', 'line', i, CASE WHEN i %% 3 = 0 THEN 'the' END, CASE WHEN i %% 5000 = 7 THEN 'umbrella' END,
        substr(md5(floor(power(random(), 3) * 5000)::text), 1, 6), substr(md5(floor(power(random(), 3) * 5000)::text), 1, 4),
        substr(md5(floor(power(random(), 3) * 5000)::text), 1, 5)) AS body
    FROM generate_series(1, %(count)s) AS i
)
INSERT INTO message (conversation_id, seq, version, client_id, sender_id, kind, body, html, search_text, created_at)
SELECT %(conversation)s, base + i, 1, gen_random_uuid(), %(sender)s, 'text', body, '<p>' || body || '</p>', body,
    now() - (%(count)s - i) * interval '1 second'
FROM raised, spoken
