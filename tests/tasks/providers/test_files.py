"""Files come from where a link may lead, whole, or not at all."""

import ipaddress
import os
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from tasks.errors import (
    FileGoneError,
    FileTooLargeError,
    ProviderRefusedError,
    ProviderUnavailableError,
    RefusedFileUrlError,
    SettingsError,
)
from tasks.providers import file_folder, files
from tasks.providers.public_hosts import Address, Internet, is_public
from tasks.settings import settings
from tests.sandbox_server import Clock, Sandbox

PDF = b"%PDF-1.7 made up"
PUBLIC = ipaddress.ip_address("93.184.215.14")


@dataclass
class Host:
    """A server of a test's own: what it answers, and what it was asked."""

    url: str = ""
    status: int = 200
    body: bytes = PDF
    headers: dict[str, str] = field(default_factory=dict)
    chunks: int | None = None
    pause: float = 0.0
    asked: list[tuple[str, str, str | None]] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    host: Host

    def do_GET(self) -> None:
        host = self.host
        host.asked.append((self.path, self.headers["Host"], self.headers.get("Authorization")))
        self.send_response(host.status)
        for name, value in host.headers.items():
            self.send_header(name, value)
        if host.chunks is None:
            self.send_header("Content-Length", str(len(host.body)))
        self.end_headers()
        try:
            for _ in range(host.chunks or 1):
                self.wfile.write(host.body)
                time.sleep(host.pause)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name is the standard library's
        """Say nothing."""


def serving(tls: ssl.SSLContext | None = None) -> Iterator[Host]:
    host = Host()
    handler = type("Handler", (_Handler,), {"host": host})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        host.url = f"{'http' if tls is None else 'https'}://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield host
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setenv("CADDIE_HOME", str(tmp_path))
    settings.cache_clear()
    yield monkeypatch
    settings.cache_clear()


@pytest.fixture
def storage(configured: pytest.MonkeyPatch) -> Iterator[Host]:
    """A storage of the app's own, which answers anything."""
    for host in serving():
        configured.setenv("SUPABASE_URL", host.url)
        configured.setenv("SUPABASE_SERVICE_ROLE_KEY", "service-key")
        settings.cache_clear()
        yield host


@pytest.fixture
def in_sandbox(configured: pytest.MonkeyPatch, sandbox: Sandbox) -> Sandbox:
    configured.setenv("CADDIE_SANDBOX_PORT", str(sandbox.port))
    settings.cache_clear()
    return sandbox


def object_url(storage: Host, path: str = "sign/resumes/ann/1.pdf?token=t") -> str:
    return f"{storage.url}/storage/v1/object/{path}"


def allow(configured: pytest.MonkeyPatch, *hosts: str) -> None:
    configured.setenv("FILE_HOSTS", ",".join(hosts))
    settings.cache_clear()


def nobody(_host: str, _port: int) -> list[Address]:
    raise AssertionError("no name should be looked up")


def test_a_signed_link_is_opened_without_our_key(storage: Host) -> None:
    assert files.fetch(object_url(storage)) == PDF
    assert storage.asked == [("/storage/v1/object/sign/resumes/ann/1.pdf?token=t", storage.url[7:], None)]


def test_a_public_link_is_opened_as_it_is_where_its_bucket_is_public(storage: Host) -> None:
    assert files.fetch(object_url(storage, "public/resumes/ann/1.pdf")) == PDF
    assert storage.asked == [("/storage/v1/object/public/resumes/ann/1.pdf", storage.url[7:], None)]


def test_a_public_link_of_a_private_bucket_is_opened_with_our_key(in_sandbox: Sandbox) -> None:
    base = f"{in_sandbox.url}/supabase/storage/v1/object"
    key = {"Authorization": "Bearer any"}
    httpx.post(f"{base}/resumes/ann/1.pdf", content=PDF, headers=key).raise_for_status()
    assert httpx.get(f"{base}/public/resumes/ann/1.pdf").status_code == 400
    assert files.fetch(f"{base}/public/resumes/ann/1.pdf") == PDF
    with pytest.raises(FileGoneError, match="no file at this link"):
        files.fetch(f"{base}/public/resumes/ann/2.pdf")


