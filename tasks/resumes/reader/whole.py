"""Sections put together to one résumé, with the confidence and the lines of every value."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from tasks.json_resume import (
    Award,
    Basics,
    Certificate,
    Education,
    Interest,
    JsonResume,
    Language,
    Location,
    OnlineProfile,
    Project,
    Publication,
    Reference,
    Skill,
    Volunteer,
    Work,
)
from tasks.resumes.model import ReadValue
from tasks.resumes.reader.by_content import named_by_content
from tasks.resumes.reader.contact import Contact, contact_of, network_of
from tasks.resumes.reader.entries import Entry, entries_of
from tasks.resumes.reader.headings import Kind, kind_of
from tasks.resumes.reader.lists import Item, is_spoken, items_of
from tasks.resumes.reader.page import Row
from tasks.resumes.reader.pieces import Piece
from tasks.resumes.reader.places import is_region
from tasks.resumes.reader.roles import Role, roles_of
from tasks.resumes.reader.sections import Section, texts
from tasks.resumes.reader.simple_lists import Named, certificates_of, languages_of
from tasks.resumes.reader.studies import Study, studies_of
from tasks.written_dates import Period

_REGIONS = {"en": "US", "de": "DE", "fr": "FR", "es": "ES", "it": "IT", "pt": "PT", "nl": "NL"}
_PROSE = 0.85


class _Notes:
    """Collects values on their way into the résumé."""

    def __init__(self) -> None:
        self.values: list[ReadValue] = []

    def add(self, path: str, value: str | None, rows: Iterable[int | None], sureness: float) -> str | None:
        """Note a value, if there is one, and hand it on."""
        if value:
            lines = tuple(dict.fromkeys(row for row in rows if row is not None))
            self.values.append(ReadValue(path, value, round(min(max(sureness, 0.05), 0.99), 2), lines))
        return value or None

    def piece(self, path: str, piece: Piece | None, sureness: float) -> str | None:
        """Note a piece of a head."""
        return None if piece is None else self.add(path, piece.text, (piece.row,), sureness)

    def dates(self, path: str, period: Period | None, row: int | None) -> tuple[str | None, str | None]:
        """Note the ends of a period."""
        if period is None:
            return None, None
        start = self.add(f"{path}.startDate", period.start, (row,), 0.95)
        return start, self.add(f"{path}.endDate", period.end, (row,), 0.95)


def whole_of(sections: Sequence[Section], language: str | None) -> tuple[JsonResume, tuple[ReadValue, ...]]:
    """The résumé that these sections make, and its values one by one."""
    notes = _Notes()
    sections = named_by_content(sections)
    rows: dict[Kind, list[Row]] = defaultdict(list)
    for section in sections:
        rows[section.kind].extend(section.rows)
    others = [row for section in sections if section.kind is not Kind.CONTACT for row in section.rows]
    contact = contact_of(rows[Kind.CONTACT], others, _REGIONS.get(language or "", "US"))
    basics = _basics(notes, contact, rows[Kind.SUMMARY])
    work = [
        _work(notes, f"work[{place}]", role)
        for place, role in enumerate(
            role
            for section in sections
            if section.kind is Kind.WORK
            for role in roles_of(entries_of(section.rows))
        )
    ]
    studies = [
        study
        for section in sections
        if section.kind is Kind.EDUCATION
        for study in studies_of(entries_of(section.rows))
    ]
    items = items_of(rows[Kind.SKILLS])
    resume = JsonResume(
        basics=basics,
        work=tuple(work),
        education=tuple(_education(notes, f"education[{place}]", one) for place, one in enumerate(studies)),
        skills=tuple(_skills(notes, [item for item in items if _group_kind(item) is Kind.SKILLS])),
        volunteer=tuple(_volunteer(notes, rows[Kind.VOLUNTEER])),
        projects=tuple(_projects(notes, rows[Kind.PROJECTS])),
        languages=tuple(
            _languages(
                notes,
                languages_of([item for item in items if _group_kind(item) is Kind.LANGUAGES])
                + languages_of(items_of(rows[Kind.LANGUAGES])),
            )
        ),
        certificates=tuple(_certificates(notes, rows[Kind.CERTIFICATES])),
        awards=tuple(_awards(notes, rows[Kind.AWARDS])),
        publications=tuple(_publications(notes, rows[Kind.PUBLICATIONS])),
        interests=tuple(
            Interest(name=notes.add(f"interests[{place}].name", item.text, item.rows, 0.7))
            for place, item in enumerate(
                [
                    *(item for item in items if _group_kind(item) is Kind.INTERESTS),
                    *items_of(rows[Kind.INTERESTS]),
                ]
            )
        ),
        references=tuple(_references(notes, rows[Kind.REFERENCES])),
    )
    return resume, tuple(notes.values)


def _basics(notes: _Notes, contact: Contact, summary: Sequence[Row]) -> Basics:
    def fact(field: str, of: str) -> str | None:
        found = getattr(contact, of)
        return (
            None if found is None else notes.add(f"basics.{field}", found.value, found.rows, found.sureness)
        )

    own = None
    profiles: list[OnlineProfile] = []
    for page in contact.pages:
        network = network_of(page.value)
        if network is None and own is None:
            own = notes.add("basics.url", page.value, page.rows, page.sureness)
            continue
        name, user = network or (None, None)
        path = f"basics.profiles[{len(profiles)}].url"
        profiles.append(
            OnlineProfile(
                network=name, username=user or None, url=notes.add(path, page.value, page.rows, page.sureness)
            )
        )
    prose = summary or contact.prose
    return Basics(
        name=fact("name", "name"),
        label=fact("label", "label"),
        email=fact("email", "email"),
        phone=fact("phone", "phone"),
        url=own,
        summary=notes.add("basics.summary", _joined(prose), (row.id for row in prose), _PROSE),
        location=_location(notes, contact),
        profiles=tuple(profiles),
    )


def _joined(rows: Sequence[Row]) -> str:
    return " ".join(texts(rows))


def _location(notes: _Notes, contact: Contact) -> Location | None:
    place = contact.place
    if place is None:
        return None
    city, _, region = place.value.partition(",")
    if not region and is_region(city):
        city, region = "", city
    return Location(
        city=notes.add("basics.location.city", city.strip(), place.rows, place.sureness),
        region=notes.add("basics.location.region", region.strip(), place.rows, place.sureness),
    )


def _story(notes: _Notes, path: str, entry: Entry) -> tuple[str | None, tuple[str, ...]]:
    """An entry's body: its items, or its paragraphs if it has none; a lone paragraph is its summary."""
    items = [one for one in entry.body if one.is_item]
    prose = [one for one in entry.body if not one.is_item]
    if not items and len(prose) > 1:
        items, prose = prose, []
    summary = notes.add(
        f"{path}.summary",
        " ".join(one.text for one in prose),
        (row for one in prose for row in one.rows),
        _PROSE,
    )
    for place, one in enumerate(items):
        notes.add(f"{path}.highlights[{place}]", one.text, one.rows, _PROSE)
    return summary, tuple(one.text for one in items)


