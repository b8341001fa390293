"""What is particular to forked runs: a process of one's own, the installed code, a cold start behind it."""

import asyncio
import json
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from prefect.client.orchestration import get_client
from prefect.filesystems import LocalFileSystem
from prefect.settings import PREFECT_API_URL, temporary_settings

from deployments.runner.installed_code import installed_code
from tests.deployments.runner.rig import WARM, WORKLOAD, Rig, RunningWorker
from tests.patience import until


def result(run: dict[str, Any]) -> Any:
    """What the run returned, read from where results are kept."""
    key = run["state"]["data"]["storage_key"]
    return json.loads(Path(key).read_text())


@pytest.fixture(scope="module")
def pool(rig: Rig) -> Iterator[str]:
    """A pool with a worker that several tests share."""
    rig.deploy(pool="warm")
    with rig.worker(WARM, pool="warm"):
        yield "warm"


@pytest.fixture
def own_code(tmp_path: Path) -> Path:
    """A copy of the workload that a test may change."""
    shutil.copytree(WORKLOAD, tmp_path / "code", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "code"


def test_a_run_has_an_environment_folder_and_luck_of_its_own(rig: Rig, pool: str) -> None:
    variables = {"env": {"TRIAL": "mine"}, "command": "python -m prefect.engine"}
    deployment = rig.deploy("surroundings", pool=pool, job_variables=variables)["surroundings"]
    runs = [rig.finish(rig.trigger(deployment, variable="TRIAL")) for _ in range(2)]
    first, second = (result(run) for run in runs)
    assert first[0] == second[0] == "mine"
    for one, other in zip(first[1:4], second[1:4], strict=True):  # folder, random number, process
        assert one != other


def test_prefects_settings_in_the_job_variables_count(rig: Rig, pool: str) -> None:
    variables = {"env": {"PREFECT_LOGGING_LEVEL": "ERROR"}, "command": "python -m prefect.engine"}
    deployment = rig.deploy("steps", pool=pool, job_variables=variables)["steps"]
    run = rig.finish(rig.trigger(deployment))
    assert run["state_type"] == "COMPLETED"
    assert "Beginning flow run" not in rig.logs(run["id"])


def test_changed_code_is_what_new_runs_get_and_running_ones_keep_theirs(
    rig: Rig, own_code: Path, diary: Path
) -> None:
    deployment = rig.deploy("waits_for", pool="reloaded")["waits_for"]
    with rig.worker(WARM, pool="reloaded", settings={"PYTHONPATH": str(own_code)}):
        before = rig.trigger(deployment, path=str(diary))
        rig.wait_until(before, "RUNNING")
        module = own_code / "flows" / "trials.py"
        module.write_text(module.read_text().replace('RELEASE = "first"', 'RELEASE = "second, changed"'))
        after = rig.trigger(deployment, path=str(diary))
        rig.wait_until(after, "RUNNING")
        diary.touch()
        assert result(rig.finish(before)) == "first"
        assert result(rig.finish(after)) == "second, changed"


def test_code_that_cannot_be_imported_starts_cold_and_says_so_once_it_fails(rig: Rig, own_code: Path) -> None:
    deployment = rig.deploy("steps", pool="broken")["steps"]
    (own_code / "flows" / "broken.py").write_text("import nothing_of_this_name\n")
    with rig.worker(WARM, pool="broken", warm=False, settings={"PYTHONPATH": str(own_code)}) as worker:
        run = rig.finish(rig.trigger(deployment))
        assert run["state_type"] == "COMPLETED"  # its own module imports
        assert "nothing_of_this_name" in worker.output()
        until(lambda: "Starting cold" in rig.logs(run["id"]), "the line that says so")


@pytest.mark.parametrize(
    ("code", "owner"),
    [
        (
            "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n",
            "thread",
        ),
        ("import socket\nopen_for_ever = socket.socket()\n", "socket"),
    ],
)
def test_a_thread_or_connection_before_the_fork_is_named(
    rig: Rig, own_code: Path, code: str, owner: str
) -> None:
    rig.deploy(pool="unsafe")
    (own_code / "flows" / "careless.py").write_text("import flows.culprit\n")
    (own_code / "flows" / "culprit.py").write_text(code)
    with rig.worker(WARM, pool="unsafe", warm=False, settings={"PYTHONPATH": str(own_code)}) as worker:
        complaint = until(lambda: _line(worker, "Runs cannot be forked"), "the complaint")
    assert owner in complaint
    assert "flows.culprit" in complaint


def test_a_file_entrypoint_is_left_to_the_stock_start(rig: Rig, pool: str, tmp_path: Path) -> None:
    script = tmp_path / "elsewhere.py"
    script.write_text("from prefect import flow\n\n@flow\ndef elsewhere() -> None:\n    print('here')\n")
    deployment = rig.deploy("steps", pool=pool, entrypoint=f"{script}:elsewhere", path=str(tmp_path))["steps"]
    run = rig.finish(rig.trigger(deployment))
    assert run["state_type"] == "COMPLETED"
    assert run["labels"]["caddie.version"] == installed_code("flows").version
    assert run["labels"]["caddie.commit"]


def test_what_a_run_started_goes_with_it(rig: Rig, pool: str, diary: Path) -> None:
    deployment = rig.deploy("leaves_a_process", pool=pool)["leaves_a_process"]
    run = rig.finish(rig.trigger(deployment, path=str(diary)))
    assert run["state_type"] == "COMPLETED"
    left = int(diary.read_text())
    until(lambda: not Path(f"/proc/{left}").exists(), "the end of what the run started")


def test_ctrl_c_reaches_the_worker_alone(rig: Rig, diary: Path) -> None:
    deployment = rig.deploy("waits_for", pool="interrupted")["waits_for"]
    with rig.worker(WARM, pool="interrupted") as worker:
        run = rig.trigger(deployment, path=str(diary))
        rig.wait_until(run, "RUNNING")
        worker.process.send_signal(signal.SIGINT)
        until(lambda: "Received SIGINT" in worker.output(), "the signal's arrival")
        diary.touch()
        assert rig.finish(run)["state_type"] == "COMPLETED"
        assert worker.process.wait(60) == 0


def _line(worker: RunningWorker, start: str) -> str | None:
    return next((line for line in worker.output().splitlines() if start in line), None)


@pytest.fixture
def kept(rig: Rig, tmp_path: Path) -> Iterator[Path]:
    """Where Prefect's server has results kept that name no storage themselves."""
    folder = tmp_path / "kept"
    with temporary_settings({PREFECT_API_URL: str(rig.api.base_url)}), get_client(sync_client=True) as client:
        block = asyncio.run(LocalFileSystem(basepath=str(folder)).asave("kept", overwrite=True))
        client.update_server_default_result_storage(block)
        yield folder
        client.clear_server_default_result_storage()


def test_results_go_where_prefects_server_says(rig: Rig, kept: Path) -> None:
    deployment = rig.deploy("steps", pool="storage")["steps"]
    with rig.worker(WARM, pool="storage"):
        run = rig.finish(rig.trigger(deployment))
    assert len(list(kept.iterdir())) == 1 + 5
    assert Path(run["state"]["data"]["storage_key"]).name in {file.name for file in kept.iterdir()}


@pytest.fixture
def slow_commits(rig: Rig) -> Iterator[None]:
    """Prefect's server tells of a run half a second before others can see it."""
    url = rig.environment["PREFECT_SERVER_DATABASE_CONNECTION_URL"].replace("+asyncpg", "")
    with psycopg.connect(url, autocommit=True) as database:
        database.execute(
            """
            CREATE FUNCTION wait_a_moment() RETURNS trigger LANGUAGE plpgsql
                AS $$ BEGIN PERFORM pg_sleep(0.5); RETURN NULL; END $$;
            CREATE CONSTRAINT TRIGGER slow_commit AFTER INSERT ON flow_run
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_a_moment();
            """
        )
        yield
        database.execute("DROP TRIGGER slow_commit ON flow_run; DROP FUNCTION wait_a_moment")


@pytest.mark.usefixtures("slow_commits")
def test_a_run_that_is_announced_before_it_is_there_waits_for_no_poll(rig: Rig) -> None:
    deployment = rig.deploy("steps", pool="announced")["steps"]
    with rig.worker(WARM, pool="announced", settings={"PREFECT_WORKER_QUERY_SECONDS": "600"}):
        assert rig.finish(rig.trigger(deployment), seconds=20)["state_type"] == "COMPLETED"
