"""The stack as who runs it meets it: it starts, stays up, stops, and leaves nothing behind."""

import os
import select
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest
from pydantic import JsonValue

from deployments.door_client import DoorClient
from deployments.embedded_postgres import PREFECT_DATABASE
from deployments.scratch_stack import ScratchStack, scratch_environment, stack_on
from deployments.state_folder import Addresses, NoStackError, StateFolder
from deployments.work_pool import WORK_POOL, WORK_QUEUES
from tests.databases import server_on
from tests.looking import part
from tests.patience import until

PATIENCE = 180


@dataclass
class Voice:
    """What stacks say on their stderr."""

    reader: int
    writer: int
    heard: str = ""

    def until(self, words: str) -> str:
        """Everything up to these words, once they are said."""
        while words not in self.heard:
            ready, _, _ = select.select([self.reader], [], [], PATIENCE)
            assert ready, f"waited in vain for {words!r} after:\n{self.heard}"
            self.heard += os.read(self.reader, 65536).decode()
        before, _, self.heard = self.heard.partition(words)
        return before + words


@pytest.fixture(scope="module")
def voice() -> Iterator[Voice]:
    reader, writer = os.pipe()
    yield Voice(reader, writer)
    os.close(reader)
    os.close(writer)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="caddie-test-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def environment(home: Path) -> Mapping[str, str]:
    return scratch_environment(home)


@pytest.fixture(scope="module")
def own(home: Path, environment: Mapping[str, str], voice: Voice) -> Iterator[ScratchStack]:
    """A stack that these tests may hurt; the last of them ends it."""
    with stack_on(home, environment, said=voice.writer) as running:
        yield running