@pytest.mark.parametrize("path", ["resumes/ann/1.pdf", "authenticated/resumes/ann/1.pdf"])
def test_other_links_of_the_storage_are_opened_with_our_key(storage: Host, path: str) -> None:
    assert files.fetch(object_url(storage, path)) == PDF
    assert storage.asked == [("/storage/v1/object/resumes/ann/1.pdf", storage.url[7:], "Bearer service-key")]


@pytest.mark.parametrize(
    "path",
    [
        "/storage/v1/bucket",
        "/auth/v1/admin/users",
        "/storage/v1/object/resumes/../../bucket",
        "/storage/v1/object/resumes/%2e%2e/%2e%2e/bucket",
        "/storage/v1/object/resumes/%252e%252e/bucket",
        "/storage/v1/object/caddie/resumes/bob/1.pdf",
        "/storage/v1/object/public/caddie/resumes/bob/1.pdf",
        "/storage/v1/object/authenticated/authenticated/caddie/resumes/bob/1.pdf",
        "/storage/v1/object/public/authenticated/caddie/resumes/bob/1.pdf",
        "/storage/v1/object/info/caddie/resumes/bob/1.pdf",
        "/storage/v1/object//caddie/resumes/bob/1.pdf",
        "/storage/v1/object/public//caddie/resumes/bob/1.pdf",
        "/storage/v1/object/./caddie/resumes/bob/1.pdf",
        "/storage/v1/object/%2563addie/resumes/bob/1.pdf",
    ],
)
def test_our_key_opens_nothing_but_people_s_uploads(storage: Host, path: str) -> None:
    with pytest.raises(RefusedFileUrlError):
        files.fetch(storage.url + path)
    assert storage.asked == []


@pytest.mark.usefixtures("in_sandbox")
def test_a_link_that_has_expired_says_so_and_is_not_tried_again(clock: Clock) -> None:
    link = files.store("resumes/1.pdf", PDF, "application/pdf").link
    assert files.fetch(link) == PDF
    clock.now += int(files.LINK_LIFE.total_seconds())
    with pytest.raises(FileGoneError, match=r"expired.*ask the app for a new link"):
        files.fetch(link)


def test_what_is_stored_twice_is_there_once(in_sandbox: Sandbox) -> None:
    first = files.store("resumes/ann b/e.pdf", PDF, "application/pdf")
    assert files.store("resumes/ann b/e.pdf", PDF, "application/pdf").url == first.url
    state = httpx.get(f"{in_sandbox.url}/supabase/_state").json()
    assert (state["files"], state["buckets"]) == (["caddie/resumes/ann b/e.pdf"], ["resumes", "caddie"])
    assert httpx.get(first.link).content == PDF


@pytest.mark.parametrize("kind", ["status_429", "status_500", "status_503", "drop_after"])
def test_a_storage_that_is_busy_or_breaks_may_be_asked_again(in_sandbox: Sandbox, kind: str) -> None:
    stored = files.store("1.pdf", PDF, "application/pdf")
    for call in (lambda: files.fetch(stored.link), lambda: files.store("1.pdf", PDF, "application/pdf")):
        fault = {"kind": kind, "retry_after": 7}
        httpx.post(f"{in_sandbox.url}/supabase/_faults", json=fault).raise_for_status()
        with pytest.raises(ProviderUnavailableError) as caught:
            call()
        if kind in {"status_429", "status_503"}:
            assert caught.value.retry_after == 7
        call()


def test_no_such_file_is_the_end_of_it(in_sandbox: Sandbox) -> None:
    url = f"{in_sandbox.url}/supabase/storage/v1/object/resumes/none.pdf"
    with pytest.raises(FileGoneError, match="no file at this link"):
        files.fetch(url)


