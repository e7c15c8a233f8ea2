-- The users of the keys, in the cluster of their own. For a superuser of that cluster, once; running it again
-- changes nothing. Nobody here copies anything: there is no user for backups (docs/retention.md).
-- What each may do comes after every migration from `manage.py database_rights --sql --database keys`.
DO $$
DECLARE
    one text;
BEGIN
    FOREACH one IN ARRAY ARRAY[
        'waypost_owner', 'waypost_keys_desk', 'waypost_keys_public', 'waypost_metrics'
    ] LOOP
        IF to_regrole(one) IS NULL THEN
            EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION', one);
        END IF;
    END LOOP;
END $$;

ALTER ROLE waypost_keys_public SET statement_timeout = '60s';
ALTER ROLE waypost_keys_public SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE waypost_metrics SET statement_timeout = '10s';
ALTER ROLE waypost_metrics SET default_transaction_read_only = on;
