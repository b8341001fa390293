import re

import httpx

from tests.sandbox_server import Sandbox

LINKS = re.compile(r'href="(/[^"]*)"')
# These are links there.
STATES = {
    "/stripe/_state",
    "/resend/_state",
    "/tee-time-source/_state",
    "/supabase/_state",
    "/anthropic/_state",
}
SWITCHES = re.compile(r"<code>(GET|POST|PUT|DELETE) (/[^<?]*)")


def test_the_front_page_leads_to_every_page(sandbox: Sandbox) -> None:
    front = httpx.get(sandbox.url).text
    links = set(LINKS.findall(front))
    assert {
        "/stripe/events",
        "/stripe/webhooks",
        "/resend/inbox",
        "/tee-time-source/offers",
        "/supabase/files",
    } <= links
    assert {path: httpx.get(f"{sandbox.url}{path}").status_code for path in links} == dict.fromkeys(
        links, 200
    )


def test_the_front_page_names_switches_that_are_there_and_all_that_are_there(sandbox: Sandbox) -> None:
    named = set(SWITCHES.findall(httpx.get(sandbox.url).text))
    served = {
        (method.upper(), path)
        for path, methods in httpx.get(f"{sandbox.url}/openapi.json").json()["paths"].items()
        for method, described in methods.items()
        if described.get("tags") == ["switches for tests"]
    }
    assert named <= served
    # A switch can be looked at and taken back where it is turned.
    assert {path for _, path in served} - {path for _, path in named} == STATES
