"""What Supabase's storage says when it refuses: HTTP 400 for almost everything, the true status in the body.

https://supabase.com/docs/guides/storage/debugging/error-codes
"""


class StorageRefusal(Exception):  # noqa: N818 (a refusal is an answer here, not an accident)
    """An error answer in the storage's own form."""

    def __init__(self, true_status: int, error: str, message: str, *, status: int = 400) -> None:
        """What is refused and why; `status` is the HTTP one."""
        super().__init__(message)
        self.status = status
        self._body = {"statusCode": str(true_status), "error": error, "message": message}

    def body(self) -> dict[str, str]:
        """The JSON body."""
        return dict(self._body)


def no_key() -> StorageRefusal:
    """A call without a bearer key."""
    return StorageRefusal(400, "Error", "headers must have required property 'authorization'")


def no_object() -> StorageRefusal:
    """Nothing lies there."""
    return StorageRefusal(404, "not_found", "Object not found")


def no_bucket() -> StorageRefusal:
    """No such bucket; for public links, none that is public."""
    return StorageRefusal(404, "Bucket not found", "Bucket not found")


def duplicate() -> StorageRefusal:
    """Something lies there already, and the call did not say `x-upsert`."""
    return StorageRefusal(409, "Duplicate", "The resource already exists")


def too_large() -> StorageRefusal:
    """The file is larger than the project takes."""
    return StorageRefusal(413, "Payload too large", "The object exceeded the maximum allowed size")


def wrong_key() -> StorageRefusal:
    """A name that no bucket or file may have."""
    return StorageRefusal(400, "InvalidKey", "Invalid key")


def expired() -> StorageRefusal:
    """A signed link whose time is over."""
    return StorageRefusal(400, "InvalidJWT", '"exp" claim timestamp check failed')


def wrong_signature() -> StorageRefusal:
    """A signed link that was not made here, or for another file."""
    return StorageRefusal(400, "InvalidSignature", "The signature does not match this file")


def throttled() -> StorageRefusal:
    """Too many calls."""
    return StorageRefusal(429, "too_many_requests", "Too many requests", status=429)


def broken() -> StorageRefusal:
    """The storage broke."""
    return StorageRefusal(500, "Internal", "Internal Server Error", status=500)