def test_a_key_that_the_storage_refuses_is_ours_to_mend(storage: Host) -> None:
    storage.status, storage.body = 400, b'{"statusCode": "403", "message": "new row violates policy"}'
    with pytest.raises(ProviderRefusedError, match="SUPABASE_SERVICE_ROLE_KEY"):
        files.fetch(object_url(storage, "resumes/1.pdf"))


def test_a_file_over_the_limit_is_refused_by_its_header_and_while_it_comes(storage: Host) -> None:
    storage.body = b"x" * (files.MOST_BYTES + 1)
    with pytest.raises(FileTooLargeError, match="10 MB"):
        files.fetch(object_url(storage))
    storage.body, storage.chunks = b"x" * 1_000_000, 100_000
    with pytest.raises(FileTooLargeError, match="10 MB"):
        files.fetch(object_url(storage))


def test_a_file_that_drips_is_given_up(storage: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_SECONDS", 0.2)
    storage.body, storage.chunks, storage.pause = b"x", 10_000, 0.01
    with pytest.raises(ProviderUnavailableError, match="did not come whole"):
        files.fetch(object_url(storage))


@pytest.mark.parametrize(
    "to",
    [
        "https://169.254.169.254/latest/meta-data/",
        "https://10.0.0.7/cv.pdf",
        "http://files.example.com/cv.pdf",
        "file:///etc/passwd",
        "https://metadata.internal/",
        "//[::1]:9/",
    ],
)
def test_a_redirect_leads_nowhere_that_a_link_may_not(
    storage: Host, configured: pytest.MonkeyPatch, to: str
) -> None:
    allow(configured, "169.254.169.254", "10.0.0.7", "files.example.com")
    storage.status, storage.headers, storage.body = 302, {"Location": to}, b""
    with pytest.raises(RefusedFileUrlError):
        files.fetch(object_url(storage))


def test_a_link_that_goes_in_circles_is_given_up(storage: Host) -> None:
    storage.status, storage.headers, storage.body = 302, {"Location": object_url(storage)}, b""
    with pytest.raises(RefusedFileUrlError, match="redirected more than"):
        files.fetch(object_url(storage))
    assert len(storage.asked) == files.MOST_HOPS


@pytest.mark.parametrize(
    "url",
    [
        "http://files.example.com/cv.pdf",
        "https://files.example.com:8443/cv.pdf",
        "https://ann:secret@files.example.com/cv.pdf",
        "https://files.example.com.evil.example/cv.pdf",
        "https://evil.example/files.example.com/cv.pdf",
        "https://other.example.com/cv.pdf",
        "https://files.example.com\\@evil.example/cv.pdf",
        "ftp://files.example.com/cv.pdf",
        "https://[::1/cv.pdf",
    ],
)
def test_a_host_is_named_exactly_or_not_asked(configured: pytest.MonkeyPatch, url: str) -> None:
    allow(configured, "files.example.com")
    with pytest.raises(RefusedFileUrlError):
        files.fetch(url, Internet(lookup=nobody))


def test_a_name_that_leads_home_is_refused_though_its_host_is_allowed(
    configured: pytest.MonkeyPatch,
) -> None:
    allow(configured, "localhost", "two-faced.example.com")
    with pytest.raises(RefusedFileUrlError, match="private addresses"):
        files.fetch("https://localhost/cv.pdf")
    with pytest.raises(RefusedFileUrlError, match="private addresses"):
        files.fetch(
            "https://two-faced.example.com/cv.pdf",
            Internet(lookup=lambda _host, _port: [PUBLIC, ipaddress.ip_address("192.168.1.1")]),
        )


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "240.0.0.1",
        "::",
        "::1",
        "fe80::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:a9fe:a9fe",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
    ],
)
def test_addresses_that_are_not_of_the_open_internet(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "1.1.1.1", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_addresses_that_are(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@given(st.ip_addresses())
def test_any_address_is_one_or_the_other(address: Address) -> None:
    assert is_public(address) in {True, False}


def certificate(folder: Path, host: str) -> tuple[ssl.SSLContext, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "host.pem"
    pem.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context, pem


def test_the_connection_goes_to_the_address_that_was_looked_at_under_the_link_s_own_name(
    configured: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    context, pem = certificate(tmp_path, "files.example.com")
    allow(configured, "files.example.com")
    looked_up = []

    def lookup(host: str, _port: int) -> list[Address]:
        looked_up.append(host)
        return [ipaddress.ip_address("127.0.0.1")]

    for host in serving(context):
        internet = Internet(
            lookup=lookup,
            admits=lambda _address: True,  # 127.0.0.1 plays the internet
            https_port=int(host.url.rpartition(":")[2]),
            trust=ssl.create_default_context(cafile=str(pem)),
        )
        assert files.fetch("https://files.example.com/a/cv.pdf?x=1", internet) == PDF
        assert host.asked == [("/a/cv.pdf?x=1", "files.example.com", None)]
        assert looked_up == ["files.example.com"]
        allow(configured, "other.example.com")
        with pytest.raises(ProviderUnavailableError, match="certificate"):
            files.fetch("https://other.example.com/cv.pdf", internet)


def test_a_name_that_nobody_has_is_refused(configured: pytest.MonkeyPatch) -> None:
    allow(configured, "no-such-host.invalid")
    with pytest.raises((RefusedFileUrlError, ProviderUnavailableError)):
        files.fetch("https://no-such-host.invalid/cv.pdf")


@pytest.mark.usefixtures("configured")
@pytest.mark.parametrize("content", [b"", PDF, bytes(range(256)) * 4_000])
def test_a_file_of_our_own_comes_back_by_its_reference(content: bytes) -> None:
    reference = file_folder.keep(content)
    assert file_folder.keep(content) == reference
    assert files.fetch(reference) == content
    [kept] = [path for path in settings().files_folder.rglob("*") if path.is_file()]
    assert kept.stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("configured")
@pytest.mark.parametrize(
    "reference", ["caddie-file://" + "0" * 64, "caddie-file://../../etc/passwd", "caddie-file://x"]
)
def test_a_reference_to_nothing_is_gone(reference: str) -> None:
    with pytest.raises(FileGoneError):
        files.fetch(reference)


@pytest.mark.usefixtures("configured")
def test_files_are_cleared_when_nobody_has_used_them_for_long() -> None:
    old, used = file_folder.keep(b"old"), file_folder.keep(b"used")
    long_ago = time.time() - 10_000
    for place in settings().files_folder.rglob("*"):
        if place.is_file():
            os.utime(place, (long_ago, long_ago))
    file_folder.keep(b"used")
    since = datetime.now(UTC) - timedelta(hours=1)
    assert sum(file_folder.clear(part, since) for part in range(file_folder.PARTS)) == 1
    assert file_folder.kept(used) == b"used"
    with pytest.raises(FileGoneError):
        file_folder.kept(old)


def test_a_storage_needs_its_key(configured: pytest.MonkeyPatch) -> None:
    configured.setenv("SUPABASE_URL", "https://project.supabase.co")
    settings.cache_clear()
    with pytest.raises(SettingsError, match="SUPABASE_SERVICE_ROLE_KEY must be too"):
        settings()


@pytest.mark.parametrize("hosts", ["https://files.example.com", "files.example.com:8443", "*.example.com"])
def test_a_host_is_a_name_and_nothing_more(configured: pytest.MonkeyPatch, hosts: str) -> None:
    configured.setenv("FILE_HOSTS", hosts)
    settings.cache_clear()
    with pytest.raises(SettingsError, match="FILE_HOSTS"):
        settings()
