-- Conversations from number `first` to `last` of one person with people of `crowd`: by turns a direct one and a group of
-- five, each with three messages, one in eight of them with unread ones. Later numbers are older.
CREATE TEMPORARY TABLE IF NOT EXISTS made (id bigint, n int, is_group bool, peer bigint);
TRUNCATE made;
INSERT INTO made
SELECT nextval(pg_get_serial_sequence('conversation', 'id')), n, n %% 2 = 1, (%(crowd)s)[n]
FROM generate_series(%(first)s, %(last)s) AS n;
INSERT INTO conversation (id, kind, title, search_key, direct_key, members_count, last_seq, active_at, created_at)
SELECT id, CASE WHEN is_group THEN 'group' ELSE 'direct' END, CASE WHEN is_group THEN 'Team ' || n ELSE '' END,
    CASE WHEN is_group THEN 'team ' || n ELSE '' END,
    CASE WHEN NOT is_group THEN least(%(owner)s, peer) || ':' || greatest(%(owner)s, peer) END,
    CASE WHEN is_group THEN 5 ELSE 2 END, 3, now() - n * interval '1 minute', now() - n * interval '1 minute'
FROM made;
INSERT INTO membership (conversation_id, user_id, role, delivered_seq, read_seq, shown_seq)
SELECT id, %(owner)s, CASE WHEN is_group THEN 'owner' ELSE 'member' END, 3, seen, seen
FROM made, LATERAL (SELECT CASE WHEN n %% 8 = 3 THEN 1 ELSE 3 END AS seen) AS s
UNION ALL
SELECT id, (%(crowd)s)[1 + (n + more - 1) %% cardinality(%(crowd)s)], 'member', 3, 3, 3
FROM made, generate_series(0, CASE WHEN is_group THEN 3 ELSE 0 END) AS more;
INSERT INTO message (conversation_id, seq, version, client_id, sender_id, kind, body, html, search_text, created_at)
SELECT id, seq, 1, gen_random_uuid(), peer, 'text', body, '<p>' || body || '</p>', body,
    now() - n * interval '1 minute' - (3 - seq) * interval '1 second'
FROM made, generate_series(1, 3) AS seq, LATERAL (SELECT concat('the answer ', seq, ' to question ', n) AS body) AS said
