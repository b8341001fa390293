import asyncio
import re

import httpx

from deployments.shim.app import create_app


def test_the_documentation_needs_no_other_host() -> None:
    async def read() -> list[httpx.Response]:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(create_app()), base_url="http://door"
        ) as client:
            page = await client.get("/docs")
            loaded = re.findall(r"(?:src|href)=\"([^\"]+)\"", page.text)
            return [page, *[await client.get(address) for address in loaded]]

    answers = asyncio.run(read())
    assert len(answers) > 2
    assert {(answer.status_code, answer.url.host) for answer in answers} == {(200, "door")}
