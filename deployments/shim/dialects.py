"""Routes of older APIs, whose callers know one status for every kind of bad input: 400."""

from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from deployments.shim.problems import Problem, from_validation
from deployments.shim.spelling import camel

_UNPROCESSABLE = 422


class _DialectRoute(APIRoute):
    """Every 422 becomes a 400, and fields are named as these callers spell them."""

    success: ClassVar[bool | None]

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's handler, with its errors in the dialect."""
        plain = super().get_route_handler()

        async def in_dialect(request: Request) -> Response:
            try:
                return await plain(request)
            except RequestValidationError as invalid:
                raise self._translated(from_validation(invalid)) from invalid
            except Problem as problem:
                raise self._translated(problem) from problem

        return in_dialect

    def _translated(self, problem: Problem) -> Problem:
        errors = [wrong.model_copy(update={"field": camel(wrong.field)}) for wrong in problem.errors]
        told = "; ".join(f"{wrong.field} {wrong.message}" for wrong in errors)
        return Problem(
            status=400 if problem.status == _UNPROCESSABLE else problem.status,
            error=told or problem.error,
            errors=errors,
            headers=problem.headers,
            success=self.success,
        )


class HowlerHireRoute(_DialectRoute):
    """Errors are `{error}`."""

    success = None


class MonitorRoute(_DialectRoute):
    """Errors are `{success: false, error}`."""

    success = False