def _work(notes: _Notes, path: str, role: Role) -> Work:
    start, end = _work_dates(notes, path, role)
    position = notes.piece(f"{path}.position", role.title, role.sureness)
    name = notes.piece(f"{path}.name", role.employer, role.sureness)
    location = notes.piece(f"{path}.location", role.place, 0.8)
    summary, highlights = _story(notes, path, role.entry)
    return Work(
        name=name,
        position=position,
        location=location,
        start_date=start,
        end_date=end,
        summary=summary,
        highlights=highlights,
    )


def _work_dates(notes: _Notes, path: str, role: Role) -> tuple[str | None, str | None]:
    """A lone date is when a role began and ended, as far as one knows."""
    period = role.period
    if period is not None and period.start is None and not period.open:
        period = Period(period.end, period.end)
    return notes.dates(path, period, role.period_row)


def _education(notes: _Notes, path: str, study: Study) -> Education:
    start, end = notes.dates(path, study.period, study.period_row)
    courses = [one for one in study.entry.body if one.is_item]
    return Education(
        institution=notes.piece(f"{path}.institution", study.school, study.sureness),
        study_type=notes.piece(f"{path}.studyType", study.degree, study.sureness),
        area=notes.piece(f"{path}.area", study.area, study.sureness - 0.1),
        start_date=start,
        end_date=end,
        score=study.score,
        courses=tuple(one.text for one in courses),
    )


