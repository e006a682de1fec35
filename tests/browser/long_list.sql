-- Groups of one person alone, each with a line that was read; later numbers are older.
WITH owner AS (
    SELECT id FROM "user" WHERE display_name = %(name)s
), made AS (
    INSERT INTO conversation (kind, title, search_key, members_count, last_seq, active_at, created_at)
    SELECT 'group', 'Room ' || lpad(n::text, 4, '0'), 'room ' || n, 1, 1, now() - n * interval '1 minute',
        now() - n * interval '1 minute'
    FROM generate_series(1, %(count)s) AS n RETURNING id, title, created_at
), seated AS (
    INSERT INTO membership (conversation_id, user_id, role, delivered_seq, read_seq, shown_seq)
    SELECT made.id, owner.id, 'owner', 1, 1, 1 FROM made, owner
)
INSERT INTO message (conversation_id, seq, version, client_id, sender_id, kind, body, html, search_text, created_at)
SELECT made.id, 1, 1, gen_random_uuid(), owner.id, 'text', 'said in ' || title, '<p>said in ' || title || '</p>',
    'said in ' || title, created_at
FROM made, owner