def refused(environment: Mapping[str, str]) -> str:
    """What a start that must fail says."""
    done = subprocess.run(
        (sys.executable, "-m", "deployments.cli", "up"),
        env=environment,
        cwd=environment["CADDIE_HOME"],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr


def everyone_of(home: Path) -> list[psutil.Process]:
    """Every process that works on this state folder, whoever its parent is."""
    found = []
    for process in psutil.process_iter():
        try:
            if str(home) in " ".join((*process.cmdline(), process.environ().get("CADDIE_HOME", ""))):
                found.append(process)
        except psutil.Error:  # gone, or not ours to look at
            continue
    return found


def nobody_is_left(home: Path) -> bool:
    psutil.wait_procs(everyone_of(home), timeout=PATIENCE)
    return not everyone_of(home)


def hang_a_run(addresses: Addresses) -> None:
    """Return when a run waits for a Stripe that does not answer."""
    faults = f"{addresses.sandbox}/stripe/_faults"
    httpx.post(faults, json={"kind": "hang", "path": "/v1/checkout/sessions"}, timeout=60).raise_for_status()
    with DoorClient(addresses) as door:
        day = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
        place: JsonValue = {"zip_code": "02134", "search_date": day}
        door.start("monitor-creation", {"email": "cut-off@example.com", "search_criteria": place})
    state = f"{addresses.sandbox}/stripe/_state"
    until(lambda: not httpx.get(state, timeout=60).json()["faults"], "the run to get to Stripe")


def states_of_the_hanging_run(home: Path) -> set[str]:
    """Every state that Prefect has noted of it: from its rows, with no stack running."""
    noted = (
        "SELECT state.type FROM flow_run_state state JOIN flow_run run ON run.id = state.flow_run_id"
        " JOIN flow ON flow.id = run.flow_id WHERE flow.name = 'monitor-creation'"
    )
    folder = home / "postgres"
    with (
        server_on(folder, cleanup="stop"),
        psycopg.connect(f"postgresql://postgres@/{PREFECT_DATABASE}?host={folder}") as connection,
    ):
        return {str(kind) for (kind,) in connection.execute(noted)}


def test_stack_json_says_where_everything_answers_to_its_owner_alone(own: ScratchStack) -> None:
    file = own.home / "stack.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert Addresses.from_json(file.read_text()) == own.addresses
    for url in ("webhook", "prefect", "sandbox"):
        assert getattr(own.addresses, url).startswith("http://127.0.0.1:")
    for ready in (
        f"{own.addresses.webhook}/ready",
        f"{own.addresses.prefect_api}/health",
        f"{own.addresses.sandbox}/health",
    ):
        assert httpx.get(ready, timeout=60).is_success


def test_the_application_is_no_superuser_and_bypasses_nothing(own: ScratchStack) -> None:
    role = (
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
    )
    with psycopg.connect(own.addresses.database_url) as connection:
        assert connection.execute(role).fetchone() == (False, False, False, False)
    assert own.addresses.admin_database_url is not None
    with psycopg.connect(own.addresses.admin_database_url) as connection:
        assert connection.execute(role).fetchone() == (True, True, True, True)


def test_every_queue_has_its_limit(own: ScratchStack) -> None:
    queues = httpx.post(
        f"{own.addresses.prefect_api}/work_pools/{WORK_POOL}/queues/filter", json={}, timeout=60
    ).json()
    assert {(queue["name"], queue["concurrency_limit"]) for queue in queues} == {
        (queue.name, queue.limit) for queue in WORK_QUEUES
    }


def test_nothing_of_the_stack_is_written_outside_its_folder(own: ScratchStack) -> None:
    worker = part(own, "worker").environ()
    assert worker["PREFECT_HOME"].startswith(str(own.home))
    assert worker["PREFECT_LOCAL_STORAGE_PATH"] == str(own.home / "results")


def test_parts_that_run_know_nothing_of_the_role_that_owns(own: ScratchStack) -> None:
    for child in psutil.Process(own.process.pid).children():
        assert "DATABASE_OWNER_URL" not in child.environ()


def test_a_second_start_says_so_and_leaves_the_first_alone(
    own: ScratchStack, environment: Mapping[str, str]
) -> None:
    said = refused(environment)
    assert said.count("\n") == 1
    assert f"A stack already runs on {own.home} (process {own.process.pid})" in said
    assert httpx.get(f"{own.addresses.webhook}/ready", timeout=60).is_success
    assert StateFolder(own.home).addresses() == own.addresses


def test_a_port_in_use_is_one_line_that_names_port_and_setting(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = refused(scratch_environment(tmp_path) | {"CADDIE_PREFECT_PORT": port})
    assert said.count("\n") == 1
    assert port in said
    assert "CADDIE_PREFECT_PORT" in said
    assert not everyone_of(tmp_path)


@pytest.mark.parametrize(
    ("name", "word"), [("door", "deployments.shim"), ("worker", "worker"), ("postgres", "postgres")]
)
def test_a_part_that_is_killed_comes_back(name: str, word: str, own: ScratchStack, voice: Voice) -> None:
    part(own, word).kill()
    assert f"{name} died (signal 9): starting it again" in voice.until(f"{name} is back")


def test_three_deaths_within_a_minute_stop_the_stack_and_it_says_which(
    own: ScratchStack, voice: Voice, home: Path
) -> None:
    for _ in range(2):
        part(own, "deployments.sandbox").kill()
        voice.until("sandbox is back")
    part(own, "deployments.sandbox").kill()

    assert own.process.wait(PATIENCE) == 1
    assert "caddie: sandbox died 3 times within a minute" in voice.until("so the stack stops")
    assert not (home / "stack.json").exists()
    assert nobody_is_left(home)


def test_after_kill_9_nothing_goes_on_the_next_start_takes_over_and_stops_in_order(
    home: Path, environment: Mapping[str, str], voice: Voice
) -> None:
    with stack_on(home, environment, said=voice.writer) as killed:
        killed.process.kill()
        killed.process.wait()
        assert nobody_is_left(home)
        with pytest.raises(NoStackError):
            StateFolder(home).addresses()

    with stack_on(home, environment, said=voice.writer) as running:
        assert running.addresses == killed.addresses  # the token too
        assert httpx.get(f"{running.addresses.webhook}/ready", timeout=60).is_success
        hang_a_run(running.addresses)
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(PATIENCE) == 0
        assert nobody_is_left(home)
    assert not (home / "stack.json").exists()

    assert "CRASHED" in states_of_the_hanging_run(home), "nobody could take it up again"
