"""The storage's routes (https://supabase.github.io/storage/): files, signed links, lists, buckets."""

from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from deployments.sandbox.file_storage import refusals, signed_links
from deployments.sandbox.file_storage.desk import PREFIX, Desk, json_answer, read_json, read_upload
from deployments.sandbox.file_storage.shelf import Bucket, Shelf, StoredObject

_MOST_LISTED = 1_000


def api_router(shelf: Shelf, desk: Desk) -> APIRouter:
    """All of them; the fixed ones come before those that take any path."""
    router = APIRouter(prefix=PREFIX, include_in_schema=False)
    router.include_router(_links(shelf, desk))
    router.include_router(_buckets(shelf, desk))
    router.include_router(_objects(shelf, desk))
    return router


def _links(shelf: Shelf, desk: Desk) -> APIRouter:
    router = APIRouter()

    @router.post("/object/sign/{place:path}")
    async def sign_link(request: Request, place: str) -> Response:
        async def work() -> Response:
            seconds = (await read_json(request)).get("expiresIn")
            if not isinstance(seconds, int) or seconds < 1:
                raise refusals.StorageRefusal(400, "Error", "body must have required property 'expiresIn'")
            shelf.find(place)
            token = signed_links.sign(place, shelf.now, seconds)
            return json_answer({"signedURL": f"/object/sign/{quote(place)}?token={token}"})

        return await desk.serve(request, work)

    @router.get("/object/sign/{place:path}")
    async def open_signed_link(request: Request, place: str, token: str = "") -> Response:
        async def work() -> Response:
            signed_links.verify(token, place, shelf.now)
            return _file(shelf, shelf.find(place))

        return await desk.serve(request, work, needs_key=False)

    @router.get("/object/public/{place:path}")
    async def open_public_link(request: Request, place: str) -> Response:
        async def work() -> Response:
            bucket = shelf.buckets.get(place.partition("/")[0])
            if bucket is None or not bucket.public:
                raise refusals.no_bucket()
            return _file(shelf, shelf.find(place))

        return await desk.serve(request, work, needs_key=False)

    return router


def _buckets(shelf: Shelf, desk: Desk) -> APIRouter:
    router = APIRouter()

    @router.get("/bucket")
    async def list_buckets(request: Request) -> Response:
        async def work() -> Response:
            return json_answer(
                [
                    {"id": bucket.name, "name": bucket.name, "public": bucket.public}
                    for bucket in shelf.buckets.values()
                ]
            )

        return await desk.serve(request, work)

    @router.post("/bucket")
    async def create_bucket(request: Request) -> Response:
        async def work() -> Response:
            asked = await read_json(request)
            bucket = Bucket(name=str(asked.get("name", "")), public=asked.get("public") is True)
            shelf.make_bucket(bucket)
            return json_answer({"name": bucket.name})

        return await desk.serve(request, work)

    return router


def _objects(shelf: Shelf, desk: Desk) -> APIRouter:
    router = APIRouter()

    @router.post("/object/list/{bucket}")
    async def list_files(request: Request, bucket: str) -> Response:
        async def work() -> Response:
            if bucket not in shelf.buckets:
                raise refusals.no_bucket()
            asked = await read_json(request)
            found = shelf.objects(f"{bucket}/{asked.get('prefix') or ''}")[:_MOST_LISTED]
            return json_answer(
                [
                    {
                        "name": each.path,
                        "id": each.sha256,
                        "metadata": {"size": each.size, "mimetype": each.media_type},
                    }
                    for each in found
                ]
            )

        return await desk.serve(request, work)

    @router.api_route("/object/{place:path}", methods=["POST", "PUT"])
    async def upload_file(request: Request, place: str) -> Response:
        async def work() -> Response:
            upload = await read_upload(request)
            upsert = request.method == "PUT" or request.headers.get("x-upsert") == "true"
            made = shelf.put(place, upload.content, upload.media_type, upsert=upsert)
            return json_answer({"Id": made.sha256, "Key": made.place})

        return await desk.serve(request, work)

    @router.get("/object/authenticated/{place:path}")
    @router.get("/object/{place:path}")
    async def download_file(request: Request, place: str) -> Response:
        async def work() -> Response:
            return _file(shelf, shelf.find(place))

        return await desk.serve(request, work)

    @router.delete("/object/{place:path}")
    async def delete_file(request: Request, place: str) -> Response:
        async def work() -> Response:
            shelf.remove(place)
            return json_answer({"message": "Successfully deleted"})

        return await desk.serve(request, work)

    return router


def _file(shelf: Shelf, found: StoredObject) -> Response:
    """The file itself, which a browser may show but not run."""
    headers = {"content-security-policy": "sandbox", "x-content-type-options": "nosniff"}
    return Response(shelf.content(found), 200, headers, found.media_type)
