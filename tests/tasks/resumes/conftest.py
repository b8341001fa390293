from tests.sandbox_server import clock, sandbox, stage

__all__ = ["clock", "sandbox", "stage"]
