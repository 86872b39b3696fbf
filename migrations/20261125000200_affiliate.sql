-- ShareYourSales: merchants and influencers, what merchants sell, on which terms influencers promote it. Organisations, accounts and
-- pictures are ids of other contexts: no foreign key crosses a context.
CREATE SCHEMA affiliate;

-- What is sold, in words that every merchant and influencer chooses from; their texts stand with the others, under the word.
CREATE TABLE affiliate.categories (
    id   uuid PRIMARY KEY,
    word text NOT NULL UNIQUE CHECK (word ~ '^[a-z]+(-[a-z]+)*$' AND length(word) <= 40)
);
INSERT INTO affiliate.categories (id, word) VALUES
    ('019aa000-0000-7000-8000-000000000001', 'fashion'),
    ('019aa000-0000-7000-8000-000000000002', 'beauty'),
    ('019aa000-0000-7000-8000-000000000003', 'food'),
    ('019aa000-0000-7000-8000-000000000004', 'home'),
    ('019aa000-0000-7000-8000-000000000005', 'electronics'),
    ('019aa000-0000-7000-8000-000000000006', 'health'),
    ('019aa000-0000-7000-8000-000000000007', 'sport'),
    ('019aa000-0000-7000-8000-000000000008', 'children'),
    ('019aa000-0000-7000-8000-000000000009', 'books'),
    ('019aa000-0000-7000-8000-00000000000a', 'music'),
    ('019aa000-0000-7000-8000-00000000000b', 'crafts'),
    ('019aa000-0000-7000-8000-00000000000c', 'travel'),
    ('019aa000-0000-7000-8000-00000000000d', 'events'),
    ('019aa000-0000-7000-8000-00000000000e', 'training'),
    ('019aa000-0000-7000-8000-00000000000f', 'software'),
    ('019aa000-0000-7000-8000-000000000010', 'finance'),
    ('019aa000-0000-7000-8000-000000000011', 'vehicles'),
    ('019aa000-0000-7000-8000-000000000012', 'services');

-- The public side of an organisation that sells.
CREATE TABLE affiliate.merchants (
    organisation_id uuid PRIMARY KEY,
    slug            text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 100),
    name            text NOT NULL CHECK (length(name) BETWEEN 2 AND 120),
    about           text NOT NULL CHECK (length(about) <= 5000),
    website         text CHECK (website ~ '^https://' AND length(website) <= 500),
    country         text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    -- Where they deliver.
    countries       text[] NOT NULL DEFAULT '{}' CHECK (cardinality(countries) <= 60),
    categories      uuid[] NOT NULL DEFAULT '{}' CHECK (cardinality(categories) <= 10),
    picture         uuid,
    state           text NOT NULL CHECK (state IN ('draft', 'listed', 'suspended')),
    version         integer NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL
);

-- The public side of somebody who promotes.
CREATE TABLE affiliate.influencers (
    account_id uuid PRIMARY KEY,
    slug       text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 100),
    name       text NOT NULL CHECK (length(name) BETWEEN 2 AND 120),
    about      text NOT NULL CHECK (length(about) <= 5000),
    country    text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    -- Where those are who follow them.
    countries  text[] NOT NULL DEFAULT '{}' CHECK (cardinality(countries) <= 60),
    languages  text[] NOT NULL DEFAULT '{}' CHECK (cardinality(languages) <= 20),
    categories uuid[] NOT NULL DEFAULT '{}' CHECK (cardinality(categories) <= 10),
    picture    uuid,
    state      text NOT NULL CHECK (state IN ('draft', 'listed', 'suspended')),
    version    integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

-- Where they are followed, as they say themselves; what networks say is measured elsewhere.
CREATE TABLE affiliate.audiences (
    account_id uuid NOT NULL REFERENCES affiliate.influencers (account_id) ON DELETE CASCADE,
    position   smallint NOT NULL CHECK (position BETWEEN 0 AND 9),
    network    text NOT NULL CHECK (network IN ('instagram', 'tiktok', 'youtube', 'facebook', 'snapchat', 'x', 'whatsapp', 'telegram',
                                                'blog', 'podcast', 'other')),
    handle     text NOT NULL CHECK (length(handle) BETWEEN 1 AND 200),
    followers  integer NOT NULL CHECK (followers BETWEEN 0 AND 2000000000),
    PRIMARY KEY (account_id, position)
);

CREATE TABLE affiliate.products (
    id              uuid PRIMARY KEY,
    organisation_id uuid NOT NULL REFERENCES affiliate.merchants (organisation_id) ON DELETE RESTRICT,
    slug            text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 100),
    title           text NOT NULL CHECK (length(title) BETWEEN 2 AND 160),
    description     text NOT NULL CHECK (length(description) <= 10000),
    category_id     uuid NOT NULL REFERENCES affiliate.categories (id),
    currency        text NOT NULL CHECK (currency IN ('XOF', 'MAD', 'EUR')),
    price_minor     bigint NOT NULL CHECK (price_minor BETWEEN 0 AND 1000000000000),
    -- What the merchant's shop calls it: orders name products by it.
    sku             text CHECK (length(sku) BETWEEN 1 AND 100),
    stock_note      text NOT NULL CHECK (length(stock_note) <= 200),
    landing_url     text NOT NULL CHECK (landing_url ~ '^https?://' AND length(landing_url) <= 2000),
    pictures        uuid[] NOT NULL DEFAULT '{}' CHECK (cardinality(pictures) <= 10),
    state           text NOT NULL CHECK (state IN ('draft', 'listed', 'archived')),
    version         integer NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    CONSTRAINT products_sku UNIQUE (organisation_id, sku)
);
CREATE INDEX products_of_merchant ON affiliate.products (organisation_id, created_at DESC, id DESC);

CREATE TABLE affiliate.product_variants (
    id          uuid PRIMARY KEY,
    product_id  uuid NOT NULL REFERENCES affiliate.products (id) ON DELETE CASCADE,
    position    smallint NOT NULL CHECK (position BETWEEN 0 AND 49),
    title       text NOT NULL CHECK (length(title) BETWEEN 1 AND 120),
    sku         text CHECK (length(sku) BETWEEN 1 AND 100),
    price_minor bigint NOT NULL CHECK (price_minor BETWEEN 0 AND 1000000000000),
    UNIQUE (product_id, position) DEFERRABLE INITIALLY DEFERRED
);
