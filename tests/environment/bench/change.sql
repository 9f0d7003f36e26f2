-- One row in a hundred changes: the newest, as in most databases. No measured run has to tidy up behind it.
UPDATE customers SET name = name || '.' WHERE id > (SELECT max(id) * 99 / 100 FROM customers);
UPDATE orders SET state = 'changed', total = total + 1 WHERE id > (SELECT max(id) * 99 / 100 FROM orders);
UPDATE order_lines SET quantity = quantity + 1 WHERE id > (SELECT max(id) * 99 / 100 FROM order_lines);
UPDATE events SET payload = payload || '{"changed": true}' WHERE id > (SELECT max(id) * 99 / 100 FROM events);
UPDATE documents SET body = body || '.' WHERE id > (SELECT max(id) * 99 / 100 FROM documents);
UPDATE attachments SET content = content || '\x00' WHERE id > (SELECT max(id) * 99 / 100 FROM attachments);
VACUUM;
CHECKPOINT;
