"""The sandbox's HTML: plain templates, nothing loaded from elsewhere."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi import Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

_TEMPLATES = Jinja2Templates(Path(__file__).parent / "templates")


def money(amount: int, currency: str) -> str:
    """An amount in cents as a person reads it: `$9.00`, `9.00 EUR`."""
    whole = f"{amount / 100:,.2f}"
    return f"${whole}" if currency == "usd" else f"{whole} {currency.upper()}"


def moment(seconds: int) -> str:
    """Unix seconds as a person reads them, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


_TEMPLATES.env.filters.update(money=money, moment=moment)


def page(
    request: Request, template: str, values: Mapping[str, Any] | None = None, status: int = 200
) -> Response:
    """A template, filled in; what is put into it is escaped."""
    return _TEMPLATES.TemplateResponse(request, template, dict(values or {}), status)
