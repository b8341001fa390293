"""A read résumé as it is told: JSON Resume, and beside it what is known of each value."""

from pydantic import JsonValue

from tasks.resumes.model import ReadResume


def structured_data(read: ReadResume) -> dict[str, JsonValue]:
    """The résumé as JSON Resume has it, with what is known of its values under `x-caddie`."""
    resume: dict[str, JsonValue] = read.resume.model_dump(mode="json", by_alias=True, exclude_none=True)
    known: dict[str, JsonValue] = {
        "engine": read.engine,
        "language": read.language,
        "needs_ocr": read.needs_ocr,
        "confidence": {value.path: value.confidence for value in read.values},
        "lines": {value.path: list(value.lines) for value in read.values},
        "text": [
            {
                "id": line.id,
                "page": line.page + 1,
                "text": line.text,
                "box": [round(at, 1) for at in line.box],
            }
            for line in read.lines
        ],
    }
    return resume | {"x-caddie": known}