def _skills(notes: _Notes, items: Sequence[Item]) -> list[Skill]:
    groups: list[tuple[str | None, list[Item]]] = []
    for item in items:
        if groups and item.group is not None and groups[-1][0] == item.group:
            groups[-1][1].append(item)
        else:
            groups.append((item.group, [item]))
    skills = []
    for place, (group, inside) in enumerate(groups):
        if group is None:
            skills.append(
                Skill(name=notes.add(f"skills[{place}].name", inside[0].text, inside[0].rows, 0.85))
            )
            continue
        keywords = [
            notes.add(f"skills[{place}].keywords[{index}]", item.text, item.rows, 0.9) or ""
            for index, item in enumerate(inside)
        ]
        notes.add(f"skills[{place}].name", group, inside[0].rows, 0.8)
        skills.append(Skill(name=group, keywords=tuple(keywords)))
    return skills


def _volunteer(notes: _Notes, rows: Sequence[Row]) -> list[Volunteer]:
    found = []
    for place, role in enumerate(roles_of(entries_of(rows))):
        path = f"volunteer[{place}]"
        start, end = _work_dates(notes, path, role)
        summary, highlights = _story(notes, path, role.entry)
        found.append(
            Volunteer(
                organization=notes.piece(f"{path}.organization", role.employer, role.sureness),
                position=notes.piece(f"{path}.position", role.title, role.sureness),
                start_date=start,
                end_date=end,
                summary=summary,
                highlights=highlights,
            )
        )
    return found


def _projects(notes: _Notes, rows: Sequence[Row]) -> list[Project]:
    found = []
    for place, entry in enumerate(entries_of(rows)):
        path = f"projects[{place}]"
        period = entry.head.periods[0] if entry.head.periods else (None, None)
        start, end = notes.dates(path, *period)
        name, *rest = entry.head.pieces or (None,)
        description, highlights = _story(notes, path, entry)
        found.append(
            Project(
                name=notes.piece(f"{path}.name", name, 0.7),
                description=description or "; ".join(piece.text for piece in rest if piece) or None,
                highlights=highlights,
                start_date=start,
                end_date=end,
            )
        )
    return found


def _group_kind(item: Item) -> Kind:
    """What an item of the skills is: some list their languages and interests among them."""
    kind = kind_of(item.group) if item.group else None
    if kind is Kind.INTERESTS or (kind is Kind.LANGUAGES and is_spoken(item.text)):
        return kind
    return Kind.SKILLS


def _languages(notes: _Notes, found: Sequence[Named]) -> list[Language]:
    return [
        Language(
            language=notes.add(f"languages[{place}].language", one.name, one.rows, 0.85),
            fluency=notes.add(f"languages[{place}].fluency", one.detail, one.rows, 0.8),
        )
        for place, one in enumerate(found)
    ]


def _certificates(notes: _Notes, rows: Sequence[Row]) -> list[Certificate]:
    return [
        Certificate(
            name=notes.add(f"certificates[{place}].name", one.name, one.rows, 0.8),
            issuer=notes.add(f"certificates[{place}].issuer", one.detail, one.rows, 0.6),
            date=notes.add(f"certificates[{place}].date", one.date, one.rows, 0.9),
        )
        for place, one in enumerate(certificates_of(rows))
    ]


def _awards(notes: _Notes, rows: Sequence[Row]) -> list[Award]:
    return [
        Award(
            title=notes.add(f"awards[{place}].title", one.name, one.rows, 0.7),
            awarder=notes.add(f"awards[{place}].awarder", one.detail, one.rows, 0.5),
            date=notes.add(f"awards[{place}].date", one.date, one.rows, 0.9),
        )
        for place, one in enumerate(certificates_of(rows))
    ]


def _publications(notes: _Notes, rows: Sequence[Row]) -> list[Publication]:
    return [
        Publication(
            name=notes.add(f"publications[{place}].name", one.name, one.rows, 0.6),
            publisher=notes.add(f"publications[{place}].publisher", one.detail, one.rows, 0.5),
            release_date=notes.add(f"publications[{place}].releaseDate", one.date, one.rows, 0.8),
        )
        for place, one in enumerate(certificates_of(rows))
    ]


def _references(notes: _Notes, rows: Sequence[Row]) -> list[Reference]:
    text = notes.add("references[0].reference", _joined(rows), (row.id for row in rows), 0.6)
    return [Reference(reference=text)] if text else []
