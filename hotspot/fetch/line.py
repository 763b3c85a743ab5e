"""One polite line to one server: one request at a time, with a pause, and no further than asked.

Nothing is sent but to the host that was named, over https (http to this machine alone), through the proxy of
the network where there is one. A server that asks
for time gets it; one that answers nonsense is asked again a few times. Waiting has no chance in it: there is
only one caller, so that nothing has to be spread.
"""

from __future__ import annotations

import email.utils
import http.client
import socket
import ssl
import time
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit

from hotspot import __version__
from hotspot.errors import ConfigError, InputError
from hotspot.fetch.broken import BUSY, GO_ON, BrokenError, broken_by
from hotspot.fetch.way import NAME_CERTIFICATES, ProxyError, Way

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

T = TypeVar("T")
AGENT = f"hotspot/{__version__} (crime analysis; one request at a time)"
HERE = frozenset({"localhost", "127.0.0.1", "::1"})
SECRETS = frozenset({"token", "apikey", "api_key", "key", "access_token", "$$app_token", "password", "sig"})
MOVED = frozenset({301, 302, 303, 307, 308})
CLOSED = frozenset({401, 403})
CHUNK = 1 << 16
MOST_REDIRECTS = 5
LONGEST_WAIT_S = 300.0  # a server that asks for more is asked another day
WAIT_S = 1.0  # before the second try; doubled for each further one


class TooMuchError(Exception):
    """The server says by its status that it will not answer a question as large as this."""


@dataclass(frozen=True, kw_only=True)
class Manners:
    """Seconds between requests, seconds until an answer is given up, tries for each question, megabytes of
    one answer, and minutes for all of it."""

    pause_s: float = 1.0
    timeout_s: float = 30.0
    tries: int = 6
    answer_mb: float = 100.0
    minutes: float = 60.0


