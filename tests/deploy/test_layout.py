"""One description becomes every file: what each door may reach, what is never kept, what cannot be
described.
"""

import dataclasses
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from deploy.installing import checking, databases, environment, units, web, writing
from deploy.installing.layout import KEYS, ROLES, Accounts, Installation, Unusable, read, written
from deploy.installing.rendering import File
from safety import headers

SITE = Installation(
    host="help.example.org", contact="Help's $5 `Coalition`", source_url="https://code.example/w"
)
SECRETS = dict.fromkeys((*ROLES, *writing.SECRETS), "s3cret")


def text_of(files: list[File], name: str) -> str:
    return next(file.text for file in files if file.path.name == name)


def environment_of(kind: str, site: Installation = SITE) -> dict[str, str]:
    return environment.parsed(text_of(environment.files(site, SECRETS, {}), f"{kind}.env"))


def hosts(url: str) -> list[str]:
    return parse_qs(urlsplit(url).query)["host"][0].split(",")


def test_a_description_that_was_kept_is_read_again() -> None:
    odd = dataclasses.replace(
        SITE, accounts=Accounts(public="other"), addresses=("127.0.0.1",), replica=False
    )
    assert read(written(odd)) == odd


@pytest.mark.parametrize(
    "strange",
    [
        {"host": "help me"},
        {"host": "a/b"},
        {"state": Path("var")},
        {"tree": Path("/a b")},
        {"public_workers": 0},
    ],
)
def test_a_description_that_would_fail_later_is_refused(strange: dict[str, object]) -> None:
    with pytest.raises(Unusable):
        dataclasses.replace(SITE, **strange)


def test_no_name_of_a_template_is_left_in_any_file() -> None:
    files = writing.rendered(
        dataclasses.replace(SITE, onion=True), SECRETS, unit_folder=Path("/etc/systemd/system")
    )
    assert [file.path.name for file in files if re.search(r"(?<![\w])@[a-z_]+@", file.text)] == []
    assert len({file.path for file in files}) == len(files)


def test_files_with_secrets_are_for_their_account_alone() -> None:
    files = writing.rendered(SITE, SECRETS, unit_folder=Path("/etc/systemd/system"))
    assert {file.path.name for file in files if "s3cret" in file.text and file.mode != 0o600} == set()
    assert sum("s3cret" in file.text for file in files) >= 6


def test_the_public_door_knows_no_user_but_its_own() -> None:
    known = environment_of("public")
    users = {urlsplit(value).username for value in known.values() if value.startswith("postgres://")}
    assert users == {"waypost_public", "waypost_reader", "waypost_keys_public"}


def test_the_desk_reaches_the_primary_wherever_it_is_by_now_and_past_a_dead_pool() -> None:
    route = environment_of("site")["DATABASE_URL"]
    assert hosts(route) == ["/run/waypost/pgbouncer", "/run/waypost/postgres"] * 2
    assert "target_session_attrs=primary" in route


def test_public_reads_ask_the_replica_first() -> None:
    route = parse_qs(urlsplit(environment_of("public")["WAYPOST_READ_URL"]).query)
    assert route["port"] == ["6433,5433,6432,5432"]
    assert route["target_session_attrs"] == ["prefer-standby"]


def test_without_a_replica_everything_asks_the_one_cluster() -> None:
    alone = dataclasses.replace(SITE, replica=False)
    assert "5433" not in "".join(environment_of("public", alone).values())
    assert "waypost-postgres@replica" not in units.daemons(alone)


def test_a_backup_is_told_nothing_of_the_keys_and_nothing_that_opens() -> None:
    told = environment_of("backup")
    assert not {"WAYPOST_KEYS_URL", "WAYPOST_SEAL_KEY", "WAYPOST_SECRET_KEY"} & set(told)


def test_a_backup_finds_the_primary_after_a_change_of_places() -> None:
    route = environment_of("backup")["DATABASE_URL"]
    assert hosts(route) == ["/run/waypost/postgres"] * 2
    assert "target_session_attrs=primary" in route


