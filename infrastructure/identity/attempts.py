"""How often one may try: by account, by device and by address."""

import hashlib
import hmac
import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from uuid import UUID

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter, RateLimiter

from application.errors import TooManyAttemptsError
from application.ports import Clock
from infrastructure.identity.attempt_store import AttemptStore
from infrastructure.identity.personal_data import email_mac
from infrastructure.identity.secret_files import derived_key
from infrastructure.settings import Settings

LOGIN_MINUTES = 15
DEVICE_LOGINS_MAX = 10
"""Wrong passwords from one device that the owner uses: nobody at another one can use them up."""

DEVICE_LOGINS_IN_ALL_MAX = 60
"""From all such devices, right ones too: each costs a hash, and nobody signs in so often.

Nor does anybody who is signed in show so often who they are.
"""

REFRESHES_OF_SESSION_MAX = 30
"""A minute; a page refreshes once in some minutes, and a few tabs may do it at once."""

IPV6_NETWORK_BITS = 64
"""One customer's own, as a rule: each has 2^64 addresses to try from."""


@dataclass(frozen=True)
class _Count:
    limiter: RateLimiter
    item: RateLimitItem
    whose: str


class Attempts:
    """Each method counts an attempt before it is made, or raises TooManyAttemptsError.

    The count of one account ends 15 minutes after the last attempt that was let through: no quarter of an
    hour has more than the limit, wherever it begins. Everything else has windows that begin with the first
    attempt: an address that many people share is never without attempts for so long.
    """

    def __init__(self, store: AttemptStore, secret: bytes, most: Settings, clock: Clock) -> None:
        self._store = store
        self._key = derived_key(secret, "attempts")
        self._clock = clock
        self._strict = MovingWindowRateLimiter(store)
        self._plain = FixedWindowRateLimiter(store)
        self._of_account = RateLimitItemPerMinute(most.login_attempts_max, LOGIN_MINUTES, "login-account")
        self._of_device = RateLimitItemPerMinute(DEVICE_LOGINS_MAX, LOGIN_MINUTES, "login-device")
        self._of_device_in_all = RateLimitItemPerMinute(
            DEVICE_LOGINS_IN_ALL_MAX, LOGIN_MINUTES, "login-device-all"
        )
        self._of_owner = RateLimitItemPerMinute(most.login_attempts_max, LOGIN_MINUTES, "confirm")
        self._of_owner_in_all = RateLimitItemPerMinute(DEVICE_LOGINS_IN_ALL_MAX, LOGIN_MINUTES, "confirm-all")
        self._of_address = RateLimitItemPerMinute(
            most.attempts_per_address_max, LOGIN_MINUTES, "login-address"
        )
        self._of_new = RateLimitItemPerHour(most.register_attempts_max, 1, "register")
        self._of_refresh = RateLimitItemPerMinute(most.refresh_attempts_max, 1, "refresh-address")
        self._of_session = RateLimitItemPerMinute(REFRESHES_OF_SESSION_MAX, 1, "refresh-session")

    def account_key(self, email: str) -> str:
        """The same for every spelling of the address, whether there is an account or not."""
        return email_mac(self._key, email)

    def login(self, account_key: str, address: str, *, device_id: UUID | None) -> Callable[[], None]:
        """To be called when the password was right: gives the account its attempt back.

        `device_id` is that of one that signed in to the account before: each such has a count of its own,
        whatever strangers do, from their address too. Where that is used up, it is a stranger like others:
        somebody may have copied what it is known by.
        """
        if device_id is not None:
            own = self._count(self._strict, self._of_device, f"{account_key} {device_id}")
            every = self._count(self._plain, self._of_device_in_all, account_key)
            with suppress(TooManyAttemptsError):
                return self._taken([every, own])
        own = self._count(self._strict, self._of_account, account_key)
        return self._taken([self._count(self._plain, self._of_address, network_of(address)), own])

    def _taken(self, counts: list[_Count]) -> Callable[[], None]:
        """Gives back what was taken of the last of them."""
        self._take(counts)
        own = counts[-1]
        return lambda: self._store.give_back(own.item.key_for(own.whose))

    def confirm(self, user_id: UUID) -> Callable[[], None]:
        """The same for who is signed in and shows who they are: no guess of strangers counts there."""
        own = self._count(self._strict, self._of_owner, str(user_id))
        return self._taken([self._count(self._plain, self._of_owner_in_all, str(user_id)), own])

    def register(self, address: str) -> None:
        self._take([self._count(self._plain, self._of_new, network_of(address))])

    def refresh(self, address: str, session: str) -> None:
        self._take(
            [
                self._count(self._plain, self._of_refresh, network_of(address)),
                self._count(self._plain, self._of_session, session),
            ]
        )

    def _count(self, limiter: RateLimiter, item: RateLimitItem, whose: str) -> _Count:
        """Names of people and their addresses are not stored."""
        return _Count(limiter, item, hmac.new(self._key, whose.encode(), hashlib.sha256).hexdigest())

    def _take(self, counts: list[_Count]) -> None:
        """A flood that is refused already only reads, and takes nothing from those who share its address."""
        for each in counts:
            if not each.limiter.test(each.item, each.whose):
                raise self._too_many(each)
        for each in counts:
            if not each.limiter.hit(each.item, each.whose):
                raise self._too_many(each)

    def _too_many(self, count: _Count) -> TooManyAttemptsError:
        ends = count.limiter.get_window_stats(count.item, count.whose).reset_time
        return TooManyAttemptsError(max(1, math.ceil(ends - self._clock.now().timestamp())))


def network_of(address: str) -> str:
    """What counts as one address."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, IPv6Address):
        if ip.ipv4_mapped is None:
            return str(ip_network((ip, IPV6_NETWORK_BITS), strict=False))
        return str(ip.ipv4_mapped)
    return str(ip)
