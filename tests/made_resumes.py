"""Labelled résumés of people who do not exist, in seven languages and several templates."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import docx

from tests.resume_documents import picture_pdf, saved, typst_pdf


@dataclass(frozen=True)
class Role:
    title: str
    company: str
    place: str
    start: str
    end: str | None
    bullets: tuple[str, ...]


@dataclass(frozen=True)
class Study:
    degree: str
    school: str
    start: str
    end: str


@dataclass(frozen=True)
class Person:
    language: str
    name: str
    label: str
    email: str
    phone: str
    place: str
    link: str
    work: tuple[Role, ...]
    studies: tuple[Study, ...]
    skills: tuple[str, ...]
    headings: tuple[str, str, str]
    present: str

    def period(self, start: str, end: str | None) -> str:
        return f"{self._date(start)} – {self.present if end is None else self._date(end)}"

    def _date(self, date: str) -> str:
        year, month = date.split("-")
        names = MONTHS.get(self.language, "").split()
        return f"{names[int(month) - 1]} {year}" if names else f"{month}/{year}"


MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
}
"""German and Italian people write months as numbers here."""

PEOPLE = (
    Person(
        "en",
        "Odette Marlowe",
        "Platform Engineer",
        "odette.marlowe@example.com",
        "+1 503 555 0142",
        "Portland, OR",
        "github.com/odettemarlowe",
        (
            Role(
                "Senior Platform Engineer",
                "Quillfeather Systems",
                "Portland, OR",
                "2021-02",
                None,
                ("Moved forty services to one build.", "Halved the time that a release takes."),
            ),
            Role(
                "Site Reliability Engineer",
                "Bramble & Oak",
                "Denver, CO",
                "2017-06",
                "2021-01",
                ("Kept the checkout up through three sales.",),
            ),
        ),
        (Study("Bachelor of Science in Computer Science", "Rookery State University", "2013-09", "2017-05"),),
        ("Go", "Kubernetes", "Terraform", "PostgreSQL", "Incident response"),
        ("Work Experience", "Education", "Skills"),
        "Present",
    ),
    Person(
        "de",
        "Henrike Sandvoß",
        "Projektleiterin",
        "henrike.sandvoss@example.de",
        "+49 40 5550199",
        "Hamburg",
        "xing.com/profile/Henrike_Sandvoss",
        (
            Role(
                "Projektleiterin Anlagenbau",
                "Alsterkran Fördertechnik GmbH",
                "Hamburg",
                "2019-04",
                None,
                ("Leitung von drei Umbauten im laufenden Betrieb.", "Führung von neun Ingenieuren."),
            ),
            Role(
                "Ingenieurin Konstruktion",
                "Weserhütte AG",
                "Bremen",
                "2014-10",
                "2019-03",
                ("Konstruktion von Bandanlagen.",),
            ),
        ),
        (Study("Master of Science Maschinenbau", "Technische Universität Harburg", "2011-10", "2014-09"),),
        ("Projektsteuerung", "SolidWorks", "Vertragsrecht", "Inbetriebnahme"),
        ("Berufserfahrung", "Ausbildung", "Kenntnisse"),
        "heute",
    ),
    Person(
        "fr",
        "Solène Tardieu",
        "Responsable qualité",
        "solene.tardieu@example.fr",
        "+33 6 55 50 12 34",
        "Nantes",
        "linkedin.com/in/solene-tardieu",
        (
            Role(
                "Responsable qualité",
                "Laiterie du Sillon",
                "Nantes",
                "2018-09",
                None,
                ("Mise en place de la norme sur deux sites.", "Formation de trente opérateurs."),
            ),
            Role(
                "Technicienne de laboratoire",
                "Biscuits Armel SA",
                "Rennes",
                "2013-02",
                "2018-08",
                ("Contrôle des matières premières.",),
            ),
        ),
        (Study("Master en sécurité alimentaire", "Université de Basse-Loire", "2010-09", "2012-06"),),
        ("HACCP", "Audit interne", "Statistiques", "Anglais professionnel"),
        ("Expérience professionnelle", "Formation", "Compétences"),
        "aujourd’hui",
    ),
    Person(
        "es",
        "Nerea Olabarri",
        "Analista de datos",
        "nerea.olabarri@example.es",
        "+34 655 501 277",
        "Bilbao",
        "github.com/nolabarri",
        (
            Role(
                "Analista de datos",
                "Puertos del Nervión S.A.",
                "Bilbao",
                "2020-03",
                None,
                ("Automaticé los partes diarios de nueve muelles.",),
            ),
            Role(
                "Técnica de logística",
                "Transportes Ulzama",
                "Pamplona",
                "2016-09",
                "2020-02",
                ("Reduje los viajes en vacío un 12 %.",),
            ),
        ),
        (Study("Grado en Estadística", "Universidad de la Ría", "2012-09", "2016-06"),),
        ("SQL", "Python", "Power BI", "Previsión de demanda"),
        ("Experiencia laboral", "Formación académica", "Competencias"),
        "actualidad",
    ),
    Person(
        "it",
        "Tiberio Castellani",
        "Contabile",
        "tiberio.castellani@example.it",
        "+39 340 555 0123",
        "Bologna",
        "linkedin.com/in/tiberio-castellani",
        (
            Role(
                "Contabile senior",
                "Officine Navile S.r.l.",
                "Bologna",
                "2019-01",
                None,
                ("Chiusure mensili in quattro giorni.",),
            ),
            Role(
                "Impiegato amministrativo",
                "Cooperativa Reno",
                "Modena",
                "2014-05",
                "2018-12",
                ("Gestione delle fatture dei fornitori.",),
            ),
        ),
        (Study("Laurea in Economia aziendale", "Università degli Studi del Reno", "2010-10", "2013-11"),),
        ("Contabilità generale", "Bilancio", "Excel avanzato", "Zucchetti"),
        ("Esperienza professionale", "Istruzione e formazione", "Competenze"),
        "oggi",
    ),
    Person(
        "pt",
        "Benedita Falcão",
        "Engenheira de software",
        "benedita.falcao@example.pt",
        "+351 912 555 044",
        "Braga, Portugal",
        "github.com/bfalcao",
        (
            Role(
                "Engenheira de software",
                "Minho Digital, Lda.",
                "Braga",
                "2021-01",
                None,
                ("Desenho do serviço de faturação.",),
            ),
            Role(
                "Programadora",
                "Cávado Sistemas",
                "Porto",
                "2017-09",
                "2020-12",
                ("Migração de relatórios para a nuvem.",),
            ),
        ),
        (Study("Mestrado em Engenharia Informática", "Universidade do Cávado", "2012-09", "2017-07"),),
        ("Java", "Kotlin", "Testes automáticos", "RabbitMQ"),
        ("Experiência profissional", "Formação académica", "Competências"),
        "atualmente",
    ),
    Person(
        "nl",
        "Wietske Roelofs",
        "Verpleegkundige",
        "wietske.roelofs@example.nl",
        "+31 6 55501234",
        "Utrecht",
        "linkedin.com/in/wietske-roelofs",
        (
            Role(
                "Verpleegkundige cardiologie",
                "Ziekenhuis Lekstroom",
                "Utrecht",
                "2018-02",
                None,
                ("Opzet van een digitaal volgsysteem.",),
            ),
            Role(
                "Medewerker thuiszorg",
                "Stichting De Vecht",
                "Amersfoort",
                "2014-08",
                "2018-01",
                ("Begeleiding van stagiairs.",),
            ),
        ),
        (Study("Bachelor Verpleegkunde", "Hogeschool Lekstroom", "2010-09", "2014-07"),),
        ("Hartfalenzorg", "Medicatiebeheer", "Klinisch redeneren"),
        ("Werkervaring", "Opleidingen", "Vaardigheden"),
        "heden",
    ),
)

_MARKUP = str.maketrans({one: "\\" + one for one in "\\#@_*$<>/~-+='\"[]`"})


def _t(text: str) -> str:
    return text.translate(_MARKUP)


def _bullets(role: Role) -> str:
    return "".join(f"- {_t(one)}\n" for one in role.bullets)


def one_column(person: Person) -> bytes:
    contact = f"{person.email} | {person.phone} | {person.place} | {person.link}"
    work = "\n".join(
        f"*{_t(one.company)}* #h(1fr) {_t(one.place)} \\\n_{_t(one.title)}_ #h(1fr) "
        f"{_t(person.period(one.start, one.end))}\n{_bullets(one)}"
        for one in person.work
    )
    studies = "\n".join(
        f"*{_t(one.school)}* #h(1fr) {_t(person.period(one.start, one.end))} \\\n{_t(one.degree)}\n"
        for one in person.studies
    )
    first, second, third = map(_t, person.headings)
    return typst_pdf(
        "#set page(margin: 1.5cm)\n#set text(size: 10pt)\n"
        f"#align(center)[#text(size: 20pt)[{_t(person.name)}]\n\n"
        f"{_t(person.label)}\n\n{_t(contact)}]\n== {first}\n{work}\n== {second}\n{studies}\n== {third}\n"
        f"{_t(', '.join(person.skills))}"
    )


def two_columns(person: Person) -> bytes:
    first, second, third = map(_t, person.headings)
    contact = "\n\n".join(map(_t, (person.email, person.phone, person.place, person.link)))
    skills = "".join(f"- {_t(one)}\n" for one in person.skills)
    studies = "\n".join(
        f"*{_t(one.degree)}* \\\n{_t(one.school)} \\\n{_t(person.period(one.start, one.end))}\n"
        for one in person.studies
    )
    work = "\n".join(
        f"*{_t(one.title)}* \\\n{_t(one.company)} \\\n"
        f"{_t(person.period(one.start, one.end))}\n{_bullets(one)}"
        for one in person.work
    )
    return typst_pdf(
        f"#set page(margin: 1.2cm)\n#set text(size: 9.5pt)\n#grid(columns: (32%, 1fr), gutter: 16pt, "
        f"[#text(size: 18pt)[{_t(person.name)}]\n\n{_t(person.label)}\n\n{contact}\n== {third}\n{skills}\n"
        f"== {second}\n{studies}], [== {first}\n{work}])"
    )


def date_rail(person: Person) -> bytes:
    first, second, third = map(_t, person.headings)
    work = "\n".join(
        f"#grid(columns: (27%, 1fr), gutter: 8pt, [{_t(person.period(one.start, one.end))}], "
        f"[*{_t(one.title)}*, {_t(one.company)}, {_t(one.place)}\n{_bullets(one)}])"
        for one in person.work
    )
    studies = "\n".join(
        f"#grid(columns: (27%, 1fr), gutter: 8pt, [{_t(person.period(one.start, one.end))}], "
        f"[{_t(one.degree)}, {_t(one.school)}])"
        for one in person.studies
    )
    contact = f"{person.email} · {person.phone} · {person.place} · {person.link}"
    return typst_pdf(
        f"#set page(margin: 1.6cm)\n#set text(size: 10pt)\n#text(size: 22pt)[{_t(person.name)}]\n\n"
        f"{_t(person.label)}\n\n{_t(contact)}\n= {first}\n{work}\n= {second}\n{studies}\n= {third}\n"
        f"{_t(' • '.join(person.skills))}"
    )


def with_tabs(person: Person) -> bytes:
    document = docx.Document()
    document.add_heading(person.name, 0)
    document.sections[0].header.paragraphs[0].text = f"{person.phone}\t{person.email}"
    document.add_paragraph(f"{person.label}\t{person.place}\t{person.link}")
    document.add_heading(person.headings[0], 1)
    for role in person.work:
        document.add_paragraph(f"{role.company}\t{role.place}")
        document.add_paragraph(f"{role.title}\t{person.period(role.start, role.end)}")
        for bullet in role.bullets:
            document.add_paragraph(bullet, style="List Bullet")
    document.add_heading(person.headings[1], 1)
    for study in person.studies:
        document.add_paragraph(f"{study.school}\t{person.period(study.start, study.end)}")
        document.add_paragraph(study.degree)
    document.add_heading(person.headings[2], 1)
    for skill in person.skills:
        document.add_paragraph(skill, style="List Bullet")
    return saved(document)


def with_table(person: Person) -> bytes:
    document = docx.Document()
    document.add_heading(person.name, 0)
    document.add_paragraph(f"{person.label} | {person.place}")
    document.add_paragraph(f"{person.email} | {person.phone} | {person.link}")
    document.add_heading(person.headings[0], 1)
    table = document.add_table(0, 2)
    for role in person.work:
        dates, told = table.add_row().cells
        dates.text = person.period(role.start, role.end)
        told.paragraphs[0].add_run(role.title).bold = True
        told.add_paragraph(role.company)
        for bullet in role.bullets:
            told.add_paragraph(bullet, style="List Bullet")
    document.add_heading(person.headings[1], 1)
    table = document.add_table(0, 2)
    for study in person.studies:
        dates, told = table.add_row().cells
        dates.text = person.period(study.start, study.end)
        told.text = study.degree
        told.add_paragraph(study.school)
    document.add_heading(person.headings[2], 1)
    document.add_paragraph(", ".join(person.skills))
    return saved(document)


TEMPLATES: dict[str, tuple[str, str, Callable[[Person], bytes]]] = {
    "one-column": ("single", "pdf", one_column),
    "two-columns": ("two-column", "pdf", two_columns),
    "date-rail": ("date-rail", "pdf", date_rail),
    "tabs": ("docx-tabs", "docx", with_tabs),
    "table": ("docx-table", "docx", with_table),
}


def make_resumes(folder: Path) -> None:
    """Write every person in every template, with labels, and a page that is but a picture."""
    for person in PEOPLE:
        for template, (layout, ending, make) in TEMPLATES.items():
            stem = f"{person.language}-{template}"
            (folder / f"{stem}.{ending}").write_bytes(make(person))
            (folder / f"{stem}.truth.json").write_text(json.dumps(label_of(person, layout)))
    (folder / "picture.pdf").write_bytes(picture_pdf())
    picture = label_of(PEOPLE[0], "image-only") | {"expect": "no_text_layer"}
    (folder / "picture.truth.json").write_text(json.dumps(picture))


def label_of(person: Person, layout: str) -> dict[str, object]:
    """What a reader should find in a person's documents."""
    return {
        "layout": layout,
        "lang": person.language,
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "links": [person.link],
        "work": [
            {"title": [one.title], "company": [one.company], "start": one.start, "end": one.end or "present"}
            for one in person.work
        ],
        "education": [
            {"degree": [one.degree], "institution": [one.school], "start": one.start, "end": one.end}
            for one in person.studies
        ],
        "skills": [[one] for one in person.skills],
        "unannotated": [],
    }
