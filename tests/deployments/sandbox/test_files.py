"""The sandbox's file storage speaks as Supabase's does, oddities included."""

from typing import Any

import httpx
import pytest

from tests.sandbox_server import Clock, Sandbox

KEY = {"Authorization": "Bearer any"}
PDF = b"%PDF-1.7 made up"


def storage(sandbox: Sandbox, method: str, path: str, **more: Any) -> httpx.Response:
    headers = KEY | more.pop("headers", {})
    return httpx.request(method, f"{sandbox.url}/supabase/storage/v1{path}", headers=headers, **more)


def put(sandbox: Sandbox, place: str = "resumes/ann/1.pdf", content: bytes = PDF) -> None:
    headers = {"content-type": "application/pdf"}
    storage(sandbox, "POST", f"/object/{place}", content=content, headers=headers).raise_for_status()


def signed(sandbox: Sandbox, place: str = "resumes/ann/1.pdf", seconds: int = 60) -> str:
    made = storage(sandbox, "POST", f"/object/sign/{place}", json={"expiresIn": seconds})
    return f"{sandbox.url}/supabase/storage/v1{made.raise_for_status().json()['signedURL']}"


def test_what_is_put_there_comes_back(sandbox: Sandbox) -> None:
    put(sandbox, "resumes/ann/a b.pdf")
    answer = storage(sandbox, "GET", "/object/resumes/ann/a%20b.pdf")
    assert (answer.content, answer.headers["content-type"]) == (PDF, "application/pdf")


def test_a_signed_link_opens_its_file_until_its_time_is_over(sandbox: Sandbox, clock: Clock) -> None:
    put(sandbox)
    link = signed(sandbox)
    assert httpx.get(link).content == PDF
    clock.now += 60
    expired = httpx.get(link)
    assert (expired.status_code, expired.json()["error"]) == (400, "InvalidJWT")


def test_a_signed_link_opens_no_other_file(sandbox: Sandbox) -> None:
    put(sandbox)
    put(sandbox, "resumes/bob/1.pdf")
    answer = httpx.get(signed(sandbox).replace("/ann/", "/bob/"))
    assert (answer.status_code, answer.json()["error"]) == (400, "InvalidSignature")


@pytest.mark.parametrize(
    ("method", "path", "true_status"),
    [
        ("GET", "/object/resumes/none.pdf", "404"),
        ("GET", "/object/public/resumes/ann/1.pdf", "404"),
        ("POST", "/object/nowhere/1.pdf", "404"),
        ("POST", "/object/resumes/ann/1.pdf", "409"),
        ("POST", "/bucket", "400"),
    ],
)
def test_a_refusal_is_400_and_says_its_true_status_in_the_body(
    sandbox: Sandbox, method: str, path: str, true_status: str
) -> None:
    put(sandbox)
    answer = storage(sandbox, method, path)
    assert (answer.status_code, answer.json()["statusCode"]) == (400, true_status)


def test_without_a_key_nothing_but_signed_links_opens(sandbox: Sandbox) -> None:
    put(sandbox)
    assert httpx.get(f"{sandbox.url}/supabase/storage/v1/object/resumes/ann/1.pdf").status_code == 400
    assert httpx.get(signed(sandbox)).status_code == 200


def test_an_upsert_puts_a_new_file_in_the_old_one_s_place(sandbox: Sandbox) -> None:
    put(sandbox)
    upsert = {"x-upsert": "true"}
    storage(sandbox, "POST", "/object/resumes/ann/1.pdf", content=b"new", headers=upsert).raise_for_status()
    assert storage(sandbox, "GET", "/object/resumes/ann/1.pdf").content == b"new"


def test_a_form_as_the_sdks_send_it_is_an_upload_too(sandbox: Sandbox) -> None:
    form: dict[str, Any] = {"": ("cv.pdf", PDF + b"\r\n--\x00\xff", "application/pdf")}
    answer = storage(sandbox, "POST", "/object/resumes/form.pdf", files=form, data={"cacheControl": "3600"})
    assert answer.json()["Key"] == "resumes/form.pdf"
    assert storage(sandbox, "GET", "/object/resumes/form.pdf").content == PDF + b"\r\n--\x00\xff"


def test_a_bucket_is_made_once(sandbox: Sandbox) -> None:
    bucket = {"id": "more", "name": "more", "public": True}
    assert storage(sandbox, "POST", "/bucket", json=bucket).json() == {"name": "more"}
    assert storage(sandbox, "POST", "/bucket", json=bucket).json()["statusCode"] == "409"
    put(sandbox, "more/1.pdf")
    assert httpx.get(f"{sandbox.url}/supabase/storage/v1/object/public/more/1.pdf").content == PDF
    assert storage(sandbox, "DELETE", "/object/more/1.pdf").status_code == 200
    assert storage(sandbox, "POST", "/object/list/more", json={"prefix": ""}).json() == []


def test_a_person_uploads_on_the_page_and_opens_what_is_there(sandbox: Sandbox) -> None:
    page = f"{sandbox.url}/supabase/files"
    form = {"file": ("ann.pdf", PDF, "application/pdf")}
    shown = httpx.post(page, files=form, follow_redirects=True)
    assert "resumes/ann.pdf" in shown.text
    link = shown.text.split('<a href="')[1].split('"')[0]
    assert httpx.get(link.replace("&amp;", "&")).content == PDF
    assert "the form has no file" in httpx.post(page, files={"x": (None, "x")}, follow_redirects=True).text


def test_it_remembers_its_files(sandbox: Sandbox, tmp_path: Any, clock: Clock, stage: Any) -> None:
    put(sandbox)
    again = stage.play(tmp_path, clock)
    assert storage(again, "GET", "/object/resumes/ann/1.pdf").content == PDF


def test_the_next_calls_go_wrong_if_a_test_says_so(sandbox: Sandbox) -> None:
    fault = {"kind": "status_429", "path": "/object/resumes", "retry_after": 3}
    httpx.post(f"{sandbox.url}/supabase/_faults", json=fault).raise_for_status()
    throttled = storage(sandbox, "GET", "/object/resumes/1.pdf")
    assert (throttled.status_code, throttled.headers["retry-after"]) == (429, "3")
    httpx.post(f"{sandbox.url}/supabase/_faults", json={"kind": "drop_after"}).raise_for_status()
    with pytest.raises(httpx.RemoteProtocolError):
        put(sandbox)
    state = httpx.get(f"{sandbox.url}/supabase/_state").json()
    assert (state["files"], state["faults"]) == (["resumes/ann/1.pdf"], [])
