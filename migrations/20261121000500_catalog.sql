-- Catalogue: films, people and credits, genres, search, favourites, lists, ratings, comments, reports.
-- Accounts, organisations and assets are ids of other contexts: no foreign key crosses a context.

CREATE SCHEMA catalog;

-- One way to fold text for searching: lower case, no accents, the letters of Ewe and Kabyè as their nearest Latin ones.
CREATE FUNCTION catalog.fold(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT lower(public.unaccent('public.unaccent'::regdictionary, translate($1, 'ƉɖƑƒƔɣŊŋƆɔƐɛƲʋƖɩƱʊ', 'DdFfGgNnOoEeVvIiUu')))
$$;

CREATE TEXT SEARCH CONFIGURATION catalog.french (COPY = pg_catalog.french);
ALTER TEXT SEARCH CONFIGURATION catalog.french
    ALTER MAPPING FOR hword, hword_part, word WITH public.unaccent, french_stem;
CREATE TEXT SEARCH CONFIGURATION catalog.english (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION catalog.english
    ALTER MAPPING FOR hword, hword_part, word WITH public.unaccent, english_stem;
CREATE TEXT SEARCH CONFIGURATION catalog.plain (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION catalog.plain
    ALTER MAPPING FOR hword, hword_part, word WITH public.unaccent, simple;

CREATE TABLE catalog.genre (
    code     text PRIMARY KEY CHECK (code ~ '^[a-z][a-z-]{1,29}$'),
    name_fr  text NOT NULL CHECK (name_fr <> ''),
    name_en  text NOT NULL CHECK (name_en <> ''),
    position smallint NOT NULL,
    CONSTRAINT genre_position_key UNIQUE (position)
);
INSERT INTO catalog.genre (code, name_fr, name_en, position) VALUES
    ('drama',         'Drame',           'Drama',         1),
    ('comedy',        'Comédie',         'Comedy',        2),
    ('documentary',   'Documentaire',    'Documentary',   3),
    ('animation',     'Animation',       'Animation',     4),
    ('action',        'Action',          'Action',        5),
    ('thriller',      'Thriller',        'Thriller',      6),
    ('romance',       'Romance',         'Romance',       7),
    ('historical',    'Histoire',        'Historical',    8),
    ('musical',       'Musical',         'Musical',       9),
    ('science-fiction', 'Science-fiction', 'Science fiction', 10),
    ('fantasy',       'Fantastique',     'Fantasy',       11),
    ('horror',        'Horreur',         'Horror',        12),
    ('crime',         'Policier',        'Crime',         13),
    ('family',        'Famille',         'Family',        14),
    ('tale',          'Conte',           'Tale',          15),
    ('biography',     'Biographie',      'Biography',     16),
    ('experimental',  'Expérimental',    'Experimental',  17),
    ('short',         'Court métrage',   'Short film',    18);

-- draft → submitted → published or refused; both come back to draft.
CREATE TABLE catalog.film (
    id                 uuid PRIMARY KEY,
    slug               text NOT NULL CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 100),
    title              text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 200),
    original_title     text NOT NULL DEFAULT '' CHECK (char_length(original_title) <= 200),
    synopsis_fr        text NOT NULL DEFAULT '' CHECK (char_length(synopsis_fr) <= 4000),
    synopsis_en        text NOT NULL DEFAULT '' CHECK (char_length(synopsis_en) <= 4000),
    year               smallint CHECK (year BETWEEN 1888 AND 2100),
    -- Known once the video is: from media, never typed in.
    duration_ms        bigint CHECK (duration_ms > 0),
    countries          text[] NOT NULL DEFAULT '{}' CHECK (cardinality(countries) <= 10),
    spoken_languages   text[] NOT NULL DEFAULT '{}' CHECK (cardinality(spoken_languages) <= 10),
    subtitle_languages text[] NOT NULL DEFAULT '{}' CHECK (cardinality(subtitle_languages) <= 30),
    age_rating         text NOT NULL DEFAULT 'all' CHECK (age_rating IN ('all', '10', '12', '16', '18')),
    poster_asset_id    uuid,
    -- What to show while the poster loads, or instead of it in data-saver mode.
    poster_colour      text CHECK (poster_colour ~ '^#[0-9a-f]{6}$'),
    video_asset_id     uuid,
    trailer_asset_id   uuid,
    playable           boolean NOT NULL DEFAULT false,
    -- [{"quality": "360p", "bytes": 123}], lightest first.
    weights            jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(weights) = 'array'),
    owner_account_id   uuid NOT NULL,
    organisation_id    uuid,
    state              text NOT NULL CHECK (state IN ('draft', 'submitted', 'published', 'refused')),
    refusal_reason     text NOT NULL DEFAULT '' CHECK (char_length(refusal_reason) <= 1000),
    submitted_at       timestamptz,
    published_at       timestamptz,
    created_at         timestamptz NOT NULL,
    updated_at         timestamptz NOT NULL,
    -- Grows with every change: what an editor saw when they saved.
    version            integer NOT NULL DEFAULT 1 CHECK (version > 0),
    CONSTRAINT film_slug_key UNIQUE (slug),
    CONSTRAINT film_refused_says_why CHECK (state <> 'refused' OR refusal_reason <> ''),
    CONSTRAINT film_submitted_when CHECK (state <> 'submitted' OR submitted_at IS NOT NULL),
    CONSTRAINT film_published_when CHECK (state <> 'published' OR (published_at IS NOT NULL AND playable))
);
CREATE INDEX film_owner_idx ON catalog.film (owner_account_id, id DESC);
CREATE INDEX film_organisation_idx ON catalog.film (organisation_id, id DESC) WHERE organisation_id IS NOT NULL;
CREATE INDEX film_submitted_idx ON catalog.film (submitted_at, id) WHERE state = 'submitted';
CREATE INDEX film_video_idx ON catalog.film (video_asset_id) WHERE video_asset_id IS NOT NULL;

