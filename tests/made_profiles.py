"""Thirty people who do not exist, in five languages: six each, with every shape that a profile takes."""

import tomllib
from pathlib import Path
from typing import Any, cast

from tasks.json_resume import JsonResume
from tasks.written_language import LanguageCode

_TONGUES: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
_PHONES = ("+44 20 7946 0", "+49 30 23125 ", "+33 1 99 00 ", "+34 612 34 ", "+39 06 5550 ", "+1 614 555 0")
_PEOPLE = 6


def made_profiles() -> list[tuple[LanguageCode, JsonResume]]:
    """Each with the language that it is written in."""
    return [
        (cast("LanguageCode", language), JsonResume.model_validate(_person(tongue, number)))
        for language, tongue in _TONGUES.items()
        for number in range(_PEOPLE)
    ]


def _person(tongue: dict[str, Any], number: int) -> dict[str, Any]:
    name = tongue["names"][number]
    login = "".join(char for char in name.lower() if char.isascii() and char.isalpha())
    person: dict[str, Any] = {
        "basics": {
            "name": name,
            "label": tongue["label"][number],
            "email": f"{login}@example.com",
            "phone": f"{_PHONES[number]}1{number}{number}",
            "location": {"city": tongue["places"][number]},
            "summary": tongue["summary"] if number % 2 == 0 else None,
            "profiles": [{"url": f"https://linkedin.com/in/{login}"}] if number != 3 else [],
        },
        "work": [_job(tongue, number, place) for place in range(1 + number % 3)],
        "education": [_course(tongue, number, place) for place in range(1 + (number == 1))],
        "skills": [{"name": skill} for skill in (tongue["skills"] * 2)[number : number + 7]],
    }
    if number in (0, 4):
        person["languages"] = tongue["languages"]
    if number in (2, 5):
        person["certificates"] = [{**one, "date": "2021-05"} for one in tongue["certificates"]]
    if number == 1:
        person["projects"] = [{**tongue["project"], "startDate": "2020-02", "endDate": "2020-11"}]
    return person


def _job(tongue: dict[str, Any], number: int, place: int) -> dict[str, Any]:
    last, exact = 2024 - 4 * place, number != 4
    goes_on = place == 0 and number != 5
    which = (number + place) % _PEOPLE
    first = number + place
    return {
        "name": tongue["employers"][which],
        "position": tongue["positions"][which],
        "location": tongue["places"][which] if number % 2 == 0 else None,
        "startDate": f"{last - 3}-0{place + 2}" if exact else f"{last - 3}",
        "endDate": None if goes_on else f"{last}-1{place}" if exact else f"{last}",
        "highlights": (tongue["bullets"] * 2)[first : first + 2 + first % 3],
    }


def _course(tongue: dict[str, Any], number: int, place: int) -> dict[str, Any]:
    year, which = 2013 - 3 * place, (number + place) % _PEOPLE
    return {
        "studyType": tongue["degrees"][which],
        "institution": tongue["schools"][which],
        "startDate": f"{year - 3}-09" if number % 2 else f"{year - 3}",
        "endDate": f"{year}-06" if number % 2 else f"{year}",
    }
