"""What runs are spared: requests and waits of Prefect's clients that buy a local run nothing.

Each is a public setting of Prefect's, set for the children alone and only where nobody set it.
Figures: two cores, prefect 3.8.8.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import certifi

_SPARED = {
    # One request less for each client: the server asks for no token unless it is told to.
    "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "false",
    # One request less for each client: server and worker come from one lock.
    "PREFECT_CLIENT_SERVER_VERSION_CHECK_ENABLED": "false",
}


def child_settings(environment: Mapping[str, str], api_url: str, folder: Path) -> dict[str, str]:
    """The settings to add to `environment`.

    Args:
        environment: What runs get already; it wins.
        api_url: Prefect's API.
        folder: Where a file may be put that lives as long as the worker.
    """
    added = dict(_SPARED)
    if api_url.startswith("http://"):
        # Every client loads all certificate authorities, 28 ms, two to four times a run, for http:// too.
        added["PREFECT_API_SSL_CERT_FILE"] = str(_one_certificate(folder))
    return {name: value for name, value in added.items() if name not in environment}


def _one_certificate(folder: Path) -> Path:
    bundle = Path(certifi.where()).read_text(encoding="ascii", errors="ignore")
    first = re.search(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n", bundle, re.DOTALL)
    assert first is not None, "certifi ships certificates"
    path = folder / "one-certificate.pem"
    path.write_text(first.group(), encoding="ascii")
    return path
