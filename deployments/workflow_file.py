"""prefect.yaml: which workflows there are to deploy."""

from pathlib import Path

import yaml


def prefect_file() -> Path:
    """prefect.yaml, which the wheel carries beside this module and a checkout has at its top."""
    here = Path(__file__).parent
    carried = here / "prefect.yaml"
    return carried if carried.exists() else here.parent / "prefect.yaml"


def deployment_names() -> frozenset[str]:
    """The name of every deployment in it."""
    listed = yaml.safe_load(prefect_file().read_text(encoding="utf-8"))["deployments"]
    return frozenset(deployment["name"] for deployment in listed)