class Line:
    """A line to the server of one address; `headers` may hold a token, which no message ever does."""

    def __init__(
        self,
        address: str,
        *,
        manners: Manners,
        way: Way | None = None,
        headers: Mapping[str, str] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Check the address; nothing is sent yet. Raises ConfigError."""
        self.address = checked_address(address)
        self.host = self.address.netloc
        self._manners, self._sleep, self._way = manners, sleep, way or Way()
        self._headers = {"User-Agent": AGENT, "Accept": "application/json", "Connection": "close"}
        self._headers |= headers or {}
        self._secrets = [value.split()[-1] for value in (headers or {}).values() if value.strip()]
        self._started = time.monotonic()
        self._last: float | None = None

    def ask(
        self,
        path: str,
        query: Mapping[str, str | int],
        read: Callable[[bytes], T],
        *,
        too_much: Collection[int] = (),
    ) -> T:
        """Return what `read` makes of the answer; it raises BrokenError for one that is worth another try.

        A status among `too_much` raises TooMuchError at once. Raises InputError where the server cannot be
        reached, refuses, or answers nothing of use.
        """
        target = f"{path}?{urlencode(query)}" if query else path
        wrong, to_do = "", GO_ON
        for attempt in range(self._manners.tries):
            self._pause(attempt)
            to_do = GO_ON
            try:
                return read(self._get(target, too_much))
            except BrokenError as broken:
                wrong, to_do = str(broken), broken.to_do
            except ssl.SSLError as error:
                what = f"its certificate is not trusted ({error.reason})"
                to_do = f"check the address and the clock of this computer, or {NAME_CERTIFICATES}"
                raise self.refused(what, to_do) from error
            except ProxyError as error:
                wrong = error.what
                if not error.again:
                    raise self.refused(wrong, error.to_do) from error
            except socket.gaierror as error:
                raise self.refused("no such server is known", "check the address and the network") from error
            except TimeoutError:
                wrong = f"no full answer within {self._manners.timeout_s:g} s"
            except (OSError, http.client.HTTPException) as error:
                wrong = f"the connection broke off ({type(error).__name__})"
        times = f", {self._manners.tries} times" if self._manners.tries > 1 else ""
        raise self.refused(wrong + times, to_do)

    def refused(self, what: str, to_do: str) -> InputError:
        """Return an error about the server, without any secret."""
        for secret in self._secrets:
            what = what.replace(secret, "***")
        return InputError(self.host, what, to_do)

    def _pause(self, attempt: int) -> None:
        """Keep the distance to the last request, longer after each failure, and keep to the time for all."""
        wait = WAIT_S * 2 ** (attempt - 1) if attempt else 0.0
        if self._last is not None:
            wait = max(wait, self._manners.pause_s - (time.monotonic() - self._last))
        if wait > 0:
            self._sleep(wait)
        if time.monotonic() - self._started > self._manners.minutes * 60:
            what = f"the {self._manners.minutes:g} minutes for the fetch are over"
            raise self.refused(what, f"{GO_ON}; --minutes gives it longer")

    def _get(self, target: str, too_much: Collection[int]) -> bytes:
        for _ in range(MOST_REDIRECTS):
            # A new connection for each question: nothing of one answer can reach the next.
            with closing(self._way.opened(self.address, timeout_s=self._manners.timeout_s)) as connection:
                connection.request("GET", target, headers=self._headers)
                with connection.getresponse() as response:
                    self._last = time.monotonic()
                    if response.status not in MOVED:
                        self._check(response, too_much)
                        return self._body(response)
                    target = self._within(target, response.getheader("Location") or "")
        what = f"it sends on and on, {MOST_REDIRECTS} times"
        raise self.refused(what, "give the address that the data are at in the end")

    def _within(self, target: str, location: str) -> str:
        """Return the path to go on with, on the same server; elsewhere nobody is followed."""
        try:
            there = urlsplit(urljoin(f"{self.address.scheme}://{self.host}{target}", location))
            on_web = there.scheme in {"http", "https"} and bool(there.hostname)
        except ValueError:
            there, on_web = urlsplit(""), False
        if not on_web:
            kind = f"that begins with '{there.scheme[:20]}:'" if there.scheme else "that cannot be read"
            what = f"it sends on to an address {kind}, where no data can be fetched"
            raise self.refused(what, "give the address that the data are at in the end, or tell who runs it")
        if (there.scheme, there.netloc) != (self.address.scheme, self.host):
            what = f"it sends elsewhere, to {there.scheme}://{there.hostname}"
            raise self.refused(what, "give that address yourself, if you trust it")
        return f"{there.path}?{there.query}" if there.query else there.path

    def _check(self, response: http.client.HTTPResponse, too_much: Collection[int]) -> None:
        status = response.status
        if status in too_much:
            raise TooMuchError
        if status in BUSY:
            self._wait_as_told(response)
            raise broken_by(status)
        if status in CLOSED:
            to_do = "put a token that it accepts into the environment variable HOTSPOT_TOKEN"
            raise self.refused(f"it lets nobody in without leave (status {status})", to_do)
        if status != http.client.OK:
            raise self.refused(f"it has nothing at this address (status {status})", "check the address")

    def _wait_as_told(self, response: http.client.HTTPResponse) -> None:
        wait = _retry_after_s(response.getheader("Retry-After"), response.getheader("Date"))
        if wait > LONGEST_WAIT_S:
            raise self.refused(f"it asks to come back in {wait:,.0f} seconds", f"then {GO_ON}")
        if wait > 0:
            self._sleep(wait)

    def _body(self, response: http.client.HTTPResponse) -> bytes:
        """Read the answer, at most so much and for so long; one shorter than announced is broken."""
        most, until = int(self._manners.answer_mb * 1e6), time.monotonic() + self._manners.timeout_s
        told = response.getheader("Content-Length") or ""
        length = int(told) if told.isdigit() else None
        body = bytearray()
        while length is None or len(body) < length:
            chunk = response.read1(CHUNK if length is None else min(CHUNK, length - len(body)))
            if not chunk:
                break
            body += chunk
            if len(body) > most:
                what = f"one answer is larger than {self._manners.answer_mb:g} MB"
                raise self.refused(what, "ask for fewer columns with --fields")
            if time.monotonic() > until:
                raise TimeoutError
        if length is not None and len(body) < length:
            raise BrokenError(f"the answer broke off after {len(body):,} of {length:,} bytes")
        return bytes(body)


def checked_address(address: str) -> SplitResult:
    """Return the parts of an address that may be asked: https (http on this machine), and no secret in it."""
    try:
        parts = urlsplit(address.strip())
        host, secret = parts.hostname, parts.username is not None or parts.password is not None
    except ValueError:
        parts, host, secret = urlsplit(""), None, False
    if secret or any(name.casefold() in SECRETS for name, _ in parse_qsl(parts.query)):
        what = "it holds a password or a token, which others could read"
        raise ConfigError(
            "the address", what, "leave it out, and put it into the environment variable HOTSPOT_TOKEN"
        )
    if not host or not (parts.scheme == "https" or (parts.scheme == "http" and host in HERE)):
        what = f"'{address[:80]}' is no address that begins with https://"
        raise ConfigError(
            "the address", what, "copy it from the browser, such as https://server/…/FeatureServer/0"
        )
    if any(ord(sign) <= 32 or ord(sign) > 126 for sign in parts.path + parts.netloc):
        raise ConfigError("the address", "it holds signs that no address has", "copy it from the browser")
    return parts


def _retry_after_s(told: str | None, now: str | None) -> float:
    """Return the seconds that the server asks for, given as such or as a moment by the server's own clock."""
    if not told:
        return 0.0
    if told.strip().isdigit():
        return float(told)
    try:
        then = email.utils.parsedate_to_datetime(told)
        return max((then - email.utils.parsedate_to_datetime(now or "")).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return 0.0