@pytest.mark.promise("S13")
def test_the_timer_of_the_mirror_writes_where_nginx_looks() -> None:
    told = environment_of("site")
    assert told["WAYPOST_MIRROR_DIR"] == environment_of("owner")["WAYPOST_MIRROR_DIR"]
    assert f"root {told['WAYPOST_MIRROR_DIR']};" in text_of(web.files(SITE), "files.conf")
    timer = units.unit(text_of(units.files(SITE), "waypost-mirror.service"))
    assert timer.environment_file == "/etc/waypost/site.env"
    owners = {path: owner for path, owner, _group, _mode in writing.wanted(SITE)}
    assert owners[SITE.state / "mirror"] == timer.user


def test_who_sends_no_letters_has_no_password_of_the_mail() -> None:
    files = environment.files(SITE, SECRETS, {"WAYPOST_MAIL_PASSWORD": "of-mail"})
    assert {file.path.stem for file in files if "of-mail" in file.text} == {"site", "owner"}


def test_what_the_organisation_wrote_itself_is_closed_to_others(tmp_path: Path) -> None:
    mine = dataclasses.replace(SITE, settings=tmp_path)
    (tmp_path / "settings.env").write_text("WAYPOST_MAIL_PASSWORD=x\n", encoding="ascii")
    (tmp_path / "settings.env").chmod(0o644)
    assert checking.secrets_that_are_open(mine) == [str(tmp_path / "settings.env")]
    assert writing.own_settings(mine) == {"WAYPOST_MAIL_PASSWORD": "x"}
    assert checking.secrets_that_are_open(mine) == []


def test_a_backup_of_the_main_cluster_has_no_way_to_the_keys() -> None:
    for name in ("waypost-backup.service", "waypost-base.service"):
        lines = text_of(units.files(SITE), name).splitlines()
        shut = next(line for line in lines if line.startswith("InaccessiblePaths="))
        assert f"-{SITE.data(KEYS).parent}" in shut
        assert f"-{SITE.database_sockets}/.s.PGSQL.{SITE.ports.keys}" in shut


def test_whoever_watches_has_no_key_of_the_site() -> None:
    secrets = {name: name for name in SECRETS}
    files = environment.files(SITE, secrets, {})
    watch = environment.parsed(text_of(files, "watch.env"))
    assert watch["WAYPOST_SEAL_KEY"] != environment.parsed(text_of(files, "site.env"))["WAYPOST_SEAL_KEY"]


def test_while_a_key_changes_those_who_open_something_know_both_and_nobody_else() -> None:
    names = {"WAYPOST_SEAL_KEY_OLD", "WAYPOST_SECRET_KEY_OLD"}
    secrets = {name: name for name in SECRETS}
    changing = {**secrets, "seal_key_old": "of-before", "secret_key_old": "too"}
    for known, those in ((secrets, set()), (changing, {"public", "site", "owner"})):
        files = environment.files(SITE, known, {})
        told = {file.path.stem: names & set(environment.parsed(file.text)) for file in files}
        assert {kind for kind, found in told.items() if found} == those
        assert all(told[kind] == names for kind in those)


@pytest.mark.parametrize("value", ["plain", "two words", "it's", 'a "b" $c `d` \\e', "#no", "", "a=b"])
def test_a_setting_comes_back_from_its_file_as_it_was_written(value: str) -> None:
    assert environment.parsed(f"X={environment.quoted(value)}\n") == {"X": value}


def test_a_setting_of_the_organisation_never_outweighs_what_the_layout_says() -> None:
    files = environment.files(SITE, SECRETS, {"WAYPOST_DOORS": "both", "WAYPOST_SITE_NAME": "Lighthouse"})
    told = environment.parsed(text_of(files, "public.env"))
    assert (told["WAYPOST_DOORS"], told["WAYPOST_SITE_NAME"]) == ("public", "Lighthouse")


def test_the_keys_have_no_archive_no_replica_and_no_pool() -> None:
    files = databases.files(SITE, SECRETS)
    keys = text_of(files, "keys.conf")
    for line in (
        "wal_level = minimal",
        "max_wal_senders = 0",
        "archive_mode = off",
        "max_replication_slots = 0",
    ):
        assert line in keys
    assert "replication" not in text_of(files, "keys.hba.conf")
    assert "backup" not in text_of(files, "keys.hba.conf")
    assert KEYS not in SITE.pools


