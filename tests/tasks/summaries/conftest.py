from tests.sandbox_server import clock, sandbox, stage
from tests.summary_world import world

__all__ = ["clock", "sandbox", "stage", "world"]
