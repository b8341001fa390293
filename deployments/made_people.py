"""Made-up people and postings, so that everything can be tried at size: the same seed gives the same ones.

Nobody here exists, and neither do their employers.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tasks.jobs.model import Finding, Posting

SOURCE = "made-up"
POSTINGS = 240
_STARTED_BETWEEN = (2006, 2022)
_GIVEN = [
    "Ada",
    "Amos",
    "Anouk",
    "Bela",
    "Bram",
    "Carla",
    "Ciara",
    "Dario",
    "Dunja",
    "Edda",
    "Elio",
    "Enzo",
    "Farid",
    "Fenna",
    "Gita",
    "Greta",
    "Hana",
    "Hugo",
    "Ilse",
    "Iris",
    "Jana",
    "Joon",
    "Kaja",
    "Karim",
    "Lena",
    "Luca",
    "Maja",
    "Marek",
    "Mina",
    "Nadia",
    "Nils",
    "Nora",
    "Oda",
    "Omar",
    "Paola",
    "Pavel",
    "Quinn",
    "Rania",
    "Remi",
    "Rosa",
    "Sami",
    "Sana",
    "Tess",
    "Timo",
    "Uma",
    "Vera",
    "Viktor",
    "Wanda",
    "Yara",
    "Zeno",
]
_FAMILY = [
    "Abara",
    "Alder",
    "Baptiste",
    "Berg",
    "Castell",
    "Dahl",
    "Devlin",
    "Ekholm",
    "Farkas",
    "Ferro",
    "Galan",
    "Haddad",
    "Holm",
    "Ibarra",
    "Jansen",
    "Kato",
    "Keller",
    "Larsen",
    "Lindt",
    "Mbeki",
    "Moreau",
    "Nagy",
    "Novak",
    "Okafor",
    "Olsen",
    "Petit",
    "Quist",
    "Rahman",
    "Reiter",
    "Rossi",
    "Santos",
    "Silva",
    "Sorensen",
    "Tanaka",
    "Toth",
    "Udo",
    "Valk",
    "Vega",
    "Weiss",
    "Yilmaz",
    "Zeman",
]
_EMPLOYERS = (
    "Amber Lantern",
    "Birch & Sons",
    "Copperline",
    "Dovetail Works",
    "Eastgate Freight",
    "Fernhill",
    "Gable Street",
    "Harbour Nine",
    "Inkwell House",
    "Juniper Labs",
    "Kestrel Group",
    "Lark & Mill",
    "Moss Street",
    "North Quay",
    "Oxbow Studio",
    "Pinecrest",
)
_HOMES = (
    ("Utrecht", "Netherlands", "Europe/Amsterdam"),
    ("Leipzig", "Germany", "Europe/Berlin"),
    ("Valencia", "Spain", "Europe/Madrid"),
    ("Leeds", "United Kingdom", "Europe/London"),
    ("Austin, Texas", "United States", "America/Chicago"),
    ("Halifax, Nova Scotia", "Canada", "America/Halifax"),
    ("Recife", "Brazil", "America/Recife"),
    ("Pune", "India", "Asia/Kolkata"),
)


@dataclass(frozen=True, slots=True)
class _Trade:
    titles: tuple[str, ...]
    skills: tuple[str, ...]
    done: tuple[str, ...]


_TRADES = (
    _Trade(
        ("Backend Developer", "Python Developer", "Software Engineer"),
        ("Python", "PostgreSQL", "Docker", "Kubernetes", "Redis", "AWS", "Git", "REST APIs"),
        ("Cut the nightly billing run to a tenth", "Moved nine services to Kubernetes"),
    ),
    _Trade(
        ("Frontend Developer", "Web Developer", "React Developer"),
        ("JavaScript", "TypeScript", "React", "CSS", "HTML", "GraphQL", "Figma", "Jest"),
        ("Rebuilt the booking pages", "Halved the time to the first paint"),
    ),
    _Trade(
        ("Data Analyst", "Business Intelligence Analyst"),
        ("SQL", "Python", "Power BI", "Excel", "Tableau", "Statistics", "dbt"),
        ("Built the board's dashboards", "Found out why returns doubled in May"),
    ),
    _Trade(
        ("DevOps Engineer", "Site Reliability Engineer"),
        ("Terraform", "Kubernetes", "AWS", "Linux", "Ansible", "CI/CD", "Prometheus"),
        ("Made releases a matter of minutes", "Kept 99.95 % through two moves"),
    ),
    _Trade(
        ("Product Designer", "UX Designer"),
        ("Figma", "Prototyping", "User research", "Design systems", "Wireframing", "Usability testing"),
        ("Drew the app that drivers use", "Watched forty people fail, then none"),
    ),
    _Trade(
        ("Registered Nurse", "Nurse"),
        ("Patient care", "Wound care", "Medication administration", "Triage", "Infection control"),
        ("Led the night shift of a ward", "Taught six students a year"),
    ),
    _Trade(
        ("Sales Manager", "Account Executive"),
        ("Salesforce", "Negotiation", "Forecasting", "CRM", "Account management", "HubSpot"),
        ("Won the north as a region", "Brought the close rate to a third"),
    ),
    _Trade(
        ("Accountant", "Senior Accountant"),
        ("Accounting", "Excel", "Financial reporting", "SAP", "Reconciliation", "Auditing"),
        ("Closed the books within four days", "Led the yearly audit"),
    ),
)


@dataclass(frozen=True, slots=True)
class MadePerson:
    """Somebody who does not exist, with names as in the table of profiles; lists are JSON Resume's."""

    user_id: str
    full_name: str
    email: str
    headline: str
    summary: str
    location: str
    time_zone: str
    skills: list[dict[str, str]]
    experience: list[dict[str, object]]
    education: list[dict[str, str]]
    more: dict[str, list[dict[str, str]]]


