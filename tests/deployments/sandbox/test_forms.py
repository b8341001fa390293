from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deployments.sandbox.stripe_checkout.form import Tree, parse_form
from deployments.sandbox.stripe_checkout.refusals import StripeRefusal
from tasks.settings import SANDBOX_PRICE_ID
from tests.sandbox_server import Sandbox


@pytest.mark.parametrize(
    ("form", "tree"),
    [
        (b"", {}),
        (b"mode=payment&mode=subscription", {"mode": "subscription"}),
        (b"a[b][c]=1&a[d]=2", {"a": {"b": {"c": "1"}, "d": "2"}}),
        (b"a[0][p]=x&a[1][p]=y", {"a": {"0": {"p": "x"}, "1": {"p": "y"}}}),
        (b"a[]=x&a[]=y", {"a": {"0": "x", "1": "y"}}),
        (b"e=ann%40example.com&n=J%C3%B6rg+B", {"e": "ann@example.com", "n": "Jörg B"}),
        (b"a[b=1&]c[=2&[]=3", {"a[b": "1", "]c[": "2", "[]": "3"}),
    ],
)
def test_brackets_make_a_tree(form: bytes, tree: Tree) -> None:
    assert parse_form(form) == tree


@pytest.mark.parametrize(
    "form", [b"a=1&a[b]=2", b"a[b]=1&a=2", b"a=%ff", b"\xff=1", b"a[1][2][3][4][5][6]=x", b"a=1&" * 1001]
)
def test_what_is_no_form_is_refused(form: bytes) -> None:
    with pytest.raises(StripeRefusal) as refused:
        parse_form(form)
    assert refused.value.status == 400


NAMES = st.sampled_from(
    [
        *("mode", "line_items", "line_items[0]", "line_items[0][price]", "line_items[][quantity]"),
        *("line_items[9][price_data][currency]", "success_url", "cancel_url", "customer_email", "expires_at"),
        *(
            "metadata",
            "metadata[k]",
            "metadata[k][l]",
            "payment_intent_data[metadata]",
            "ui_mode",
            "expand[]",
        ),
        *("limit", "created", "created[gte]", "starting_after", "type", "types[]", "status"),
        *("customer_details[email]", "delivery_success"),
    ]
)
VALUES = st.sampled_from(
    ["payment", "1", "-1", "9" * 30, SANDBOX_PRICE_ID, "https://a.example/[", "http://[::1", "", "true", "\0"]
)
FORMS = st.one_of(
    st.binary(max_size=200),
    st.lists(st.tuples(NAMES | st.text(max_size=20), VALUES | st.text(max_size=20)), max_size=12).map(
        lambda fields: urlencode(fields, errors="replace").encode()
    ),
)
CALLS = st.sampled_from(
    ["POST checkout/sessions", "GET checkout/sessions", "GET events", "POST checkout/sessions/x/expire"]
)


def test_a_body_has_an_end(sandbox: Sandbox) -> None:
    answer = httpx.post(
        f"{sandbox.url}/stripe/v1/checkout/sessions",
        content=b"a" * 600_000,
        headers={"Authorization": "Bearer sk_test_x"},
    )
    assert answer.status_code == 413


def test_no_form_breaks_the_sandbox(sandbox: Sandbox) -> None:
    key = {"Authorization": "Bearer sk_test_x"}

    @settings(max_examples=300)
    @given(CALLS, FORMS)
    def answers(call: str, form: bytes) -> None:
        method, path = call.split()
        if method == "POST":
            answer = client.post(path, content=form)
        else:
            answer = client.get(path, params=httpx.QueryParams(form.decode("latin-1")))
        assert answer.status_code in {200, 400, 404}
        assert ("error" in answer.json()) == (answer.status_code != 200)

    with httpx.Client(base_url=f"{sandbox.url}/stripe/v1/", headers=key) as client:
        answers()
