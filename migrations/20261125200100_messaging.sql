-- Messaging: conversations of two sides about one thing, their messages, what each person read, blocks, reports, bars.
-- Accounts, organisations, assets and subjects are ids of other contexts: no foreign key crosses a context.
CREATE SCHEMA messaging;

-- One way to fold text for searching: lower case, no accents, the letters of Ewe and Kabyè as their nearest Latin ones.
CREATE FUNCTION messaging.fold(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT lower(public.unaccent('public.unaccent'::regdictionary, translate($1, 'ƉɖƑƒƔɣŊŋƆɔƐɛƲʋƖɩƱʊ', 'DdFfGgNnOoEeVvIiUu')))
$$;
CREATE TEXT SEARCH CONFIGURATION messaging.french (COPY = pg_catalog.french);
ALTER TEXT SEARCH CONFIGURATION messaging.french ALTER MAPPING FOR hword, hword_part, word WITH public.unaccent, french_stem;
CREATE TEXT SEARCH CONFIGURATION messaging.plain (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION messaging.plain ALTER MAPPING FOR hword, hword_part, word WITH public.unaccent, simple;

-- What the words of a person mean, read by both configurations; the last word also as a beginning.
CREATE FUNCTION messaging.search_query(words text) RETURNS tsquery
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE SET client_min_messages = error AS $$
    SELECT CASE WHEN words ~ '[[:alnum:]]{2,}$' AND words !~ '["-]'
                THEN coalesce(read.as_written || nullif(regexp_replace(read.plain::text, '''$', ''':*'), '')::tsquery, read.as_written)
                ELSE read.as_written END
    FROM (SELECT websearch_to_tsquery('messaging.plain', words) AS plain,
                 websearch_to_tsquery('messaging.plain', words) || websearch_to_tsquery('messaging.french', words) AS as_written) read
$$;

-- Two sides stand in one order, so that between them about one thing there is one conversation.
CREATE TABLE messaging.conversation (
    id                 uuid PRIMARY KEY,
    subject_kind       text NOT NULL CHECK (subject_kind IN ('partnership', 'program', 'order')),
    subject_id         uuid NOT NULL,
    first_kind         text NOT NULL CHECK (first_kind IN ('account', 'organisation')),
    first_id           uuid NOT NULL,
    second_kind        text NOT NULL CHECK (second_kind IN ('account', 'organisation')),
    second_id          uuid NOT NULL,
    -- Personal data is masked, until both sides agreed to share it.
    filter             text NOT NULL DEFAULT 'on' CHECK (filter IN ('on', 'off')),
    sharing_offered_by text CHECK (sharing_offered_by IN ('first', 'second')),
    -- The number of the newest message: numbers have no gaps and follow the order of commits.
    last_number        bigint NOT NULL DEFAULT 0 CHECK (last_number >= 0),
    opened_by          uuid,
    opened_at          timestamptz NOT NULL,
    -- A side is gone for good.
    closed_at          timestamptz,
    CONSTRAINT conversation_once_key UNIQUE (subject_kind, subject_id, first_kind, first_id, second_kind, second_id),
    CONSTRAINT conversation_sides_in_order CHECK ((first_kind COLLATE "C", first_id) < (second_kind COLLATE "C", second_id)),
    CONSTRAINT conversation_agreed_is_no_offer CHECK (filter = 'on' OR sharing_offered_by IS NULL)
);
CREATE INDEX conversation_opened_by_idx ON messaging.conversation (opened_by, opened_at) WHERE opened_by IS NOT NULL;
CREATE INDEX conversation_closed_idx ON messaging.conversation (closed_at, id) WHERE closed_at IS NOT NULL;

-- The same by side, in the order of somebody's list.
CREATE TABLE messaging.side (
    conversation_id uuid NOT NULL REFERENCES messaging.conversation ON DELETE CASCADE,
    place           text NOT NULL CHECK (place IN ('first', 'second')),
    kind            text NOT NULL CHECK (kind IN ('account', 'organisation')),
    side_id         uuid NOT NULL,
    -- When something was last said, or the conversation opened.
    active_at       timestamptz NOT NULL,
    PRIMARY KEY (conversation_id, place)
);
CREATE INDEX side_list_idx ON messaging.side (kind, side_id, active_at DESC, conversation_id DESC);

CREATE TABLE messaging.message (
    id              uuid PRIMARY KEY,
    conversation_id uuid NOT NULL REFERENCES messaging.conversation ON DELETE CASCADE,
    number          bigint NOT NULL CHECK (number > 0),
    place           text NOT NULL CHECK (place IN ('first', 'second')),
    -- None once their account was erased.
    author_id       uuid,
    -- Made by the client: the same message sent twice is one.
    client_id       uuid NOT NULL,
    -- A keyed hash of what was sent, to know it again; forgotten after two days. What was masked is kept nowhere.
    digest          bytea CHECK (octet_length(digest) = 32),
    text            text NOT NULL CHECK (char_length(text) <= 4000),
    masked          text[] NOT NULL DEFAULT '{}'
        CHECK (masked <@ ARRAY['phone', 'email', 'iban', 'rib', 'handle'] AND array_position(masked, NULL) IS NULL),
    state           text NOT NULL DEFAULT 'visible' CHECK (state IN ('visible', 'withdrawn', 'hidden')),
    hidden_reason   text CHECK (char_length(hidden_reason) BETWEEN 3 AND 500),
    created_at      timestamptz NOT NULL,
    words           tsvector NOT NULL
        GENERATED ALWAYS AS (to_tsvector('messaging.french', text) || to_tsvector('messaging.plain', text)) STORED,
    CONSTRAINT message_number_key UNIQUE (conversation_id, number),
    CONSTRAINT message_once_key UNIQUE (author_id, client_id),
    CONSTRAINT message_hidden_says_why CHECK ((state = 'hidden') = (hidden_reason IS NOT NULL)),
    CONSTRAINT message_withdrawn_is_empty CHECK (state <> 'withdrawn' OR (text = '' AND masked = '{}'))
);
-- Unread: what others wrote after a number.
CREATE INDEX message_unread_idx ON messaging.message (conversation_id, number) INCLUDE (author_id) WHERE state = 'visible';
CREATE INDEX message_author_idx ON messaging.message (author_id, id) WHERE author_id IS NOT NULL;
CREATE INDEX message_words_idx ON messaging.message USING gin (words) WHERE state = 'visible';
CREATE INDEX message_digest_idx ON messaging.message (created_at) WHERE digest IS NOT NULL;

-- What was said does not change: a text is emptied, a state moves, an author or a digest is forgotten.
CREATE FUNCTION messaging.keep_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.conversation_id, NEW.number, NEW.place, NEW.client_id, NEW.created_at)
           IS DISTINCT FROM (OLD.id, OLD.conversation_id, OLD.number, OLD.place, OLD.client_id, OLD.created_at)
       OR (NEW.text <> OLD.text AND NEW.text <> '')
       OR (NEW.author_id IS DISTINCT FROM OLD.author_id AND NEW.author_id IS NOT NULL)
       OR (OLD.state = 'withdrawn' AND NEW.state <> 'withdrawn') THEN
        RAISE EXCEPTION 'message % was said', OLD.id USING ERRCODE = 'restrict_violation', CONSTRAINT = 'message_kept';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER message_keep BEFORE UPDATE ON messaging.message FOR EACH ROW EXECUTE FUNCTION messaging.keep_message();

CREATE TABLE messaging.attachment (
    message_id uuid NOT NULL REFERENCES messaging.message ON DELETE CASCADE,
    position   smallint NOT NULL CHECK (position BETWEEN 0 AND 4),
    asset_id   uuid NOT NULL,
    PRIMARY KEY (message_id, position),
    CONSTRAINT attachment_once_key UNIQUE (message_id, asset_id)
);

-- Up to which number a person read; it only moves forward.
CREATE TABLE messaging.read_marker (
    account_id      uuid NOT NULL,
    conversation_id uuid NOT NULL REFERENCES messaging.conversation ON DELETE CASCADE,
    place           text NOT NULL CHECK (place IN ('first', 'second')),
    number          bigint NOT NULL CHECK (number > 0),
    read_at         timestamptz NOT NULL,
    PRIMARY KEY (account_id, conversation_id)
);
CREATE INDEX read_marker_conversation_idx ON messaging.read_marker (conversation_id, place, number);

CREATE FUNCTION messaging.keep_marker() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.number < OLD.number THEN
        RAISE EXCEPTION 'a read marker moves forward' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'read_marker_forward';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER read_marker_keep BEFORE UPDATE ON messaging.read_marker FOR EACH ROW EXECUTE FUNCTION messaging.keep_marker();

-- One side does not want to hear from another, in any conversation.
CREATE TABLE messaging.block (
    by_kind    text NOT NULL CHECK (by_kind IN ('account', 'organisation')),
    by_id      uuid NOT NULL,
    of_kind    text NOT NULL CHECK (of_kind IN ('account', 'organisation')),
    of_id      uuid NOT NULL,
    -- Who of the side did it; none once their account was erased.
    account_id uuid,
    blocked_at timestamptz NOT NULL,
    PRIMARY KEY (by_kind, by_id, of_kind, of_id),
    CHECK ((by_kind, by_id) <> (of_kind, of_id))
);
CREATE INDEX block_account_idx ON messaging.block (account_id) WHERE account_id IS NOT NULL;

-- What somebody finds wrong with a message, with what it said then: its author may still take it back.
CREATE TABLE messaging.report (
    id          uuid PRIMARY KEY,
    message_id  uuid NOT NULL REFERENCES messaging.message ON DELETE CASCADE,
    -- None once their account was erased.
    reporter_id uuid,
    reason      text NOT NULL CHECK (reason IN ('spam', 'scam', 'harassment', 'hate', 'sexual', 'personal-data', 'off-platform', 'other')),
    note        text NOT NULL DEFAULT '' CHECK (char_length(note) <= 500),
    said        text NOT NULL,
    state       text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'dismissed', 'upheld')),
    created_at  timestamptz NOT NULL,
    decided_at  timestamptz,
    CONSTRAINT report_decided_when CHECK ((state = 'open') = (decided_at IS NULL)),
    CONSTRAINT report_once_key UNIQUE (reporter_id, message_id)
);
CREATE INDEX report_open_idx ON messaging.report (created_at, id) WHERE state = 'open';
CREATE INDEX report_message_idx ON messaging.report (message_id);
CREATE INDEX report_decided_idx ON messaging.report (decided_at) WHERE said <> '';

-- Who may not write until when, and why.
CREATE TABLE messaging.bar (
    id         uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    reason     text NOT NULL CHECK (char_length(reason) BETWEEN 3 AND 500),
    until      timestamptz NOT NULL,
    barred_at  timestamptz NOT NULL,
    lifted_at  timestamptz,
    CHECK (until > barred_at)
);
CREATE INDEX bar_account_idx ON messaging.bar (account_id, until DESC) WHERE lifted_at IS NULL;

-- The newest messages in which something resembles the words: among the fifty last of the first hundred of these conversations, for what
-- was misspelt is compared with each.
CREATE FUNCTION messaging.resembling(conversations uuid[], wanted text, most integer) RETURNS SETOF uuid
    LANGUAGE sql STABLE STRICT AS $$
    SELECT m.id
    FROM unnest(conversations[1:100]) AS own (id)
    JOIN messaging.conversation c ON c.id = own.id
    JOIN messaging.message m ON m.conversation_id = c.id AND m.number > c.last_number - 50 AND m.state = 'visible'
    WHERE public.word_similarity(messaging.fold(wanted), messaging.fold(m.text)) >= 0.4
    ORDER BY m.created_at DESC, m.id DESC LIMIT most
$$;
