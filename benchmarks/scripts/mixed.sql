-- Everything that was said in a conversation again and again, until there is so much more of it; lines are numbered.
WITH raised AS (
    UPDATE conversation SET last_seq = last_seq + %(count)s, active_at = now()
    WHERE id = %(conversation)s RETURNING last_seq - %(count)s AS base
), said AS (
    SELECT *, row_number() OVER (ORDER BY seq) - 1 AS place, count(*) OVER () AS many
    FROM message WHERE conversation_id = %(conversation)s
), made AS (
    INSERT INTO message (conversation_id, seq, version, client_id, sender_id, kind, body, html, search_text, payload,
        reply_to_id, created_at)
    SELECT %(conversation)s, base + i, 1, gen_random_uuid(), sender_id, kind, body,
        CASE WHEN html = '' THEN '' ELSE '<p>' || i || '</p>' || html END, search_text, payload, reply_to_id,
        now() - (%(count)s - i) * interval '2 minutes'
    FROM raised, generate_series(1, %(count)s) AS i JOIN said ON place = i %% many
    RETURNING id, seq
)
INSERT INTO message_media (message_id, media_id, position, conversation_id, seq, shelf)
SELECT made.id, held.media_id, held.position, %(conversation)s, made.seq, held.shelf
FROM raised, made JOIN said ON true JOIN message_media AS held ON held.message_id = said.id
WHERE said.place = (made.seq - raised.base) %% said.many
