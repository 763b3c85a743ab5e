"""The way to a server: through a proxy where there is one, trusting whom the network trusts, discreetly."""

from __future__ import annotations

import base64
import shutil
import socket
import ssl
import subprocess
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from conftest import without

from hotspot.errors import ConfigError, InputError
from hotspot.fetch import Line, Manners, way_to

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

VARIABLES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_FILE")
BODY = b'{"rows": 7}'
SECRET = "sesame"  # noqa: S105 - made for these tests


@dataclass
class MadeProxy:
    """A proxy on this machine: whom it was asked for, what it heard, and with which status it refuses."""

    status: int = 200
    address: str = ""
    asked: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine, with its key, that nobody trusts."""
    if shutil.which("openssl") is None:
        without("openssl", "install it, to make a certificate")
    folder = tmp_path_factory.mktemp("certificate")
    asked = ("-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost")
    names = ("-addext", "subjectAltName=DNS:localhost", "-keyout", "key.pem", "-out", "certificate.pem")
    subprocess.run(["openssl", "req", *asked, *names], cwd=folder, check=True, capture_output=True)
    return folder / "certificate.pem"


@contextmanager
def served(handler: type[BaseHTTPRequestHandler], trust: ssl.SSLContext | None = None) -> Iterator[int]:
    """Serve on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if trust is not None:
        server.socket = trust.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def server(certificate: Path) -> Iterator[str]:
    """The address of a server of rows over TLS."""

    class Rows(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(BODY)))
            self.end_headers()
            self.wfile.write(BODY)

    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.load_cert_chain(certificate, certificate.with_name("key.pem"))
    with served(Rows, trust) as port:
        yield f"https://localhost:{port}/rows"


@pytest.fixture
def proxy() -> Iterator[MadeProxy]:
    made = MadeProxy()

    class Proxy(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def do_CONNECT(self) -> None:
            made.asked.append(self.path)
            made.heard.append(self.headers.get("Proxy-Authorization", ""))
            self.send_response(made.status)
            self.end_headers()
            if made.status != 200:
                return
            host, _, port = self.path.rpartition(":")
            with socket.create_connection((host, int(port))) as there:
                back = threading.Thread(target=_pass_on, args=(there, self.connection), daemon=True)
                back.start()
                _pass_on(self.connection, there)
                back.join()

    with served(Proxy) as port:
        made.address = f"http://127.0.0.1:{port}"
        yield made


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    try:
        while content := source.recv(1 << 16):
            target.sendall(content)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def ask(address: str, *, tries: int = 1, **way: str) -> bytes:
    line = Line(
        address, manners=Manners(pause_s=0, tries=tries), way=way_to(address, **way), sleep=lambda _: None
    )
    return line.ask(line.address.path, {}, bytes)


def test_a_server_is_asked_through_the_proxy_that_is_named(
    server: str, proxy: MadeProxy, certificate: Path
) -> None:
    body = ask(server, proxy=proxy.address, ca_file=str(certificate))

    assert body == BODY
    assert proxy.asked == [server.removeprefix("https://").removesuffix("/rows")]
    assert proxy.heard == [""]


def test_the_environment_names_the_proxy_and_what_is_asked_for_goes_before(
    server: str, proxy: MadeProxy, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy.address.replace("http://", f"http://me:{SECRET}@"))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    assert ask(server) == BODY
    assert ask(server, proxy="direct") == BODY

    assert len(proxy.asked) == 1
    assert base64.b64decode(proxy.heard[0].removeprefix("Basic ")) == f"me:{SECRET}".encode()


@pytest.mark.parametrize(
    ("no_proxy", "host", "way"),
    [
        ("", "maps.intra", "p:3128"),
        ("intra", "maps.intra", ""),
        (".intra", "maps.intra", ""),
        ("maps.intra:8443", "maps.intra:8443", ""),
        ("maps.intra", "maps.intra:8443", ""),
        ("tra", "maps.intra", "p:3128"),
        ("elsewhere, MAPS.intra", "maps.intra", ""),
        ("*", "maps.intra", ""),
    ],
)
def test_no_proxy_names_servers_and_domains_that_need_none(
    monkeypatch: pytest.MonkeyPatch, no_proxy: str, host: str, way: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "p:3128")
    monkeypatch.setenv("NO_PROXY", no_proxy)

    assert way_to(f"https://{host}/rows").proxy == way


@pytest.mark.parametrize(
    ("status", "tries", "asked", "said"),
    [
        (407, 3, 1, r"wants to know who asks \(status 407\).*HTTPS_PROXY"),
        (403, 3, 1, r"refuses \(status 403\)"),
        (503, 3, 3, r"does not lead there \(status 503\), 3 times"),
    ],
)
def test_a_proxy_that_refuses_is_said_in_a_line_without_its_password(
    proxy: MadeProxy, status: int, tries: int, asked: int, said: str
) -> None:
    proxy.status = status
    named = proxy.address.replace("http://", f"http://me:{SECRET}@")

    with pytest.raises(InputError, match=said) as error:
        ask("https://maps.intra/rows", proxy=named, tries=tries)

    assert proxy.address.removeprefix("http://") in str(error.value)
    assert SECRET not in str(error.value)
    assert base64.b64encode(f"me:{SECRET}".encode()).decode() not in str(error.value)
    assert len(proxy.asked) == asked


def test_a_proxy_that_is_not_there_is_said_in_a_line(proxy: MadeProxy) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    with pytest.raises(InputError, match=rf"the proxy 127\.0\.0\.1:{port} does not lead there"):
        ask("https://maps.intra/rows", proxy=f"127.0.0.1:{port}")


@pytest.mark.parametrize(
    "told", ["socks5://me:sesame@p:1080", "https://me:sesame@p:3128", "http://", "p:none", "http://p q:1"]
)
def test_what_is_no_proxy_is_refused_before_anything_is_sent(told: str) -> None:
    with pytest.raises(ConfigError, match=r"^--proxy: .*write it like http://proxy\.intra:3128") as error:
        way_to("https://maps.intra/rows", proxy=told)

    assert SECRET not in str(error.value)


def test_a_server_that_nobody_vouches_for_gets_no_question_and_the_way_out_is_told(server: str) -> None:
    with pytest.raises(InputError, match=r"its certificate is not trusted .*--ca-file"):
        ask(server, tries=3)


@pytest.mark.parametrize(
    ("content", "said"), [(None, "cannot be read"), (b"no certificate", "no certificates in PEM form")]
)
@pytest.mark.parametrize("where", ["--ca-file", "SSL_CERT_FILE"])
def test_certificates_that_cannot_be_used_are_told_and_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, content: bytes | None, said: str
) -> None:
    path = tmp_path / "intra.pem"
    if content is not None:
        path.write_bytes(content)
    if where == "SSL_CERT_FILE":
        monkeypatch.setenv(where, str(path))

    with pytest.raises(ConfigError, match=rf"^{where}: .*{said}"):
        way_to("https://maps.intra/rows", ca_file="" if where == "SSL_CERT_FILE" else str(path))


def test_this_machine_is_asked_by_http_straight(proxy: MadeProxy) -> None:
    with pytest.raises(InputError, match="the connection broke off"):
        ask("http://127.0.0.1:9/rows", proxy=proxy.address)

    assert proxy.asked == []