def made_person(seed: str, number: int) -> MadePerson:
    """One of the seed's people, always the same."""
    chance = random.Random(f"{seed} person {number}")  # noqa: S311, nothing here is a secret
    given, family = chance.choice(_GIVEN), chance.choice(_FAMILY)
    trade, (town, country, zone) = chance.choice(_TRADES), chance.choice(_HOMES)
    title, started = chance.choice(trade.titles), chance.randint(*_STARTED_BETWEEN)
    senior = "Senior " if started < 2014 and not title.startswith("Senior") else ""  # noqa: PLR2004, a year
    employers = chance.sample(_EMPLOYERS, 2)
    moved = min(started + chance.randint(1, 6), 2025)
    return MadePerson(
        user_id=f"made-{seed}-{number:06}",
        full_name=f"{given} {family}",
        email=f"{given}.{family}.{seed}.{number}@example.com".lower(),
        headline=f"{senior}{title}",
        summary=f"{title} from {town}, at it since {started}.",
        location=f"{town}, {country}",
        time_zone=zone,
        skills=[{"name": skill} for skill in _some(chance, trade.skills, 4, 7)],
        experience=[
            {
                "name": employers[0],
                "position": f"{senior}{title}",
                "startDate": f"{moved}-03",
                "highlights": list(trade.done),
            },
            {
                "name": employers[1],
                "position": title,
                "startDate": f"{started}-09",
                "endDate": f"{moved}-02",
                "highlights": [chance.choice(trade.done)],
            },
        ],
        education=[
            {
                "institution": f"University of {town.partition(',')[0]}",
                "studyType": "BSc",
                "endDate": str(started),
            }
        ],
        more={"languages": [{"language": "English", "fluency": "fluent"}]},
    )


def made_postings(seed: str, monday: datetime) -> list[Posting]:
    """The seed's postings, of the week that begins then."""
    return [_posting(seed, number, monday) for number in range(POSTINGS)]


def _posting(seed: str, number: int, monday: datetime) -> Posting:
    chance = random.Random(f"{seed} posting {number}")  # noqa: S311, nothing here is a secret
    trade, (town, country, _) = chance.choice(_TRADES), chance.choice(_HOMES)
    level = chance.choice(("", "", "Senior ", "Junior ", "Lead "))
    title = f"{level}{chance.choice(trade.titles).removeprefix('Senior ')}"
    employer = chance.choice(_EMPLOYERS)
    asked = _some(chance, trade.skills, 3, 5)
    welcome = [skill for skill in trade.skills if skill not in asked][:2]
    remote = chance.random() < 0.6  # noqa: PLR2004, a share
    text = [
        f"{employer} looks for a {title.lower()}.",
        "Requirements:",
        *(f"- {skill}" for skill in asked),
        f"- {chance.randint(1, 8)} years of experience",
        "Nice to have:",
        *(f"- {skill}" for skill in welcome),
    ]
    return Posting(
        pid=f"{SOURCE}:{seed}-{number}",
        source=SOURCE,
        source_id=f"{seed}-{number}",
        title=title,
        company=employer,
        location="" if remote else f"{town}, {country}",
        url=f"https://jobs.example.com/{seed}/{number}",
        posted=datetime.fromtimestamp(monday.timestamp() - chance.randint(0, 5 * 86_400), UTC),
        description="\n".join(text),
        language="en",
        arrangement=Finding("remote", "remote") if remote else Finding("hybrid", "hybrid"),
        eligibility=(Finding("worldwide", "anywhere"),) if remote else (),
    )


def _some(chance: random.Random, of: Sequence[str], least: int, most: int) -> list[str]:
    return chance.sample(of, min(len(of), chance.randint(least, most)))
