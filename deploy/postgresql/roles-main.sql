-- The users of the main database. For a superuser of its cluster, once; running it again changes nothing.
-- What each may do comes after every migration from `manage.py database_rights --sql`, as the owner.
-- No password stands here: give each its own with \password, or let the socket say who asks (pg_hba.conf).
DO $$
DECLARE
    one text;
BEGIN
    FOREACH one IN ARRAY ARRAY[
        'waypost_owner', 'waypost_desk', 'waypost_public', 'waypost_reader', 'waypost_metrics', 'waypost_backup',
        'waypost_replica'
    ] LOOP
        IF to_regrole(one) IS NULL THEN
            EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION', one);
        END IF;
    END LOOP;
END $$;

-- A standby copies the server; a backup of the files is copied in the same way.
ALTER ROLE waypost_replica REPLICATION;
ALTER ROLE waypost_backup REPLICATION;

-- Nobody waits for ever: a page that is so slow helps nobody, and holds a connection that others need.
ALTER ROLE waypost_public SET statement_timeout = '60s';
ALTER ROLE waypost_public SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE waypost_reader SET statement_timeout = '60s';
ALTER ROLE waypost_reader SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE waypost_reader SET default_transaction_read_only = on;
ALTER ROLE waypost_metrics SET statement_timeout = '10s';
ALTER ROLE waypost_metrics SET default_transaction_read_only = on;
