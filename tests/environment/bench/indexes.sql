-- Behind the rows: an index is built faster than it is kept.
ALTER TABLE customers ADD PRIMARY KEY (id);
ALTER TABLE orders ADD PRIMARY KEY (id);
ALTER TABLE order_lines ADD PRIMARY KEY (id);
ALTER TABLE events ADD PRIMARY KEY (id);
ALTER TABLE documents ADD PRIMARY KEY (id);
ALTER TABLE attachments ADD PRIMARY KEY (id);
CREATE INDEX ON orders (customer, placed);
CREATE INDEX ON events (at);
VACUUM (FREEZE, ANALYZE);
CHECKPOINT;
