"""The standing words of a résumé in seven languages: headings, months, "Present"."""

from collections.abc import Mapping
from dataclasses import dataclass

from tasks.written_language import LanguageCode


@dataclass(frozen=True, slots=True)
class Wordings:
    """One language's words; `month` and `day` are how its dates are written."""

    summary: str
    work: str
    education: str
    skills: str
    projects: str
    certificates: str
    languages: str
    volunteer: str
    awards: str
    publications: str
    interests: str
    references: str
    score: str
    courses: str
    technologies: str
    present: str
    months: tuple[str, ...]
    month: str = "{month} {year}"
    day: str = "{day} {month} {year}"


def _months(names: str) -> tuple[str, ...]:
    return tuple(names.split())


WORDINGS: Mapping[LanguageCode, Wordings] = {
    "en": Wordings(
        summary="Summary",
        work="Work Experience",
        education="Education",
        skills="Skills",
        projects="Projects",
        certificates="Certifications",
        languages="Languages",
        volunteer="Volunteering",
        awards="Awards",
        publications="Publications",
        interests="Interests",
        references="References",
        score="Grade",
        courses="Courses",
        technologies="Technologies",
        present="Present",
        months=_months(
            "January February March April May June July August September October November December"
        ),
        day="{month} {day}, {year}",
    ),
    "de": Wordings(
        summary="Profil",
        work="Berufserfahrung",
        education="Ausbildung",
        skills="Kenntnisse",
        projects="Projekte",
        certificates="Zertifikate",
        languages="Sprachen",
        volunteer="Ehrenamt",
        awards="Auszeichnungen",
        publications="Veröffentlichungen",
        interests="Interessen",
        references="Referenzen",
        score="Note",
        courses="Kurse",
        technologies="Technologien",
        present="heute",
        months=_months("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
        day="{day}. {month} {year}",
    ),
    "fr": Wordings(
        summary="Profil",
        work="Expérience professionnelle",
        education="Formation",
        skills="Compétences",
        projects="Projets",
        certificates="Certifications",
        languages="Langues",
        volunteer="Bénévolat",
        awards="Distinctions",
        publications="Publications",
        interests="Centres d'intérêt",
        references="Références",
        score="Mention",
        courses="Cours",
        technologies="Technologies",
        present="aujourd'hui",
        months=_months(
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
        ),
    ),
    "es": Wordings(
        summary="Perfil",
        work="Experiencia profesional",
        education="Formación académica",
        skills="Competencias",
        projects="Proyectos",
        certificates="Certificaciones",
        languages="Idiomas",
        volunteer="Voluntariado",
        awards="Premios",
        publications="Publicaciones",
        interests="Intereses",
        references="Referencias",
        score="Nota",
        courses="Cursos",
        technologies="Tecnologías",
        present="actualidad",
        months=_months(
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
        ),
        month="{month} de {year}",
        day="{day} de {month} de {year}",
    ),
    "pt": Wordings(
        summary="Perfil",
        work="Experiência profissional",
        education="Formação académica",
        skills="Competências",
        projects="Projetos",
        certificates="Certificações",
        languages="Idiomas",
        volunteer="Voluntariado",
        awards="Prémios",
        publications="Publicações",
        interests="Interesses",
        references="Referências",
        score="Nota",
        courses="Disciplinas",
        technologies="Tecnologias",
        present="atual",
        months=_months(
            "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"
        ),
        month="{month} de {year}",
        day="{day} de {month} de {year}",
    ),
    "it": Wordings(
        summary="Profilo",
        work="Esperienza professionale",
        education="Istruzione e formazione",
        skills="Competenze",
        projects="Progetti",
        certificates="Certificazioni",
        languages="Lingue",
        volunteer="Volontariato",
        awards="Premi",
        publications="Pubblicazioni",
        interests="Interessi",
        references="Referenze",
        score="Voto",
        courses="Corsi",
        technologies="Tecnologie",
        present="oggi",
        months=_months(
            "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"
        ),
    ),
    "nl": Wordings(
        summary="Profiel",
        work="Werkervaring",
        education="Opleiding",
        skills="Vaardigheden",
        projects="Projecten",
        certificates="Certificaten",
        languages="Talen",
        volunteer="Vrijwilligerswerk",
        awards="Prijzen",
        publications="Publicaties",
        interests="Interesses",
        references="Referenties",
        score="Cijfer",
        courses="Vakken",
        technologies="Technologieën",
        present="heden",
        months=_months(
            "januari februari maart april mei juni juli augustus september oktober november december"
        ),
    ),
}
