-- The shop of the benchmark; its rows come from the benchmark program.
CREATE TABLE customers (id bigint NOT NULL, name text NOT NULL, email text NOT NULL, address jsonb NOT NULL,
  joined timestamptz NOT NULL);
CREATE TABLE orders (id bigint NOT NULL, customer bigint NOT NULL, placed timestamptz NOT NULL,
  total numeric(10, 2) NOT NULL, state text NOT NULL, note text NOT NULL);
CREATE TABLE order_lines (id bigint NOT NULL, "order" bigint NOT NULL, article int NOT NULL, quantity int NOT NULL,
  price numeric(10, 2) NOT NULL);
CREATE TABLE events (id bigint NOT NULL, at timestamptz NOT NULL, kind text NOT NULL, payload jsonb NOT NULL);
CREATE TABLE documents (id bigint NOT NULL, title text NOT NULL, body text NOT NULL);
CREATE TABLE attachments (id bigint NOT NULL, type text NOT NULL, content bytea NOT NULL);
