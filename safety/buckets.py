"""Slow down who asks too much without knowing who it is (pure).

Each caller has a bucket that a request takes a drop from and that time fills again. A caller is known by a
digest under a key that was drawn at random, lives in this process alone and is thrown away every hour with
everything that was counted under it: no address is kept anywhere, and no digest can be tried out later.
"""

import hashlib
import secrets
import threading
from dataclasses import dataclass, field
from typing import Final

KEY_SECONDS: Final = 3600
MINUTE_S: Final = 60.0
MOST_CALLERS: Final = 20_000  # some 4 MB; whoever comes then shares one bucket with all others that are new
DROP_EVERY_S: Final = 5.0


@dataclass(slots=True)
class _Bucket:
    drops: float
    at: float


@dataclass(slots=True)
class Buckets:
    """The buckets of one process, one for each caller and one for all together.

    Units: `each` and `everybody` requests a minute; a bucket holds one minute's worth. 0 is no limit.
    """

    each: int
    everybody: int
    _key: bytes = b""
    _key_until: float = float("-inf")
    _callers: dict[bytes, _Bucket] = field(default_factory=dict)
    _all: _Bucket | None = None
    _dropped_at: float = float("-inf")
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, address: str, *, now: float) -> float:
        """Return 0.0 and count the request, or the seconds after which it may be asked again, uncounted.

        Units: `now` in seconds of a clock that never goes back.
        """
        with self._lock:
            self._turn_key(now)
            mine = self._bucket_of(address, now)
            self._all = self._all or _Bucket(self.everybody, now)
            waits = (_fill(mine, self.each, now), _fill(self._all, self.everybody, now))
            if max(waits) == 0:
                mine.drops -= 1
                self._all.drops -= 1
            return max(waits)

    def _turn_key(self, now: float) -> None:
        if now >= self._key_until:
            self._key, self._key_until = secrets.token_bytes(32), now + KEY_SECONDS
            self._callers.clear()

    def _bucket_of(self, address: str, now: float) -> _Bucket:
        digest = hashlib.blake2b(address.encode("utf-8", "replace"), key=self._key, digest_size=16).digest()
        if digest not in self._callers and len(self._callers) >= MOST_CALLERS:
            self._drop_full(now)
            digest = digest if len(self._callers) < MOST_CALLERS else b""
        return self._callers.setdefault(digest, _Bucket(self.each, now))

    def _drop_full(self, now: float) -> None:
        """Forget who has not asked for a minute: their buckets are full, as a new one is.

        Else whoever has many addresses would fill the table, and all who are new would share one bucket.
        """
        if now - self._dropped_at >= DROP_EVERY_S:
            self._dropped_at = now
            self._callers = {who: one for who, one in self._callers.items() if now - one.at < MINUTE_S}


def _fill(bucket: _Bucket, a_minute: int, now: float) -> float:
    """Fill the bucket up to now; return the seconds until it holds a drop."""
    if not a_minute:
        return 0.0
    bucket.drops = min(float(a_minute), bucket.drops + (now - bucket.at) * a_minute / 60)
    bucket.at = now
    return 0.0 if bucket.drops >= 1 else (1 - bucket.drops) * 60 / a_minute
