CREATE TABLE seedings (
    name text PRIMARY KEY,
    done_at timestamptz NOT NULL DEFAULT now()
);
