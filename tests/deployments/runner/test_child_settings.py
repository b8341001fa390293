"""Runs are spared what they do not need, and nothing that somebody asked for."""

import ssl
from pathlib import Path

from deployments.runner.child_settings import child_settings

CERTIFICATES = "PREFECT_API_SSL_CERT_FILE"


def test_what_somebody_set_stays(tmp_path: Path) -> None:
    asked = {"PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "true", CERTIFICATES: "/their/own.pem"}
    added = child_settings(asked, "http://127.0.0.1:4200/api", tmp_path)
    assert not asked.keys() & added.keys()


def test_an_http_api_needs_one_certificate_to_load(tmp_path: Path) -> None:
    added = child_settings({}, "http://127.0.0.1:4200/api", tmp_path)
    context = ssl.create_default_context(cafile=added[CERTIFICATES])
    assert context.cert_store_stats()["x509_ca"] == 1


def test_an_https_api_keeps_all_authorities(tmp_path: Path) -> None:
    assert CERTIFICATES not in child_settings({}, "https://prefect.example.com/api", tmp_path)
