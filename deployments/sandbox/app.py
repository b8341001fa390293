"""The sandbox: one local server that stands in for the providers for which there is no key.

Run it with `uvicorn --factory deployments.sandbox.app:create_app`, on a loopback address alone: it asks
nobody who they are. What it knows is kept in `CADDIE_HOME/sandbox`.
"""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request
from starlette.responses import Response

from deployments.sandbox.anthropic_messages.stand_in import anthropic_stand_in
from deployments.sandbox.file_storage.stand_in import file_storage_stand_in
from deployments.sandbox.github.stand_in import github_stand_in
from deployments.sandbox.job_boards.stand_in import job_boards_stand_in
from deployments.sandbox.pages import page
from deployments.sandbox.resend_mail.stand_in import resend_stand_in
from deployments.sandbox.stripe_checkout.stand_in import stripe_stand_in
from deployments.sandbox.stripe_checkout.webhooks import Endpoint
from deployments.sandbox.tee_time_source.stand_in import tee_time_stand_in
from tasks.settings import SANDBOX_WEBHOOK_SECRET, settings


def create_app(
    home: Path | None = None,
    clock: Callable[[], float] = time.time,
    endpoint: Endpoint | None = None,
) -> FastAPI:
    """The server, with everything that its folder remembers.

    Args:
        home: The folder; without it `sandbox` in CADDIE_HOME.
        clock: Gives Unix seconds.
        endpoint: Where Stripe's webhooks go; without it to the local door.
    """
    folder = home or settings().caddie_home / "sandbox"
    stand_ins = (
        stripe_stand_in(folder, clock, endpoint or _the_door()),
        resend_stand_in(folder, clock),
        tee_time_stand_in(folder, clock),
        file_storage_stand_in(folder, clock),
        anthropic_stand_in(),
        github_stand_in(clock),
        job_boards_stand_in(clock),
    )

    @asynccontextmanager
    async def begin(_app: FastAPI) -> AsyncIterator[None]:
        for stand_in in stand_ins:
            stand_in.start()
        yield

    app = FastAPI(
        title="Caddie's sandbox", description="Stands in for providers without an account.", lifespan=begin
    )
    for stand_in in stand_ins:
        app.include_router(stand_in.router)

    @app.get("/", include_in_schema=False)
    async def front(request: Request) -> Response:
        """What it stands in for."""
        return page(request, "front.html", {"stand_ins": stand_ins})

    @app.get("/health")
    async def health() -> dict[str, str]:
        """It is alive."""
        return {"status": "ok"}

    return app


def _the_door() -> Endpoint:
    """Where the local door takes webhooks, and the secret that it takes them by."""
    configured = settings()
    secrets = configured.stripe_webhook_secrets
    return Endpoint(
        url=f"{configured.webhook_url}/stripe/webhook",
        secret=secrets[0] if secrets else SANDBOX_WEBHOOK_SECRET,
    )
