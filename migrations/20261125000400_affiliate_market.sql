-- The marketplace: finding products, merchants and influencers by words and filters; what a SKU names; when and why something is shown or not.

-- One way to fold text for searching: lower case, no accents, the letters of Ewe and Kabyè as their nearest Latin ones.
CREATE FUNCTION affiliate.fold(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT lower(public.unaccent('public.unaccent'::regdictionary, translate($1, 'ƉɖƑƒƔɣŊŋƆɔƐɛƲʋƖɩƱʊ', 'DdFfGgNnOoEeVvIiUu')))
$$;

CREATE TEXT SEARCH CONFIGURATION affiliate.french (COPY = pg_catalog.french);
ALTER TEXT SEARCH CONFIGURATION affiliate.french
    ALTER MAPPING FOR hword, hword_part, word WITH public.unaccent, french_stem;
CREATE TEXT SEARCH CONFIGURATION affiliate.english (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION affiliate.english
    ALTER MAPPING FOR hword, hword_part, word WITH public.unaccent, english_stem;
CREATE TEXT SEARCH CONFIGURATION affiliate.plain (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION affiliate.plain
    ALTER MAPPING FOR hword, hword_part, word WITH public.unaccent, simple;

-- The searched text of a thing: how it is called, what else it goes by, what is said of it.
CREATE FUNCTION affiliate.document(heading text, also text, body text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT setweight(to_tsvector('affiliate.plain', heading), 'A')
        || setweight(to_tsvector('affiliate.french', heading), 'A')
        || setweight(to_tsvector('affiliate.english', heading), 'A')
        || setweight(to_tsvector('affiliate.plain', also), 'B')
        || setweight(to_tsvector('affiliate.plain', body), 'D')
        || setweight(to_tsvector('affiliate.french', body), 'D')
$$;

-- What the words of a person mean, read by the three configurations; the last word also as a beginning.
-- Words that say nothing ("le") are no news: hence the level of messages.
CREATE FUNCTION affiliate.search_query(words text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET client_min_messages = error AS $$
    SELECT CASE WHEN words ~ '[[:alnum:]]{2,}$' AND words !~ '["-]'
                THEN coalesce(read.as_written || nullif(regexp_replace(read.plain::text, '''$', ''':*'), '')::tsquery, read.as_written)
                ELSE read.as_written END
    FROM (SELECT websearch_to_tsquery('affiliate.plain', words) AS plain,
                 websearch_to_tsquery('affiliate.plain', words) || websearch_to_tsquery('affiliate.french', words)
                     || websearch_to_tsquery('affiliate.english', words) AS as_written) read
$$;

-- How well something fits the words, in millionths: a name that is the words, or begins with them, before all others.
-- Not STRICT: only so is it inlined, and what the words mean read once instead of once a row.
CREATE FUNCTION affiliate.score(heading text, document tsvector, words text) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ((ts_rank(document, affiliate.search_query(words), 1)
             + CASE WHEN affiliate.fold(heading) = affiliate.fold(words) THEN 2
                    WHEN starts_with(affiliate.fold(heading), affiliate.fold(words)) THEN 1 ELSE 0 END) * 1000000)::bigint
$$;

-- Every word of a title or a name that was shown, folded: what a misspelt word may have meant. Words are added, never taken away.
CREATE TABLE affiliate.words (
    subject text NOT NULL CHECK (subject IN ('product', 'merchant', 'influencer')),
    word    text NOT NULL CHECK (length(word) BETWEEN 3 AND 40),
    PRIMARY KEY (subject, word)
);
CREATE INDEX words_trgm ON affiliate.words USING gin (word gin_trgm_ops);

-- In their order, so that two who learn the same words never wait for each other in a circle.
CREATE FUNCTION affiliate.learn(about text, texts text[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO affiliate.words (subject, word)
    SELECT DISTINCT about, said.word
    FROM unnest(texts) AS written (line), regexp_split_to_table(affiliate.fold(written.line), '[^[:alnum:]]+') AS said (word)
    WHERE length(said.word) BETWEEN 3 AND 40
    ORDER BY said.word
    ON CONFLICT DO NOTHING
$$;

-- The words with each one that nobody wrote replaced by the known word that resembles it most; at most twelve are looked at.
CREATE FUNCTION affiliate.corrected(about text, words text) RETURNS text
    LANGUAGE sql STABLE STRICT SET pg_trgm.similarity_threshold = 0.3 AS $$
    SELECT coalesce(string_agg(CASE
               WHEN length(said.word) < 4
                   OR EXISTS (SELECT FROM affiliate.words known WHERE known.subject = about AND known.word = said.word) THEN said.word
               ELSE coalesce((SELECT near.word FROM affiliate.words near WHERE near.subject = about AND near.word % said.word
                              ORDER BY similarity(near.word, said.word) DESC, near.word LIMIT 1), said.word)
           END, ' ' ORDER BY said.place), '')
    FROM regexp_split_to_table(affiliate.fold(words), '[^[:alnum:]]+') WITH ORDINALITY AS said (word, place)
    WHERE said.word <> '' AND said.place <= 12
$$;

-- Merchants -----------------------------------------------------------------------------------------------------------------------

ALTER TABLE affiliate.merchants
    -- When it was listed first; another listing does not make it new again.
    ADD COLUMN listed_at timestamptz,
    -- The same in microseconds since 1970, so that every order is one of numbers.
    ADD COLUMN listed_key bigint NOT NULL DEFAULT 0,
    -- Why the staff suspended it: for its members.
    ADD COLUMN suspension_reason text CHECK (length(suspension_reason) BETWEEN 3 AND 500),
    ADD COLUMN document tsvector NOT NULL GENERATED ALWAYS AS (affiliate.document(name, '', about)) STORED,
    ADD CONSTRAINT merchants_suspended_says_why CHECK ((state = 'suspended') = (suspension_reason IS NOT NULL)),
    ADD CONSTRAINT merchants_listed_when CHECK (state <> 'listed' OR (listed_at IS NOT NULL AND listed_key > 0));
CREATE INDEX merchants_document ON affiliate.merchants USING gin (document) WHERE state = 'listed';
CREATE INDEX merchants_newest ON affiliate.merchants (listed_key DESC, organisation_id DESC) WHERE state = 'listed';
CREATE INDEX merchants_categories ON affiliate.merchants USING gin (categories) WHERE state = 'listed';
CREATE INDEX merchants_countries ON affiliate.merchants USING gin (countries) WHERE state = 'listed';

-- Influencers ---------------------------------------------------------------------------------------------------------------------

ALTER TABLE affiliate.influencers
    ADD COLUMN listed_at timestamptz,
    ADD COLUMN listed_key bigint NOT NULL DEFAULT 0,
    ADD COLUMN suspension_reason text CHECK (length(suspension_reason) BETWEEN 3 AND 500),
    -- Of the audiences, kept by their trigger: the largest, and how they are called there.
    ADD COLUMN followers integer NOT NULL DEFAULT 0 CHECK (followers >= 0),
    ADD COLUMN handles text NOT NULL DEFAULT '',
    ADD COLUMN document tsvector NOT NULL GENERATED ALWAYS AS (affiliate.document(name, handles, about)) STORED,
    ADD CONSTRAINT influencers_suspended_says_why CHECK ((state = 'suspended') = (suspension_reason IS NOT NULL)),
    ADD CONSTRAINT influencers_listed_when CHECK (state <> 'listed' OR (listed_at IS NOT NULL AND listed_key > 0));
CREATE INDEX influencers_document ON affiliate.influencers USING gin (document) WHERE state = 'listed';
CREATE INDEX influencers_newest ON affiliate.influencers (listed_key DESC, account_id DESC) WHERE state = 'listed';
CREATE INDEX influencers_followers ON affiliate.influencers ((followers::bigint) DESC, account_id DESC) WHERE state = 'listed';
CREATE INDEX influencers_categories ON affiliate.influencers USING gin (categories) WHERE state = 'listed';
CREATE INDEX influencers_countries ON affiliate.influencers USING gin (countries) WHERE state = 'listed';
CREATE INDEX audiences_of_network ON affiliate.audiences (network, followers DESC, account_id);

CREATE FUNCTION affiliate.audiences_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE affiliate.influencers i
    SET followers = coalesce((SELECT max(a.followers) FROM affiliate.audiences a WHERE a.account_id = i.account_id), 0),
        handles = coalesce((SELECT string_agg(a.handle, ' ' ORDER BY a.position) FROM affiliate.audiences a
                            WHERE a.account_id = i.account_id), '')
    WHERE i.account_id IN (SELECT c.account_id FROM changed c);
    RETURN NULL;
END
$$;
CREATE TRIGGER audiences_added AFTER INSERT ON affiliate.audiences
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION affiliate.audiences_changed();
CREATE TRIGGER audiences_edited AFTER UPDATE ON affiliate.audiences
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION affiliate.audiences_changed();
CREATE TRIGGER audiences_taken AFTER DELETE ON affiliate.audiences
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION affiliate.audiences_changed();

CREATE FUNCTION affiliate.influencers_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM affiliate.learn('influencer', ARRAY(SELECT c.name || ' ' || c.handles FROM changed c WHERE c.state = 'listed'));
    RETURN NULL;
END
$$;
CREATE TRIGGER influencers_edited AFTER UPDATE ON affiliate.influencers
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION affiliate.influencers_changed();
CREATE TRIGGER influencers_added AFTER INSERT ON affiliate.influencers
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION affiliate.influencers_changed();

-- Products ------------------------------------------------------------------------------------------------------------------------

ALTER TABLE affiliate.products
    ADD COLUMN listed_at timestamptz,
    ADD CONSTRAINT products_listed_when CHECK (state <> 'listed' OR listed_at IS NOT NULL);

-- Whose the variant is, beside its product: what its key is kept under.
ALTER TABLE affiliate.product_variants ADD COLUMN organisation_id uuid;
UPDATE affiliate.product_variants v SET organisation_id = p.organisation_id FROM affiliate.products p WHERE p.id = v.product_id;
ALTER TABLE affiliate.product_variants ALTER COLUMN organisation_id SET NOT NULL;

-- A SKU names one thing of a merchant's: a product, or a variant of one.
CREATE TABLE affiliate.skus (
    organisation_id uuid NOT NULL,
    sku             text NOT NULL CHECK (length(sku) BETWEEN 1 AND 100),
    product_id      uuid NOT NULL REFERENCES affiliate.products (id) ON DELETE CASCADE,
    -- None: the product itself.
    variant_id      uuid REFERENCES affiliate.product_variants (id) ON DELETE CASCADE,
    names_id        uuid NOT NULL GENERATED ALWAYS AS (coalesce(variant_id, product_id)) STORED,
    PRIMARY KEY (organisation_id, sku),
    CONSTRAINT skus_named_key UNIQUE (organisation_id, sku, names_id)
);
CREATE INDEX skus_of_product ON affiliate.skus (product_id);
CREATE INDEX skus_of_variant ON affiliate.skus (variant_id) WHERE variant_id IS NOT NULL;
INSERT INTO affiliate.skus (organisation_id, sku, product_id)
    SELECT organisation_id, sku, id FROM affiliate.products WHERE sku IS NOT NULL;
INSERT INTO affiliate.skus (organisation_id, sku, product_id, variant_id)
    SELECT organisation_id, sku, product_id, id FROM affiliate.product_variants WHERE sku IS NOT NULL;

-- No SKU without its key: checked at the end of a transaction, which may exchange the SKUs of a product's variants.
ALTER TABLE affiliate.products ADD CONSTRAINT products_sku_is_keyed
    FOREIGN KEY (organisation_id, sku, id) REFERENCES affiliate.skus (organisation_id, sku, names_id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE affiliate.product_variants ADD CONSTRAINT product_variants_sku_is_keyed
    FOREIGN KEY (organisation_id, sku, id) REFERENCES affiliate.skus (organisation_id, sku, names_id) DEFERRABLE INITIALLY DEFERRED;

-- What is shown of products: listed ones of listed merchants, and nothing else. Kept by the triggers below.
CREATE TABLE affiliate.market_products (
    product_id      uuid PRIMARY KEY REFERENCES affiliate.products (id) ON DELETE CASCADE,
    organisation_id uuid NOT NULL,
    category_id     uuid NOT NULL,
    currency        text NOT NULL,
    price_minor     bigint NOT NULL,
    -- Where the merchant delivers.
    countries       text[] NOT NULL,
    -- Microseconds since 1970, so that every order is one of numbers.
    listed_key      bigint NOT NULL,
    title           text NOT NULL,
    document        tsvector NOT NULL
);
CREATE INDEX market_products_document ON affiliate.market_products USING gin (document);
CREATE INDEX market_products_newest ON affiliate.market_products (listed_key DESC, product_id DESC);
CREATE INDEX market_products_category ON affiliate.market_products (category_id, listed_key DESC, product_id DESC);
CREATE INDEX market_products_merchant ON affiliate.market_products (organisation_id, listed_key DESC, product_id DESC);
CREATE INDEX market_products_dearest ON affiliate.market_products (currency, price_minor DESC, product_id DESC);
CREATE INDEX market_products_cheapest ON affiliate.market_products (currency, (-price_minor) DESC, product_id DESC);

CREATE FUNCTION affiliate.show_products(wanted uuid[]) RETURNS void LANGUAGE sql AS $$
    DELETE FROM affiliate.market_products shown
    WHERE shown.product_id = ANY (wanted)
      AND NOT EXISTS (SELECT FROM affiliate.products p JOIN affiliate.merchants m ON m.organisation_id = p.organisation_id
                      WHERE p.id = shown.product_id AND p.state = 'listed' AND m.state = 'listed');

    INSERT INTO affiliate.market_products AS shown
        (product_id, organisation_id, category_id, currency, price_minor, countries, listed_key, title, document)
    SELECT p.id, p.organisation_id, p.category_id, p.currency, p.price_minor, m.countries,
           (extract(epoch FROM p.listed_at) * 1000000)::bigint, p.title,
           affiliate.document(
               p.title,
               concat_ws(' ', m.name, p.sku, (SELECT string_agg(concat_ws(' ', v.title, v.sku), ' ' ORDER BY v.position)
                                              FROM affiliate.product_variants v WHERE v.product_id = p.id)),
               p.description)
    FROM affiliate.products p JOIN affiliate.merchants m ON m.organisation_id = p.organisation_id
    WHERE p.id = ANY (wanted) AND p.state = 'listed' AND m.state = 'listed'
    ORDER BY p.id
    ON CONFLICT (product_id) DO UPDATE SET
        category_id = excluded.category_id, currency = excluded.currency, price_minor = excluded.price_minor,
        countries = excluded.countries, listed_key = excluded.listed_key, title = excluded.title, document = excluded.document
$$;

CREATE FUNCTION affiliate.products_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM affiliate.show_products(ARRAY(SELECT c.id FROM changed c));
    PERFORM affiliate.learn('product', ARRAY(SELECT c.title FROM changed c WHERE c.state = 'listed'));
    RETURN NULL;
END
$$;
CREATE TRIGGER products_added AFTER INSERT ON affiliate.products
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION affiliate.products_changed();
CREATE TRIGGER products_edited AFTER UPDATE ON affiliate.products
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION affiliate.products_changed();

CREATE FUNCTION affiliate.variants_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM affiliate.show_products(ARRAY(SELECT DISTINCT c.product_id FROM changed c));
    RETURN NULL;
END
$$;
CREATE TRIGGER variants_added AFTER INSERT ON affiliate.product_variants
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION affiliate.variants_changed();
CREATE TRIGGER variants_edited AFTER UPDATE ON affiliate.product_variants
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION affiliate.variants_changed();
CREATE TRIGGER variants_taken AFTER DELETE ON affiliate.product_variants
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION affiliate.variants_changed();

-- A merchant that is shown or hidden shows or hides its products; only what they repeat of it makes them be written again.
CREATE FUNCTION affiliate.merchants_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM affiliate.show_products(ARRAY(
        SELECT p.id FROM changed c
        JOIN before b ON b.organisation_id = c.organisation_id
        JOIN affiliate.products p ON p.organisation_id = c.organisation_id
        WHERE p.state = 'listed' AND (b.state, b.name, b.countries) IS DISTINCT FROM (c.state, c.name, c.countries)));
    RETURN NULL;
END
$$;
CREATE TRIGGER merchants_edited AFTER UPDATE ON affiliate.merchants
    REFERENCING OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION affiliate.merchants_changed();

-- Its name finds it, and its products.
CREATE FUNCTION affiliate.merchants_named() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM affiliate.learn('merchant', ARRAY(SELECT c.name FROM changed c WHERE c.state = 'listed'));
    PERFORM affiliate.learn('product', ARRAY(SELECT c.name FROM changed c WHERE c.state = 'listed'));
    RETURN NULL;
END
$$;
CREATE TRIGGER merchants_renamed AFTER UPDATE ON affiliate.merchants
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION affiliate.merchants_named();
CREATE TRIGGER merchants_added AFTER INSERT ON affiliate.merchants
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION affiliate.merchants_named();
