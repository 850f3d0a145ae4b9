-- At most one row: the move from files into this database. Until it has ended, no process opens the store.
CREATE TABLE moves (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  id text NOT NULL,
  programme text NOT NULL,
  began_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz
);
