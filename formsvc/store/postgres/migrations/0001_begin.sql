-- Documents are sealed: columns beside an envelope hold ids, keyed hashes, numbers and moments alone.
CREATE SEQUENCE generations INCREMENT BY 1000;

CREATE TABLE registry (
  id text PRIMARY KEY,
  address text NOT NULL UNIQUE,
  generation bigint NOT NULL,
  envelope bytea NOT NULL
);

CREATE TABLE drafts (
  id text PRIMARY KEY,
  generation bigint NOT NULL,
  envelope bytea NOT NULL
);

CREATE TABLE records (
  id text PRIMARY KEY,
  mentee_id text NOT NULL,
  cycle integer NOT NULL,
  generation bigint NOT NULL,
  envelope bytea NOT NULL,
  UNIQUE (mentee_id, cycle)
);

CREATE TABLE credentials (
  id text PRIMARY KEY,
  generation bigint NOT NULL,
  envelope bytea NOT NULL
);

CREATE TABLE requests (
  id text PRIMARY KEY,
  person_id text,
  asked_at timestamptz NOT NULL,
  generation bigint NOT NULL,
  envelope bytea NOT NULL
);
CREATE INDEX requests_by_person ON requests (person_id);
CREATE INDEX requests_by_age ON requests (asked_at);

CREATE TABLE evaluations (
  id text PRIMARY KEY,
  generation bigint NOT NULL,
  envelope bytea NOT NULL
);

CREATE TABLE applications (
  id text PRIMARY KEY,
  address text NOT NULL,
  generation bigint NOT NULL,
  envelope bytea NOT NULL
);
CREATE INDEX applications_by_address ON applications (address);

CREATE TABLE sent (
  id text PRIMARY KEY,
  person_id text,
  address text NOT NULL,
  sent_at timestamptz NOT NULL,
  generation bigint NOT NULL,
  envelope bytea NOT NULL
);
CREATE INDEX sent_by_person ON sent (person_id);
CREATE INDEX sent_by_address ON sent (address);
CREATE INDEX sent_by_age ON sent (sent_at);

CREATE TABLE outbox (
  id text PRIMARY KEY,
  fate text NOT NULL,
  due_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  claim text,
  claimed_until timestamptz,
  generation bigint NOT NULL,
  envelope bytea NOT NULL
);
CREATE INDEX outbox_by_time ON outbox (due_at) WHERE fate = 'waiting';
CREATE INDEX outbox_by_claim ON outbox (claim) WHERE claim IS NOT NULL;

-- A line a letter, with its last word; no person is in it, so it outlives an erasure.
CREATE TABLE ledger (
  letter_id text PRIMARY KEY,
  word text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX ledger_by_word ON ledger (word);

CREATE TABLE audit (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL,
  by_whom text NOT NULL,
  deed text NOT NULL,
  whom text NOT NULL,
  second text NOT NULL
);
CREATE INDEX audit_by_age ON audit (at);