CREATE TABLE catalog.film_genre (
    film_id    uuid NOT NULL REFERENCES catalog.film ON DELETE CASCADE,
    genre_code text NOT NULL REFERENCES catalog.genre,
    PRIMARY KEY (film_id, genre_code)
);
CREATE INDEX film_genre_code_idx ON catalog.film_genre (genre_code);

CREATE TABLE catalog.person (
    id              uuid PRIMARY KEY,
    slug            text NOT NULL CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 100),
    name            text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 120),
    bio_fr          text NOT NULL DEFAULT '' CHECK (char_length(bio_fr) <= 4000),
    bio_en          text NOT NULL DEFAULT '' CHECK (char_length(bio_en) <= 4000),
    country         text CHECK (country ~ '^[A-Z]{2}$'),
    birth_year      smallint CHECK (birth_year BETWEEN 1850 AND 2100),
    photo_asset_id  uuid,
    created_by      uuid NOT NULL,
    -- A duplicate stays as a signpost, so that its address keeps working.
    merged_into     uuid REFERENCES catalog.person,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    CONSTRAINT person_slug_key UNIQUE (slug),
    CONSTRAINT person_not_into_itself CHECK (merged_into <> id)
);
CREATE INDEX person_name_idx ON catalog.person (catalog.fold(name), id) WHERE merged_into IS NULL;
CREATE INDEX person_name_trgm ON catalog.person USING gin (catalog.fold(name) gin_trgm_ops) WHERE merged_into IS NULL;
CREATE INDEX person_merged_idx ON catalog.person (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE catalog.credit (
    id        uuid PRIMARY KEY,
    film_id   uuid NOT NULL REFERENCES catalog.film ON DELETE CASCADE,
    person_id uuid NOT NULL REFERENCES catalog.person,
    role      text NOT NULL CHECK (role IN ('director', 'actor', 'screenwriter', 'producer', 'composer', 'technician')),
    -- The character of an actor, the job of a technician.
    detail    text NOT NULL DEFAULT '' CHECK (char_length(detail) <= 120),
    position  smallint NOT NULL CHECK (position >= 0),
    CONSTRAINT credit_once_key UNIQUE (film_id, person_id, role, detail)
);
CREATE INDEX credit_film_idx ON catalog.credit (film_id, position, id);
CREATE INDEX credit_person_idx ON catalog.credit (person_id, film_id);

-- What a card, a filter, a sort and a rail need of a film, in one narrow row: written in the transaction of the film.
-- Every film has one; only those with `published_at` are listed. Counts live here and nowhere else.
CREATE TABLE catalog.film_card (
    film_id            uuid PRIMARY KEY REFERENCES catalog.film ON DELETE CASCADE,
    slug               text NOT NULL,
    title              text NOT NULL,
    original_title     text NOT NULL,
    sort_title         text NOT NULL,
    year               smallint,
    duration_ms        bigint,
    genres             text[] NOT NULL,
    countries          text[] NOT NULL,
    spoken_languages   text[] NOT NULL,
    subtitle_languages text[] NOT NULL,
    age_rating         text NOT NULL,
    directors          text[] NOT NULL,
    director_ids       uuid[] NOT NULL,
    poster_asset_id    uuid,
    poster_colour      text,
    weights            jsonb NOT NULL,
    -- Of the lightest quality; the filter "< 200 Mo" compares it.
    lightest_bytes     bigint,
    published_at       timestamptz,
    -- Microseconds since 1970, so that every order but the title's is one of numbers.
    published_key      bigint NOT NULL DEFAULT 0,
    rating_sum         bigint NOT NULL DEFAULT 0 CHECK (rating_sum BETWEEN rating_count AND 5 * rating_count),
    rating_count       bigint NOT NULL DEFAULT 0 CHECK (rating_count >= 0),
    -- 1000 × the mean of the ratings and ten imaginary ones of 3: one single 5 does not beat a hundred 4.8.
    rating_score       bigint NOT NULL GENERATED ALWAYS AS ((rating_sum + 30) * 1000 / (rating_count + 10)) STORED,
    comment_count      bigint NOT NULL DEFAULT 0 CHECK (comment_count >= 0),
    view_count         bigint NOT NULL DEFAULT 0 CHECK (view_count >= 0)
);
CREATE INDEX film_card_newest ON catalog.film_card (published_key DESC, film_id DESC) WHERE published_at IS NOT NULL;
CREATE INDEX film_card_title ON catalog.film_card (sort_title, film_id) WHERE published_at IS NOT NULL;
CREATE INDEX film_card_rating ON catalog.film_card (rating_score DESC, film_id DESC) WHERE published_at IS NOT NULL;
CREATE INDEX film_card_views ON catalog.film_card (view_count DESC, film_id DESC) WHERE published_at IS NOT NULL;
CREATE INDEX film_card_shortest ON catalog.film_card ((-coalesce(duration_ms, 1000000000000)) DESC, film_id DESC)
    WHERE published_at IS NOT NULL;
CREATE INDEX film_card_lightest ON catalog.film_card ((-coalesce(lightest_bytes, 1000000000000000)) DESC, film_id DESC)
    WHERE published_at IS NOT NULL;
CREATE INDEX film_card_oldest ON catalog.film_card ((-coalesce(year, 9999)::bigint) DESC, film_id DESC)
    WHERE published_at IS NOT NULL;
CREATE INDEX film_card_genres ON catalog.film_card USING gin (genres) WHERE published_at IS NOT NULL;
CREATE INDEX film_card_countries ON catalog.film_card USING gin (countries) WHERE published_at IS NOT NULL;
CREATE INDEX film_card_spoken ON catalog.film_card USING gin (spoken_languages) WHERE published_at IS NOT NULL;
CREATE INDEX film_card_subtitles ON catalog.film_card USING gin (subtitle_languages) WHERE published_at IS NOT NULL;
CREATE INDEX film_card_directors ON catalog.film_card USING gin (director_ids) WHERE published_at IS NOT NULL;

-- The texts of the listed films, apart from the narrow row.
CREATE TABLE catalog.film_search (
    film_id  uuid PRIMARY KEY REFERENCES catalog.film ON DELETE CASCADE,
    -- Titles and people.
    heading  tsvector NOT NULL,
    -- Everything: headings, genres, synopses in both languages.
    document tsvector NOT NULL
);
CREATE INDEX film_search_heading ON catalog.film_search USING gin (heading);
CREATE INDEX film_search_document ON catalog.film_search USING gin (document);

-- Every word of a listed title or name, folded: what a misspelt word may have meant. Words are added, never taken away.
CREATE TABLE catalog.word (
    word text PRIMARY KEY
);
CREATE INDEX word_trgm ON catalog.word USING gin (word gin_trgm_ops);

-- Writes the card and the search row of a film from its tables; counts are left as they are.
CREATE FUNCTION catalog.refresh_film(wanted uuid) RETURNS void LANGUAGE sql AS $$
    INSERT INTO catalog.film_card AS card (
        film_id, slug, title, original_title, sort_title, year, duration_ms, genres, countries, spoken_languages,
        subtitle_languages, age_rating, directors, director_ids, poster_asset_id, poster_colour, weights, lightest_bytes,
        published_at, published_key)
    SELECT film.id, film.slug, film.title, film.original_title, catalog.fold(film.title), film.year, film.duration_ms,
           ARRAY(SELECT g.genre_code FROM catalog.film_genre g JOIN catalog.genre n ON n.code = g.genre_code
                 WHERE g.film_id = film.id ORDER BY n.position),
           film.countries, film.spoken_languages, film.subtitle_languages, film.age_rating,
           ARRAY(SELECT p.name FROM catalog.credit c JOIN catalog.person p ON p.id = c.person_id
                 WHERE c.film_id = film.id AND c.role = 'director' ORDER BY c.position, c.id),
           ARRAY(SELECT c.person_id FROM catalog.credit c
                 WHERE c.film_id = film.id AND c.role = 'director' ORDER BY c.position, c.id),
           film.poster_asset_id, film.poster_colour, film.weights,
           (SELECT min((w ->> 'bytes')::bigint) FROM jsonb_array_elements(film.weights) w),
           CASE WHEN film.state = 'published' THEN film.published_at END,
           coalesce((extract(epoch FROM film.published_at) * 1000000)::bigint, 0)
    FROM catalog.film film WHERE film.id = wanted
    ON CONFLICT (film_id) DO UPDATE SET
        slug = excluded.slug, title = excluded.title, original_title = excluded.original_title,
        sort_title = excluded.sort_title, year = excluded.year, duration_ms = excluded.duration_ms,
        genres = excluded.genres, countries = excluded.countries, spoken_languages = excluded.spoken_languages,
        subtitle_languages = excluded.subtitle_languages, age_rating = excluded.age_rating,
        directors = excluded.directors, director_ids = excluded.director_ids,
        poster_asset_id = excluded.poster_asset_id, poster_colour = excluded.poster_colour, weights = excluded.weights,
        lightest_bytes = excluded.lightest_bytes, published_at = excluded.published_at,
        published_key = excluded.published_key;

    DELETE FROM catalog.film_search WHERE film_id = wanted
        AND NOT EXISTS (SELECT FROM catalog.film WHERE id = wanted AND state = 'published');

    WITH film AS (
        SELECT f.*, coalesce((SELECT string_agg(p.name, ' ' ORDER BY c.position, c.id)
                              FROM catalog.credit c JOIN catalog.person p ON p.id = c.person_id
                              WHERE c.film_id = f.id), '') AS people,
               coalesce((SELECT string_agg(n.name_fr || ' ' || n.name_en, ' ' ORDER BY n.position)
                         FROM catalog.film_genre g JOIN catalog.genre n ON n.code = g.genre_code
                         WHERE g.film_id = f.id), '') AS genre_names
        FROM catalog.film f WHERE f.id = wanted AND f.state = 'published'
    ), heading AS (
        SELECT film.id,
               setweight(to_tsvector('catalog.plain', film.title || ' ' || film.original_title), 'A')
               || setweight(to_tsvector('catalog.french', film.title || ' ' || film.original_title), 'A')
               || setweight(to_tsvector('catalog.english', film.title || ' ' || film.original_title), 'A')
               || setweight(to_tsvector('catalog.plain', film.people), 'B') AS words
        FROM film
    )
    INSERT INTO catalog.film_search AS search (film_id, heading, document)
    SELECT film.id, heading.words,
           heading.words
           || setweight(to_tsvector('catalog.french', film.genre_names), 'C')
           || setweight(to_tsvector('catalog.french', film.synopsis_fr), 'D')
           || setweight(to_tsvector('catalog.english', film.synopsis_en), 'D')
    FROM film JOIN heading ON heading.id = film.id
    ON CONFLICT (film_id) DO UPDATE SET
        heading = excluded.heading, document = excluded.document;

    INSERT INTO catalog.word (word)
    SELECT DISTINCT said.word
    FROM catalog.film f,
         regexp_split_to_table(catalog.fold(f.title || ' ' || f.original_title || ' ' || coalesce((
             SELECT string_agg(p.name, ' ') FROM catalog.credit c JOIN catalog.person p ON p.id = c.person_id
             WHERE c.film_id = f.id), '')), '[^[:alnum:]]+') AS said (word)
    WHERE f.id = wanted AND f.state = 'published' AND length(said.word) BETWEEN 3 AND 40
    ORDER BY said.word
    ON CONFLICT DO NOTHING;
$$;

-- What the words of a person mean, read by the three configurations; the last word also as a beginning.
-- Words that say nothing ("le") are no news: hence the level of messages.
CREATE FUNCTION catalog.search_query(words text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET client_min_messages = error AS $$
    SELECT CASE WHEN words ~ '[[:alnum:]]{2,}$' AND words !~ '["-]'
                THEN coalesce(read.as_written || nullif(regexp_replace(read.plain::text, '''$', ''':*'), '')::tsquery, read.as_written)
                ELSE read.as_written END
    FROM (SELECT websearch_to_tsquery('catalog.plain', words) AS plain,
                 websearch_to_tsquery('catalog.plain', words) || websearch_to_tsquery('catalog.french', words)
                     || websearch_to_tsquery('catalog.english', words) AS as_written) read
$$;

-- The words with each one that nobody wrote replaced by the known word that resembles it most; at most twelve are looked at.
CREATE FUNCTION catalog.corrected(words text) RETURNS text
    LANGUAGE sql STABLE STRICT SET pg_trgm.similarity_threshold = 0.35 AS $$
    SELECT coalesce(string_agg(CASE
               WHEN length(said.word) < 4 OR EXISTS (SELECT FROM catalog.word known WHERE known.word = said.word) THEN said.word
               ELSE coalesce((SELECT near.word FROM catalog.word near WHERE near.word % said.word
                              ORDER BY similarity(near.word, said.word) DESC, near.word LIMIT 1), said.word)
           END, ' ' ORDER BY said.place), '')
    FROM regexp_split_to_table(catalog.fold(words), '[^[:alnum:]]+') WITH ORDINALITY AS said (word, place)
    WHERE said.word <> '' AND said.place <= 12
$$;

CREATE TABLE catalog.favourite (
    account_id uuid NOT NULL,
    film_id    uuid NOT NULL REFERENCES catalog.film ON DELETE CASCADE,
    added_at   timestamptz NOT NULL,
    PRIMARY KEY (account_id, film_id)
);
CREATE INDEX favourite_newest_idx ON catalog.favourite (account_id, added_at DESC, film_id DESC);
CREATE INDEX favourite_film_idx ON catalog.favourite (film_id);

CREATE TABLE catalog.list (
    id          uuid PRIMARY KEY,
    account_id  uuid NOT NULL,
    title       text NOT NULL CHECK (char_length(title) BETWEEN 1 AND 120),
    description text NOT NULL DEFAULT '' CHECK (char_length(description) <= 1000),
    visibility  text NOT NULL CHECK (visibility IN ('private', 'public')),
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL
);
CREATE INDEX list_account_idx ON catalog.list (account_id, id DESC);

CREATE TABLE catalog.list_item (
    list_id  uuid NOT NULL REFERENCES catalog.list ON DELETE CASCADE,
    film_id  uuid NOT NULL REFERENCES catalog.film ON DELETE CASCADE,
    position integer NOT NULL CHECK (position >= 0),
    added_at timestamptz NOT NULL,
    PRIMARY KEY (list_id, film_id),
    -- Deferred: a move renumbers several rows in one statement.
    CONSTRAINT list_item_position_key UNIQUE (list_id, position) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX list_item_film_idx ON catalog.list_item (film_id);

CREATE TABLE catalog.rating (
    film_id    uuid NOT NULL REFERENCES catalog.film ON DELETE CASCADE,
    account_id uuid NOT NULL,
    stars      smallint NOT NULL CHECK (stars BETWEEN 1 AND 5),
    rated_at   timestamptz NOT NULL,
    PRIMARY KEY (film_id, account_id)
);
CREATE INDEX rating_account_idx ON catalog.rating (account_id, rated_at DESC);

-- Replies are one level deep. A removed comment that has replies stays as an empty place.
CREATE TABLE catalog.comment (
    id            uuid PRIMARY KEY,
    film_id       uuid NOT NULL REFERENCES catalog.film ON DELETE CASCADE,
    account_id    uuid NOT NULL,
    parent_id     uuid REFERENCES catalog.comment ON DELETE CASCADE,
    text          text NOT NULL CHECK (char_length(text) BETWEEN 1 AND 2000),
    state         text NOT NULL CHECK (state IN ('visible', 'hidden', 'deleted')),
    hidden_reason text NOT NULL DEFAULT '' CHECK (char_length(hidden_reason) <= 500),
    reply_count   integer NOT NULL DEFAULT 0 CHECK (reply_count >= 0),
    created_at    timestamptz NOT NULL,
    edited_at     timestamptz,
    CONSTRAINT comment_hidden_says_why CHECK (state <> 'hidden' OR hidden_reason <> ''),
    CONSTRAINT comment_not_under_itself CHECK (parent_id <> id)
);
CREATE INDEX comment_film_idx ON catalog.comment (film_id, id DESC) WHERE parent_id IS NULL;
CREATE INDEX comment_replies_idx ON catalog.comment (parent_id, id) WHERE parent_id IS NOT NULL;
CREATE INDEX comment_account_idx ON catalog.comment (account_id, id DESC);

-- What somebody finds wrong with a film or a comment; one report a person and thing.
CREATE TABLE catalog.report (
    id          uuid PRIMARY KEY,
    film_id     uuid REFERENCES catalog.film ON DELETE CASCADE,
    comment_id  uuid REFERENCES catalog.comment ON DELETE CASCADE,
    reporter_id uuid NOT NULL,
    reason      text NOT NULL CHECK (reason IN ('spam', 'hate', 'harassment', 'violence', 'sexual', 'copyright', 'misleading', 'other')),
    note        text NOT NULL DEFAULT '' CHECK (char_length(note) <= 500),
    state       text NOT NULL CHECK (state IN ('open', 'upheld', 'dismissed')),
    created_at  timestamptz NOT NULL,
    decided_at  timestamptz,
    CONSTRAINT report_one_subject CHECK (num_nonnulls(film_id, comment_id) = 1),
    CONSTRAINT report_decided_when CHECK ((state = 'open') = (decided_at IS NULL)),
    CONSTRAINT report_film_once_key UNIQUE (reporter_id, film_id),
    CONSTRAINT report_comment_once_key UNIQUE (reporter_id, comment_id)
);
CREATE INDEX report_open_film_idx ON catalog.report (film_id, id) WHERE state = 'open' AND film_id IS NOT NULL;
CREATE INDEX report_open_comment_idx ON catalog.report (comment_id, id) WHERE state = 'open' AND comment_id IS NOT NULL;
CREATE INDEX report_film_idx ON catalog.report (film_id) WHERE film_id IS NOT NULL;
CREATE INDEX report_comment_idx ON catalog.report (comment_id) WHERE comment_id IS NOT NULL;
