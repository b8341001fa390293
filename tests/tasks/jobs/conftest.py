from tests.job_world import world
from tests.sandbox_server import clock, sandbox, stage

__all__ = ["clock", "sandbox", "stage", "world"]
