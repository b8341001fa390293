"""Résumés of made-up people as files, and a storage to put them in: made by the tests, from no one's own."""

import io
from urllib.parse import quote

import docx
import httpx
import typst
from PIL import Image, ImageDraw

from deployments.state_folder import Addresses


def pdf_resume(name: str = "Nora Feldkamp", position: str = "Platform Engineer") -> bytes:
    """A PDF with text: two roles, a degree, three skills."""
    made = typst.compile(
        f"""
= {name}
nora\\@example.com | +49 30 5551 2345

== Work Experience
*{position}, Harbour Rail* #h(1fr) March 2021 – Present
- Moved 40 services to Kubernetes

*Software Engineer, Lumen Payments* #h(1fr) June 2017 – February 2021
- Wrote the settlement service in Go

== Education
*MSc Computer Science*, Technical University of Kiel #h(1fr) 2015 – 2017

== Skills
Python, Go, PostgreSQL
""".encode()
    )
    assert isinstance(made, bytes)
    return made


def docx_resume(*paragraphs: str) -> bytes:
    """A DOCX with these paragraphs."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def picture_pdf(text: str = "Ann Lee") -> bytes:
    """A PDF whose only page is a picture of this text."""
    page = Image.new("RGB", (600, 800), "white")
    ImageDraw.Draw(page).text((50, 50), text, fill="black")
    held = io.BytesIO()
    page.save(held, "PDF")
    return held.getvalue()


def upload(stack: Addresses, content: bytes, path: str, *, seconds: int = 600) -> str:
    """Put it into the sandbox's storage as an app does; answers with a signed link."""
    storage, place = f"{stack.sandbox}/supabase/storage/v1", quote(f"resumes/{path}")
    key = {"Authorization": "Bearer a-test", "x-upsert": "true"}
    with httpx.Client(headers=key, trust_env=False) as app:
        app.post(f"{storage}/object/{place}", content=content).raise_for_status()
        signed = app.post(f"{storage}/object/sign/{place}", json={"expiresIn": seconds}).raise_for_status()
    return storage + str(signed.json()["signedURL"])