def test_no_cluster_writes_statements_down() -> None:
    for file in databases.files(SITE, SECRETS):
        if file.path.suffix == ".conf" and "hba" not in file.path.name and "ident" not in file.path.name:
            assert "log_statement = none" in file.text
            assert "log_min_error_statement = panic" in file.text


def test_nginx_writes_nobody_down() -> None:
    made = text_of(web.files(SITE), "nginx.conf")
    assert re.findall(r"access_log\s+(.*);", made) == ["off"]
    assert re.findall(r"error_log\s+(.*);", made) == ["stderr emerg"]
    assert "$binary_remote_addr" not in made


def test_nginx_gives_files_the_headers_that_the_site_gives_pages() -> None:
    made = dict(re.findall(r'add_header (\S+) "(.*)" always;', text_of(web.files(SITE), "headers.conf")))
    wanted = {**headers.EVERYWHERE, **headers.PUBLIC}
    wanted.pop("Server")
    assert {name: made.get(name) for name in wanted} == wanted


def test_a_visitor_cannot_say_that_the_connection_was_safe() -> None:
    for name in ("proxy.conf", "proxy-onion.conf"):
        assert "proxy_set_header X-Forwarded-Proto https;" in text_of(web.files(SITE), name)


def test_the_desk_leaves_the_public_name_where_it_has_one_of_its_own() -> None:
    apart = text_of(web.files(dataclasses.replace(SITE, desk_host="desk.example.org")), "nginx.conf")
    public, desk = apart.split("server_name help.example.org;\n        limit")[1].split(
        "server_name desk.example.org;"
    )
    assert "proxy_pass http://desk" not in public
    assert "proxy_pass http://desk" in desk


def test_the_onion_service_has_no_desk() -> None:
    made = text_of(web.files(dataclasses.replace(SITE, onion=True)), "nginx.conf")
    assert "proxy_pass http://desk" not in made.split("The onion service")[1]
    torrc = text_of(web.files(dataclasses.replace(SITE, onion=True)), "torrc")
    assert f"unix:{SITE.runtime}/onion/http.sock" in made
    assert f"unix:{SITE.runtime}/onion/http.sock" in torrc


def test_the_public_door_has_no_network() -> None:
    made = units.files(SITE)
    assert "PrivateNetwork=yes" in text_of(made, "waypost-public@.service")
    assert "PrivateNetwork=yes" not in text_of(made, "waypost-desk@.service")


def test_every_daemon_is_hardened_and_runs_one_thread() -> None:
    for file in units.files(SITE):
        if file.path.suffix == ".service":
            assert "ProtectSystem=strict" in file.text, file.path.name
            assert "NoNewPrivileges=yes" in file.text, file.path.name
            if "granian" in file.text:
                assert "--blocking-threads 1" in file.text
                assert "--no-access-log" in file.text


def test_a_unit_is_read_as_systemd_would_run_it() -> None:
    made = units.unit(text_of(units.files(SITE), "waypost-public@.service"), instance="2")
    assert made.command[-3:] == ["--log-level", "warning", "config.wsgi:application"]
    assert "/run/waypost/public/2.sock" in made.command
    assert (made.user, made.group, made.umask) == ("waypost-public", "www-data", 0o007)
    assert made.environment_file == "/etc/waypost/public.env"


def test_letters_of_a_timer_lead_to_the_desk_of_this_installation() -> None:
    made = text_of(units.files(SITE), "waypost-dormant.service")
    assert "--site https://help.example.org\n" in made


def test_a_timer_elsewhere_runs_from_there() -> None:
    elsewhere = dataclasses.replace(SITE, tree=Path("/opt/site"), python=Path("/opt/site/.venv/bin/python"))
    made = text_of(units.files(elsewhere), "waypost-purge.service")
    assert "ExecStart=/opt/site/.venv/bin/python manage.py purge" in made
    assert "/srv/waypost" not in made
