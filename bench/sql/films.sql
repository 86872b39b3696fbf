-- Ten thousand published films beside the demo's real one, whose video and poster they share.
-- Seeded: the same titles, people and dates every time.
SELECT setseed(0.42);

INSERT INTO catalog.person (id, slug, name, created_by, created_at, updated_at)
SELECT gen_random_uuid(),
       'personne-' || n,
       (ARRAY['Afi','Kossi','Ayélé','Mawuli','Aminata','Ibrahim','Fatou','Kwame','Nadia','Youssef'])[1 + n % 10] || ' '
           || (ARRAY['Mensah','Koffi','Diallo','Traoré','Boateng','Agbéko','Benali','Okafor','Sow','Kaboré'])[1 + n / 10 % 10] || ' ' || n,
       (SELECT owner_account_id FROM catalog.film LIMIT 1), now(), now()
FROM generate_series(1, 500) n;

INSERT INTO catalog.film (id, slug, title, synopsis_fr, synopsis_en, year, duration_ms, countries, spoken_languages,
                          subtitle_languages, poster_asset_id, poster_colour, video_asset_id, playable, weights,
                          owner_account_id, state, submitted_at, published_at, created_at, updated_at)
SELECT gen_random_uuid(),
       'film-' || n,
       (ARRAY['La nuit','Le fleuve','Les enfants','Une lettre','Le marché','La route','Un été','Le tambour'])[1 + n % 8] || ' '
           || (ARRAY['de Lomé','du Sahel','d’Accra','de Kara','de Fès','d’Abomey','de Bobo','de Dakar'])[1 + n / 8 % 8] || ' ' || n,
       'Un film sur la mémoire, le travail et la fête, numéro ' || n || '.',
       'A film about memory, work and celebration, number ' || n || '.',
       1960 + n % 65, real.duration_ms, ARRAY[(ARRAY['TG','GH','SN','MA','BF','BJ','CI','NG'])[1 + n % 8]],
       ARRAY[(ARRAY['fr','ee','en','ar','wo'])[1 + n % 5]], ARRAY['fr', 'en'],
       real.poster_asset_id, '#7a4a2b', real.video_asset_id, true, real.weights,
       real.owner_account_id, 'published', now() - n * interval '1 hour', now() - n * interval '1 hour',
       now() - n * interval '1 hour', now() - n * interval '1 hour'
FROM generate_series(1, 10000) n, (SELECT * FROM catalog.film WHERE state = 'published' LIMIT 1) real;

INSERT INTO catalog.film_genre (film_id, genre_code)
SELECT film.id, genre.code
FROM catalog.film film JOIN catalog.genre genre
  ON genre.position IN (1 + substr(film.slug, 6)::int % 18, 1 + (substr(film.slug, 6)::int * 7 + 3) % 18)
WHERE film.slug ~ '^film-[0-9]+$';

INSERT INTO catalog.credit (id, film_id, person_id, role, position)
SELECT gen_random_uuid(), film.id, person.id, (ARRAY['director', 'actor', 'actor', 'composer'])[k], k
FROM catalog.film film
CROSS JOIN generate_series(1, 4) k
JOIN catalog.person person ON person.slug = 'personne-' || 1 + (substr(film.slug, 6)::int * 13 + k * 131) % 500
WHERE film.slug ~ '^film-[0-9]+$';

SELECT count(catalog.refresh_film(id)) FROM catalog.film;
UPDATE catalog.film_card SET rating_count = n % 50, rating_sum = n % 50 * (3 + n % 3), view_count = n * 7 % 5000
FROM (SELECT film_id AS id, row_number() OVER (ORDER BY slug) AS n FROM catalog.film_card) numbered WHERE numbered.id = film_id;
VACUUM ANALYZE;
