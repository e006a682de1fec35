-- Many people at once; gives their ids.
INSERT INTO "user" (username, username_key, search_key, display_name)
SELECT 'Neighbour ' || n, 'neighbour ' || translate(n::text, '01', 'ol'), 'neighbour ' || n, 'Neighbour ' || n
FROM generate_series(1, %(count)s) AS n RETURNING id
