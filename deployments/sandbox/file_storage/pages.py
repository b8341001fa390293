"""The files as a person sees them: each with a link that opens it, and a way to put one there."""

from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from deployments.sandbox.file_storage import signed_links
from deployments.sandbox.file_storage.desk import PREFIX, read_upload
from deployments.sandbox.file_storage.refusals import StorageRefusal
from deployments.sandbox.file_storage.shelf import Shelf
from deployments.sandbox.pages import page

HOME = "/supabase"
LISTED = 200
_AFTER_POST = 303
_LINK_SECONDS = 3_600


def pages_router(shelf: Shelf) -> APIRouter:
    """The list, and where its form goes."""
    router = APIRouter(prefix=HOME, include_in_schema=False)

    @router.get("/files")
    async def show_files(request: Request, problem: str = "") -> Response:
        """The latest files, newest first."""
        found = shelf.objects()
        base = str(request.base_url).rstrip("/")
        rows = [
            {
                "object": each,
                "url": f"{base}{PREFIX}/object/{quote(each.place)}",
                "link": f"{base}{PREFIX}/object/sign/{quote(each.place)}?token="
                + signed_links.sign(each.place, shelf.now, _LINK_SECONDS),
            }
            for each in found[: -LISTED - 1 : -1]
        ]
        return page(request, "files/files.html", {"rows": rows, "count": len(found), "problem": problem})

    @router.post("/files")
    async def upload_on_page(request: Request) -> Response:
        """Put a file into the bucket `resumes`, under its own name."""
        address = request.url_for("show_files")
        try:
            upload = await read_upload(request)
            shelf.put(f"resumes/{upload.name}", upload.content, upload.media_type, upsert=True)
        except StorageRefusal as refusal:
            address = address.include_query_params(problem=str(refusal))
        return RedirectResponse(address, _AFTER_POST)

    return router
