"""What is wrong, by name: which number past which limit for how long (pure).

The rules in deploy/monitoring, what `manage.py watch` says, and the chapters of docs/operations.md are these;
tests hold them together.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

Way = Literal["above", "below", "older", "sooner"]
Weight = Literal["now", "today", "week"]
HEAD: Final = """\
# Written by `manage.py watch --rules`; a test holds the two together, and docs/operations.md explains each.
# `severity` says how soon somebody has to look: now, today, or this week.
groups:
  - name: waypost
    rules:
      - alert: WaypostUnseen
        expr: up{job="waypost"} == 0 or absent(up{job="waypost"})
        for: 2m
        labels: {severity: now}
        annotations: {summary: "nobody answers whoever watches", runbook: "docs/operations.md#waypostunseen"}
"""
HOUR: Final = 3600.0
DAY: Final = 24 * HOUR


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing that can be wrong. `older` and `sooner` compare a moment with now, `limit` seconds away.

    `wanted` says that a missing number is wrong as well: else nothing is said of what nobody set up.
    Units: `minutes` is for how long a watching Prometheus sees it before it says so.
    """

    name: str
    measure: str
    way: Way
    limit: float
    weight: Weight
    says: str
    minutes: int = 0
    wanted: bool = False

    def holds(self, numbers: Mapping[str, float], *, now: float) -> bool:
        """Return whether this is wrong, by numbers taken at a moment in seconds since 1970."""
        number = numbers.get(self.measure)
        if number is None:
            return self.wanted
        match self.way:
            case "above":
                return number > self.limit
            case "below":
                return number < self.limit
            case "older":
                return now - number > self.limit
            case "sooner":
                return number - now < self.limit

    @property
    def expression(self) -> str:
        """Return the same in the language of Prometheus."""
        compared = {
            "above": f"{self.measure} > {self.limit:g}",
            "below": f"{self.measure} < {self.limit:g}",
            "older": f"time() - {self.measure} > {self.limit:.0f}",
            "sooner": f"{self.measure} - time() < {self.limit:.0f}",
        }[self.way]
        return f"({compared}) or absent({self.measure})" if self.wanted else compared


def rules() -> str:
    """Return the rules for a Prometheus, as deploy/monitoring holds them."""
    return HEAD + "".join(map(_rule, ALERTS))


def _rule(one: Alert) -> str:
    lines = [
        f"      - alert: {one.name}",
        f"        expr: {one.expression}",
        *([f"        for: {one.minutes}m"] if one.minutes else []),
        f"        labels: {{severity: {one.weight}}}",
        f'        annotations: {{summary: "{one.says}", runbook: "docs/operations.md#{one.name.lower()}"}}',
    ]
    return "\n".join(lines) + "\n"


def wrong(numbers: Mapping[str, float], *, now: float) -> Iterator[Alert]:
    """Yield what is wrong, gravest first."""
    for weight in ("now", "today", "week"):
        yield from (one for one in ALERTS if one.weight == weight and one.holds(numbers, now=now))


ALERTS: Final = (
    Alert("WaypostDatabaseDown", "waypost_database_up", "below", 1, "now",
          "the main database does not answer: pages are the last ones that each process knew", 1),
    Alert("WaypostKeysDown", "waypost_keys_up", "below", 1, "now",
          "the database of keys does not answer: no case opens, no code is given", 1),
    Alert("WaypostNotWritable", "waypost_writable", "below", 1, "now",
          "a database takes no writes: no code is given, and nobody can work at the desk", 2),
    Alert("WaypostNotReady", "waypost_ready", "below", 1, "now",
          "a part is missing without which nobody should be served; /health/ready says which", 2),
    Alert("WaypostAlarmSilent", "waypost_alarm_silent", "above", 0, "now",
          "somebody who cannot wait waits, and nobody was called"),
    Alert("WaypostRecordBroken", "waypost_record_whole", "below", 1, "now",
          "the record of the desk was changed"),
    Alert("WaypostDiskFull", "waypost_disk_free_ratio", "below", 0.05, "now",
          "a disk is all but full: soon nothing can be written", 5),
    Alert("WaypostClockWrong", "waypost_clock_difference_seconds", "above", 30, "now",
          "the clocks of two machines differ: passwords with a second factor fail, and times are wrong", 5),
    Alert("WaypostPurgeOverdue", "waypost_purge_overdue_seconds", "above", 0, "today",
          "something should have been destroyed two hours ago or longer, and is still here"),
    Alert("WaypostPurgeLate", "waypost_purge_ended_timestamp_seconds", "older", 3 * HOUR, "today",
          "the purge did not come to its end for three hours", 5, wanted=True),
    Alert("WaypostPurgeLeft", "waypost_purge_left", "above", 0, "today",
          "the purge had to leave something that is due"),
    Alert("WaypostReplicaDown", "waypost_replicas_missing", "above", 0, "today",
          "a copy of the main database does not answer", 5),
    Alert("WaypostReplicaBehind", "waypost_replica_behind_seconds", "above", 60, "today",
          "a copy is behind: a listing that was withdrawn is still shown from there", 2),
    Alert("WaypostUnitsFailed", "waypost_units_failed", "above", 0, "today",
          "a service or a timer of the site failed"),
    Alert("WaypostLookLate", "waypost_look_timestamp_seconds", "older", HOUR, "today",
          "manage.py watch did not look for an hour: most numbers are old", 5, wanted=True),
    Alert("WaypostRecordUnread", "waypost_record_verified_timestamp_seconds", "older", 2 * DAY, "today",
          "nobody read the record through for two days", wanted=True),
    Alert("WaypostBackupLate", "waypost_backup_taken_timestamp_seconds", "older", 26 * HOUR, "today",
          "there is no backup of the last night", wanted=True),
    Alert("WaypostDiskFilling", "waypost_disk_free_ratio", "below", 0.15, "today",
          "a disk is filling", 30),
    Alert("WaypostClockLoose", "waypost_clock_kept", "below", 1, "today",
          "nothing keeps this machine's clock right", 60),
    Alert("WaypostMigrationsMissing", "waypost_migrations_missing", "above", 0, "today",
          "the tables are older than the program", 15),
    Alert("WaypostListingsOverdue", "waypost_listings_overdue", "above", 0, "today",
          "listings are hidden because nobody verified them in time"),
    Alert("WaypostBackupReadable", "waypost_backup_encrypted", "below", 1, "week",
          "the last backup is not encrypted"),
    Alert("WaypostOrphanKeys", "waypost_orphan_keys", "above", 20, "week",
          "keys belong to nothing: something broke off often, or the wrong database was restored", 180),
    Alert("WaypostListingsDue", "waypost_listings_due", "above", 0, "week",
          "listings have to be verified within the month"),
    Alert("WaypostCertificateEnds", "waypost_certificate_ends_timestamp_seconds", "sooner", 14 * DAY, "week",
          "the certificate ends within two weeks"),
    Alert("WaypostDrillDue", "waypost_drill_passed_timestamp_seconds", "older", 35 * DAY, "week",
          "no backup was restored for a trial within five weeks", wanted=True),
    Alert("WaypostMirrorOld", "waypost_mirror_made_timestamp_seconds", "older", 26 * HOUR, "week",
          "the mirror was not made anew for a day"),
)  # fmt: skip
