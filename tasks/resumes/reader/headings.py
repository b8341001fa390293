"""The names that sections of a résumé go by, in seven languages."""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache


class Kind(StrEnum):
    """What a section is about."""

    CONTACT = "contact"
    SUMMARY = "summary"
    WORK = "work"
    EDUCATION = "education"
    SKILLS = "skills"
    LANGUAGES = "languages"
    CERTIFICATES = "certificates"
    PROJECTS = "projects"
    AWARDS = "awards"
    PUBLICATIONS = "publications"
    VOLUNTEER = "volunteer"
    INTERESTS = "interests"
    REFERENCES = "references"
    COURSES = "courses"
    OTHER = "other"


_NAMES: dict[Kind, str] = {
    Kind.CONTACT: """
        contact; contact details; contact information; contact info; contact me; personal details; personal
        information;
        personal data; personal info; details; get in touch; links; online; social; online profiles;
        profiles; social
        media; websites; websites, portfolios, profiles;
        kontakt; kontaktdaten; persönliche daten; persönliche angaben; angaben zur person; personalien; zur
        person;
        coordonnées; contactez-moi; informations personnelles; informations; état civil; données personnelles;
        contacto; datos de contacto; datos personales; información personal; información de contacto; redes
        sociales;
        contatti; dati personali; informazioni personali; recapiti; informazioni di contatto;
        contato; contatos; contacto; contactos; dados pessoais; informações pessoais; informação pessoal;
        informações de contato;
        contactgegevens; persoonlijke gegevens; persoonsgegevens; personalia; gegevens
    """,
    Kind.SUMMARY: """
        summary; professional summary; executive summary; career summary; profile; professional profile;
        about; about me; objective;
        career objective; professional objective; overview; career profile; personal statement; introduction;
        bio; biography; who i am;
        personal profile; summary of qualifications; qualifications summary; career overview; highlights;
        career highlights; statement;
        profil; kurzprofil; über mich; zusammenfassung; persönliches profil; berufsprofil; kurzvorstellung;
        berufliches profil; ziel; berufsziel;
        profil professionnel; à propos; à propos de moi; résumé; présentation; objectif; objectif
        professionnel; accroche; synthèse;
        perfil; perfil profesional; resumen; resumen profesional; sobre mí; acerca de mí; objetivo; objetivo
        profesional; extracto; presentación;
        profilo; profilo professionale; sommario; chi sono; su di me; obiettivo; obiettivo professionale;
        presentazione; riepilogo; profilo personale; sintesi;
        perfil; perfil profissional; resumo; resumo profissional; sobre mim; sobre; objetivo; objetivo
        profissional; apresentação;
        profiel; samenvatting; over mij; persoonlijk profiel; profielschets; doel; introductie; wie ben ik
    """,
    Kind.WORK: """
        experience; work experience; professional experience; employment; employment history; work history;
        career history; career;
        relevant experience; relevant work experience; industry experience; work; professional background;
        professional history;
        internships; internship; internship experience; internships and experience; work and experience; job
        experience; positions held; positions; experiences;
        research experience; teaching experience; additional experience; other experience; selected
        experience; career experience; leadership experience; clinical experience; technical experience; work
        experiences; professional experiences; earlier experience; previous experience; military experience;
        engineering experience;
        berufserfahrung; berufliche erfahrung; beruflicher werdegang; werdegang; berufspraxis;
        praxiserfahrung; praktische erfahrung; arbeitserfahrung;
        berufstätigkeit; berufliche stationen; beruflicher hintergrund; praktika; berufliche tätigkeiten;
        berufliche laufbahn; erfahrung; erfahrungen; beschäftigungsverhältnisse; berufliche praxis;
        berufsleben;
        expérience; expériences; expérience professionnelle; expériences professionnelles; parcours
        professionnel; parcours; emplois; stages; carrière; historique professionnel; stages et expériences;
        expérience de travail;
        experiencia; experiencia profesional; experiencia laboral; trayectoria profesional; trayectoria;
        historial laboral; trayectoria laboral; experiencias; prácticas; experiencia de trabajo; vida
        laboral; carrera profesional;
        esperienza; esperienze; esperienza professionale; esperienze professionali; esperienza lavorativa;
        esperienze lavorative; esperienze di lavoro; esperienza di lavoro; percorso professionale; carriera;
        tirocini; stage; occupazione;
        experiência; experiências; experiência profissional; experiências profissionais; percurso
        profissional; histórico profissional; trajetória profissional; carreira; estágios; experiência de
        trabalho; trajetória; experiência laboral; atuação profissional;
        werkervaring; ervaring; loopbaan; arbeidsverleden; professionele ervaring; stages; beroepservaring;
        arbeidservaring; carrière; relevante werkervaring; praktijkervaring; werk; functies
    """,
    Kind.EDUCATION: """
        education; education and training; academic background; academic qualifications; educational
        background; qualifications; academic history;
        education history; studies; academics; academic education; schooling; education and qualifications;
        formal education; academic record; academic experience; academic credentials; education and
        credentials; degrees;
        ausbildung; bildung; bildungsweg; studium; akademische ausbildung; schulbildung; hochschulbildung;
        akademischer werdegang; bildungsgang; aus- und weiterbildung; ausbildung und studium; schule;
        schulische ausbildung; hochschulausbildung; berufsausbildung; studium und ausbildung; schulischer
        werdegang; aus- und fortbildung;
        formation; formations; éducation; études; diplômes; parcours académique; cursus; scolarité; formation
        académique; parcours scolaire; formation et diplômes; diplômes et formations; formation
        universitaire; cursus universitaire; parcours universitaire; formation initiale; cursus scolaire;
        formación; formación académica; educación; estudios; historial académico; formación y estudios; datos
        académicos; títulos; titulación; formación reglada; antecedentes académicos; trayectoria académica;
        estudios realizados;
        istruzione; formazione; istruzione e formazione; formazione accademica; titoli di studio; studi;
        percorso formativo; percorso di studi; educazione; formazione e istruzione; formazione scolastica;
        percorso accademico;
        formação; formação académica; formação acadêmica; educação; educação e formação; habilitações;
        habilitações literárias; habilitações académicas; escolaridade; percurso académico; formação
        educacional; formação escolar; estudos; histórico acadêmico;
        opleiding; opleidingen; onderwijs; studie; studies; educatie; scholing; opleiding en training;
        gevolgde opleidingen; vooropleiding; academische achtergrond
    """,
    Kind.SKILLS: """
        skills; top skills; technical skills; core skills; key skills; professional skills;
        skills and tools; core
        competencies; competencies; technologies; expertise;
        areas of expertise; technical expertise; tools; hard skills; soft skills; skill set; skillset;
        technical proficiencies; proficiencies;
        skills and abilities; abilities; skills and technologies; tools and technologies; tech stack;
        technical competencies; skills summary; key competencies; software; computer skills; it skills;
        skills and expertise; technical summary; technical knowledge; programming skills; strengths and
        skills; additional skills; relevant skills; skills and competencies; technical; specialties;
        specialities; tech skills; clinical skills; personal skills; digital skills; transferable skills;
        technical toolkit; toolkit; toolbox; professional competencies; technical stack; other skills; skills
        and strengths; skills and qualifications; competences; knowledge;
        kenntnisse; fähigkeiten; kompetenzen; fachkenntnisse; fachkompetenzen; it-kenntnisse; edv-kenntnisse;
        technische kenntnisse; kenntnisse und fähigkeiten; fähigkeiten und kenntnisse; besondere kenntnisse;
        qualifikationen; schlüsselqualifikationen; kernkompetenzen; technische fähigkeiten; technologien;
        weitere kenntnisse; fachliche kenntnisse; stärken; softwarekenntnisse; fertigkeiten; it-kompetenzen;
        computerkenntnisse; technische kompetenzen; methodenkompetenz; programmierkenntnisse; werkzeuge;
        skills und tools; edv; fachwissen;
        compétences; compétences techniques; compétences clés; compétences professionnelles; savoir-faire;
        savoir-être; outils; aptitudes; connaissances; compétences informatiques; domaines de compétences;
        informatique; qualités; logiciels; technologies; atouts; connaissances techniques; domaines
        d'expertise; compétences et outils;
        competencias; habilidades; aptitudes; conocimientos; habilidades técnicas; competencias técnicas;
        conocimientos técnicos; destrezas; conocimientos informáticos; herramientas; competencias clave;
        capacidades; informática; competencias profesionales; competencias digitales; tecnologías; áreas de
        especialización; habilidades y competencias; aptitudes y competencias;
        competenze; capacità; abilità; competenze tecniche; conoscenze; competenze informatiche; capacità e
        competenze; competenze professionali; conoscenze tecniche; competenze digitali; competenze chiave;
        strumenti; tecnologie; conoscenze informatiche; competenze personali; capacità e competenze tecniche;
        competenze trasversali; abilità tecniche; punti di forza;
        competências; habilidades; aptidões; conhecimentos; competências técnicas; habilidades técnicas;
        conhecimentos técnicos; ferramentas; competências digitais; qualificações; conhecimentos de
        informática; competências profissionais; tecnologias; principais competências; aptidões e
        competências; competências pessoais; informática;
        vaardigheden; competenties; kennis; technische vaardigheden; kennis en vaardigheden;
        kerncompetenties; computervaardigheden; ict-vaardigheden; software; technologieën; kwaliteiten;
        vaardigheden en competenties; digitale vaardigheden; expertise; computerkennis; professionele
        vaardigheden
    """,
    Kind.LANGUAGES: """
        languages; language skills; languages spoken; language proficiency; spoken languages; foreign
        languages; sprachen; sprachkenntnisse; fremdsprachen; fremdsprachenkenntnisse; langues; langues
        étrangères; compétences linguistiques; langues parlées; connaissances linguistiques;
        idiomas; lenguas; competencias lingüísticas; idiomas extranjeros; lingue; lingue straniere;
        competenze linguistiche; conoscenze linguistiche; conoscenza delle lingue; lingue conosciute;
        línguas; competências linguísticas; línguas estrangeiras; talen; talenkennis; vreemde talen;
        taalvaardigheden; taalkennis
    """,
    Kind.CERTIFICATES: """
        certifications; certificates; licenses; licenses and certifications; certifications and licenses;
        certification; professional certifications; training and certifications; certifications and training;
        courses and certifications; accreditations; credentials; training; professional development; licenses
        & certificates; certificates and courses; training and development; licences; licensure; licences and
        certifications; registrations; professional registration; certifications and courses; professional
        training; continuing education; professional qualifications; certifications and awards; trainings;
        zertifikate; zertifizierungen; weiterbildung; weiterbildungen; fortbildungen; fortbildung;
        zertifikate und weiterbildungen; weiterbildungen und zertifikate; lehrgänge; weiterbildung und
        zertifikate; weiterbildung und zertifizierungen; certificats; habilitations; formations
        complémentaires; formation continue; certifications et formations; formations et certifications;
        certificaciones; certificados; cursos y certificaciones; formación complementaria; certificaciones y
        cursos; licencias y certificaciones; licencias; certificazioni; certificati; corsi e certificazioni;
        corsi di formazione; patenti e certificazioni; attestati; certificações; certificados; cursos e
        certificações; formação complementar; certificações e cursos; licenças e certificados; licenças;
        certificaten; certificeringen; trainingen; cursussen en certificaten; cursussen en trainingen;
        bijscholing; nascholing
    """,
    Kind.PROJECTS: """
        projects; personal projects; selected projects; side projects; key projects; academic projects;
        project experience; open source; portfolio; relevant projects; open source projects; notable
        projects; projects and research; technical projects; open source contributions; research projects;
        project highlights; course projects; university projects;
        projekte; projekterfahrung; ausgewählte projekte; eigene projekte; persönliche projekte;
        projekterfahrungen; private projekte; projets; projets personnels; réalisations; projets académiques;
        projets réalisés; proyectos; proyectos personales; proyectos destacados; proyectos académicos;
        progetti; progetti personali; progetti accademici; projetos; projetos pessoais; projectos; projetos
        acadêmicos; projecten; persoonlijke projecten; eigen projecten
    """,
    Kind.AWARDS: """
        awards; honors; honours; honors and awards; awards and honors; achievements; awards and achievements;
        selected honors; key achievements; accomplishments; recognition; competitions, honors and awards;
        scholarships; honours and awards; awards and recognition; fellowships; distinctions; selected
        achievements; prizes; competitions; scholarships and awards; awards and scholarships; honors and
        achievements; grants; honors, awards; achievements and awards; academic achievements; honors and
        distinctions; awards and distinctions; major achievements; career achievements;
        auszeichnungen; preise; erfolge; stipendien; auszeichnungen und stipendien; preise und
        auszeichnungen; stipendien und auszeichnungen; ehrungen; prix; distinctions; prix et distinctions;
        récompenses; bourses; premios; logros; reconocimientos; premios y reconocimientos; becas;
        distinciones; logros destacados; premi; riconoscimenti; premi e riconoscimenti; borse di studio;
        onorificenze; prémios; prêmios; conquistas; prêmios e reconhecimentos; bolsas; distinções;
        reconhecimentos; prijzen; onderscheidingen; prestaties; prijzen en onderscheidingen
    """,
    Kind.PUBLICATIONS: """
        publications; selected publications; papers; research; publications and patents; patents; talks;
        invited talks; presentations; conferences; publications and presentations; publications and talks;
        conference presentations; articles; research papers; speaking; speaking engagements; talks and
        publications; research interests; patents and publications; media; press;
        veröffentlichungen; publikationen; patente; vorträge; veröffentlichungen und vorträge; fachartikel;
        brevets; communications; conférences; publications scientifiques; publicaciones; ponencias; patentes;
        conferencias; publicaciones y ponencias; pubblicazioni; brevetti; conferenze; publicações; patentes;
        palestras; publicaties; presentaties; lezingen; octrooien
    """,
    Kind.VOLUNTEER: """
        volunteering; volunteer; volunteer experience; volunteer work; community service; community;
        volunteering experience; activities; extracurricular activities; leadership; leadership and
        activities; on campus involvement; campus involvement; involvement; extracurriculars; leadership and
        involvement; community involvement; activities and leadership; volunteer activities; memberships;
        professional memberships; affiliations; professional affiliations; professional associations;
        organizations; student organizations; social engagement; community engagement; campus activities;
        outreach; associations; service; volunteer and community; extra-curricular activities; civic
        engagement; activities and involvement;
        ehrenamt; ehrenamtliches engagement; engagement; freiwilligenarbeit; soziales engagement;
        ehrenamtliche tätigkeiten; gesellschaftliches engagement; außeruniversitäres engagement;
        mitgliedschaften; ehrenamtliche arbeit; bénévolat; engagement associatif; expérience bénévole;
        associations; vie associative; engagements; activités extra-professionnelles; activités associatives;
        activités bénévoles; voluntariado; actividades; experiencia de voluntariado; actividades
        extracurriculares; volontariato; attività di volontariato; attività extracurriculari; attività;
        trabalho voluntário; voluntariado; experiência voluntária; atividades; atividades extracurriculares;
        vrijwilligerswerk; nevenactiviteiten; vrijwilligersactiviteiten; bestuurservaring; lidmaatschappen;
        nevenfuncties
    """,
    Kind.INTERESTS: """
        interests; hobbies; hobbies and interests; interests and hobbies; personal interests; passions;
        activities and interests; interests and activities; focus areas; strengths; values; motto; my time;
        favorite books; causes; fun facts; leisure;
        interessen; hobbys; hobbies und interessen; interessen und hobbys; freizeit; hobbys und interessen;
        persönliche interessen; centres d'intérêt; centres d’intérêt; loisirs; intérêts; loisirs et centres
        d'intérêt; activités; passions et loisirs; intereses; aficiones; pasatiempos; intereses personales;
        hobbies e intereses; interessi; hobby; interessi e hobby; interessi personali; tempo libero;
        interesses; passatempos; interesses pessoais; hobbies e interesses; interesses e hobbies; hobby's;
        hobby's en interesses; interesses en hobby's; vrije tijd
    """,
    Kind.REFERENCES: """
        references; referees; recommendations; testimonials; referenzen; références; recommandations;
        referencias; recomendaciones; referenze; referências; referenties
    """,
    Kind.COURSES: """
        coursework; relevant coursework; courses; relevant courses; selected coursework; key courses; online
        courses; additional courses; kurse; relevante kurse; cours; cours suivis; cursos; asignaturas; corsi;
        esami; cursos relevantes; disciplinas; cursussen; vakken; relevante vakken
    """,
    Kind.OTHER: """
        additional information; other; miscellaneous; additional; other information; further information;
        availability; work authorization; declaration; appendix; mobility; driving licence; driving license;
        nationality; date of birth; visa status; security clearance; social responsibility; teaching;
        mentoring; exhibitions; performances; quotes; philosophy; my life philosophy; most proud of; day of
        my life; industry knowledge; industry expertise; marital status;
        sonstiges; weitere angaben; zusätzliche informationen; sonstige kenntnisse; weiteres; führerschein;
        mobilität; verschiedenes; divers; autres; informations complémentaires; permis; permis de conduire;
        mobilité; otros; otros datos; información adicional; datos de interés; otros datos de interés; otra
        información; permiso de conducir; carnet de conducir; disponibilidad; altro; altre informazioni;
        ulteriori informazioni; informazioni aggiuntive; patente; patente di guida; disponibilità; outros;
        outras informações; informações adicionais; informação adicional; carta de condução; overig; overige;
        overige informatie; rijbewijs; aanvullende informatie; beschikbaarheid; diversen
    """,
}

_BLANKS = re.compile(r"[\W_]+")
_JOINS = re.compile(r"\s*(?:&|\+|/|,| and | und | et | y | e | en | o )\s*")
_LONGEST = 60


def _folded(text: str) -> str:
    """The letters alone, in lower case and without accents: which letter-spacing does not change."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _BLANKS.sub("", "".join(one for one in plain if not unicodedata.combining(one)))


_KINDS = {
    _folded(name): kind
    for kind, names in reversed(_NAMES.items())
    for name in names.split(";")
    if name.strip()
}


@lru_cache(maxsize=4096)
def kind_of(text: str) -> Kind | None:
    """The kind of section that this is the whole name of; None if it is no name of one.

    Case, accents, letter-spacing and decoration do not matter; "Skills & Interests" is what comes first in
    it.
    """
    if not 2 < len(text) <= _LONGEST:
        return None
    found = _KINDS.get(_folded(text))
    if found is not None:
        return found
    parts = [part for part in _JOINS.split(text.strip(" :•|-–—").casefold()) if part]
    kinds = [_KINDS.get(_folded(part)) for part in parts]
    if len(parts) > 1 and all(kinds):
        return kinds[0]
    return None
