"""The way to a server: straight or through a proxy, and who vouches for the server.

As other programs do it, the environment says so: HTTPS_PROXY names the proxy, NO_PROXY the servers that need
none, SSL_CERT_FILE the certificates of a closed network. What is asked for goes before.
"""

from __future__ import annotations

import base64
import http.client
import os
import re
import socket
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies_environment

from hotspot.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

CA_FILE = "SSL_CERT_FILE"
DIRECT = "direct"
HTTPS, PROXY = 443, 8080  # ports where none is named
NAME_IT = "write it like http://proxy.intra:3128, or --proxy direct for none"
NAME_CERTIFICATES = "name the file of certificates (PEM) that your network gives out with --ca-file"
TUNNEL = re.compile(r"Tunnel connection failed: (\d{3})")  # as http.client says it
NEEDS_LEAVE, LATER = 407, frozenset({408, 429, 500, 502, 503, 504})


class ProxyError(Exception):
    """The proxy did not lead on: `what` is wrong, what `to_do`, and whether it is worth another try."""

    def __init__(self, what: str, to_do: str, *, again: bool) -> None:
        """Keep the parts."""
        super().__init__(what)
        self.what, self.to_do, self.again = what, to_do, again


@dataclass(frozen=True, kw_only=True)
class Way:
    """How servers are reached: through the `proxy` (host and port; "" for none), which hears `leave` of who
    asks; `trust` says who vouches for a server, None for those that this computer trusts."""

    proxy: str = ""
    leave: str = ""
    trust: ssl.SSLContext | None = None

    def opened(self, address: SplitResult, *, timeout_s: float) -> http.client.HTTPConnection:
        """Return an open connection to the server of an address; http goes to this machine alone, straight.

        Raises ProxyError, and what the socket raises where there is no proxy.
        """
        if address.scheme != "https":
            return http.client.HTTPConnection(address.netloc, timeout=timeout_s)
        made = http.client.HTTPSConnection(
            self.proxy or address.netloc, timeout=timeout_s, context=self.trust
        )
        if self.proxy:
            leave = {"Proxy-Authorization": self.leave} if self.leave else {}
            made.set_tunnel(str(address.hostname), address.port or HTTPS, headers=leave)
            self._connect(made)
        return made

    def _connect(self, made: http.client.HTTPConnection) -> None:
        """Open the tunnel; the proxy is named, never what it has heard."""
        named = f"the proxy {self.proxy}"
        try:
            made.connect()
        except (ssl.SSLError, TimeoutError):
            made.close()
            raise
        except socket.gaierror as error:
            raise ProxyError(f"{named} is not known", NAME_IT, again=False) from error
        except (OSError, http.client.HTTPException) as error:
            made.close()
            said, kind = TUNNEL.search(str(error)), type(error).__name__
        else:
            return
        # Raised here: an error kept as its cause would keep the proxy's answer, and with it the line, open.
        raise _proxy_error(named, int(said[1]) if said else 0, kind)


def _proxy_error(named: str, status: int, kind: str) -> ProxyError:
    """Return what a proxy that did not open the tunnel has to be told of: its status, 0 for none, or the
    kind of error."""
    if status == NEEDS_LEAVE:
        to_do = "put name and password into HTTPS_PROXY, as in http://name:password@proxy.intra:3128"
        return ProxyError(f"{named} wants to know who asks (status 407)", to_do, again=False)
    if status and status not in LATER:
        to_do = "ask those who run it to let this server through"
        return ProxyError(f"{named} refuses (status {status})", to_do, again=False)
    why = f"status {status}" if status else kind
    return ProxyError(f"{named} does not lead there ({why})", NAME_IT, again=True)


def way_to(address: str, *, proxy: str = "", ca_file: str = "") -> Way:
    """Return the way to an address: through the `proxy` asked for ("direct" for none), else that of the
    environment; `ca_file` is trusted beside what this computer trusts, else that of SSL_CERT_FILE.

    Raises ConfigError for a proxy or certificates that cannot be used.
    """
    told, where = proxy.strip(), "--proxy"
    if not told:
        known, host = getproxies_environment(), urlsplit(address).netloc.rpartition("@")[2]
        told, where = _of_environment(known, host), "HTTPS_PROXY"
    at, leave = ("", "") if told in {"", DIRECT} else _proxy(told, where)
    return Way(proxy=at, leave=leave, trust=_trust(ca_file))


def _of_environment(known: Mapping[str, str], host: str) -> str:
    """Return the proxy for a host, such as "maps.intra:8443"; "" where NO_PROXY names it or its domain."""
    for name in known.get("no", "").lower().replace(" ", "").split(","):
        bare = name.lstrip(".")
        if name == "*" or (bare and any(f".{one}".endswith(f".{bare}") for one in _names(host))):
            return ""
    return known.get("https", known.get("all", "")).strip()


def _names(host: str) -> tuple[str, str]:
    return host.lower(), (urlsplit(f"//{host}").hostname or "").lower()


def _proxy(told: str, where: str) -> tuple[str, str]:
    """Return host and port of a proxy, and the header that says who asks; no message holds its password."""
    try:
        parts = urlsplit(told if "://" in told else f"http://{told}")
        host, port = parts.hostname, parts.port or PROXY
    except ValueError:
        parts, host, port = urlsplit(""), None, 0
    if host and parts.scheme != "http":
        what = f"a proxy is reached by http here, not by {parts.scheme}"
        raise ConfigError(where, what, NAME_IT)
    if not host or not host.isascii() or any(ord(sign) <= 32 for sign in host):
        raise ConfigError(where, "it is no address of a proxy", NAME_IT)
    at = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if parts.username is None:
        return at, ""
    who = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
    return at, f"Basic {base64.b64encode(who).decode()}"


def _trust(ca_file: str) -> ssl.SSLContext | None:
    """Return who vouches for servers: those of the file, too. An unreadable file is told, not passed over."""
    path, where = (ca_file, "--ca-file") if ca_file else (os.environ.get(CA_FILE, ""), CA_FILE)
    if not path:
        return None
    trust = ssl.create_default_context()
    try:
        trust.load_verify_locations(cafile=path)
    except ssl.SSLError as error:
        what = f"'{path}' holds no certificates in PEM form"
        raise ConfigError(where, what, NAME_CERTIFICATES) from error
    except OSError as error:
        what = f"'{path}' cannot be read ({error.strerror or error})"
        raise ConfigError(where, what, NAME_CERTIFICATES) from error
    return trust
