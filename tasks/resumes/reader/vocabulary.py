"""Words by which titles, employers, schools, degrees and places give themselves away, in seven languages.

They are hints that add up; no rule rests on one word alone.
"""

import re
import unicodedata
from functools import lru_cache

_TITLES = """
    engineer developer manager director analyst consultant intern internship architect designer administrator
    assistant associate
    coordinator specialist officer lead leader head chief president vice vp ceo cto cfo coo cio cmo founder
    cofounder co-founder owner partner
    scientist researcher professor lecturer teacher tutor instructor nurse physician doctor surgeon therapist
    pharmacist dentist technician
    programmer representative executive supervisor accountant auditor attorney lawyer paralegal counsel
    secretary receptionist clerk cashier
    salesperson seller trainee apprentice fellow postdoc contractor freelancer volunteer barista waiter
    waitress chef cook driver operator
    mechanic electrician plumber carpenter planner strategist producer editor writer journalist copywriter
    translator interpreter photographer
    artist animator marketer recruiter trainer coach counselor counsellor advisor adviser agent broker buyer
    merchandiser controller treasurer
    economist statistician actuary biologist chemist physicist psychologist sociologist librarian curator
    docent caregiver carer warden guard
    inspector surveyor foreman superintendent principal dean chairman chair member senior junior staff sde
    swe qa sre devops tester dev mts
    webmaster facilitator mentor educator ta ra teaching buyer estimator dispatcher handler packer picker
    labourer laborer welder machinist
    midwife paramedic radiographer optometrist veterinarian hygienist phlebotomist superviser evangelist
    scrum advocate ambassador liaison
    ingenieur ingenieurin entwickler entwicklerin leiter leiterin berater beraterin werkstudent werkstudentin
    praktikant praktikantin referent
    referentin sachbearbeiter sachbearbeiterin techniker technikerin konstrukteur konstrukteurin kaufmann
    kauffrau fachkraft assistent assistentin
    geschäftsführer geschäftsführerin projektleiter projektleiterin teamleiter teamleiterin abteilungsleiter
    mitarbeiter mitarbeiterin hilfskraft
    auszubildender auszubildende verkäufer verkäuferin architektin ärztin arzt krankenpfleger
    krankenschwester pflegefachkraft lehrer lehrerin
    dozent dozentin wissenschaftler wissenschaftlerin forscher doktorand doktorandin buchhalter buchhalterin
    mechatroniker elektriker meister
    programmierer administratorin informatiker informatikerin spezialist spezialistin controllerin einkäufer
    disponent redakteur redakteurin
    gestalter gestalterin erzieher erzieherin vertriebsmitarbeiter bauleiter volontär volontärin praktikum
    ausbildung
    ingénieur ingénieure développeur développeuse chef cheffe responsable directeur directrice analyste
    consultante stagiaire stage assistante
    technicien technicienne chargé chargée gestionnaire conseiller conseillère vendeur vendeuse comptable
    infirmier infirmière médecin professeur
    professeure enseignant enseignante chercheur chercheuse doctorant doctorante concepteur conceptrice
    rédacteur rédactrice architecte alternant
    alternante apprenti apprentie secrétaire serveur serveuse cuisinier cuisinière ouvrier ouvrière animateur
    animatrice éducateur éducatrice
    formateur formatrice juriste avocat avocate graphiste employé employée cadre acheteur acheteuse
    coordinateur coordinatrice préparateur
    ingeniero ingeniera desarrollador desarrolladora gerente jefe jefa directora analista consultor
    consultora becario becaria asistente
    técnico técnica coordinador coordinadora especialista encargado encargada vendedor vendedora dependiente
    dependienta contable enfermero
    enfermera médico médica profesor profesora docente investigador investigadora diseñador diseñadora
    arquitecto arquitecta administrativo
    administrativa auxiliar camarero camarera cocinero cocinera operario operaria programador programadora
    redactor redactora abogado abogada
    asesor asesora comercial practicante pasante maestro maestra supervisora recepcionista farmacéutico
    farmacéutica periodista presidente
    ingegnere sviluppatore sviluppatrice responsabile direttore direttrice consulente tirocinante stagista
    assistente tecnico tecnica coordinatore
    coordinatrice specialista venditore venditrice contabile infermiere infermiera medico professore
    professoressa insegnante ricercatore
    ricercatrice progettista designer architetto impiegato impiegata addetto addetta operaio operaia commesso
    commessa cameriere cameriera cuoco
    cuoca programmatore programmatrice redattore avvocato capo dottorando dottoranda educatore educatrice
    segretario segretaria magazziniere
    engenheiro engenheira desenvolvedor desenvolvedora gestor gestora diretor diretora estagiário estagiária
    estágio analista assistente técnico
    coordenador coordenadora vendedor contabilista contador contadora enfermeiro enfermeira professora
    investigador pesquisador pesquisadora
    arquiteto arquiteta administrativo atendente auxiliar operador programadora redator advogado advogada
    bolsista monitor docente encarregado chefe
    líder ingenieur ontwikkelaar manager directeur adviseur stagiair stagiaire assistent medewerker
    medewerkster coördinator verkoper verkoopster
    boekhouder verpleegkundige verpleger arts docent leraar lerares onderzoeker promovendus ontwerper
    architect technicus beheerder hoofd
    leidinggevende teamleider projectleider vakkenvuller ober kok monteur planner secretaresse accountmanager
    beleidsmedewerker bedrijfsleider
    ayudante oficial peón aprendiz capataz joiner bricklayer roofer tiler gardener florist tailor butcher
    baker électromécanicien
    électromécanicienne électricien plombier menuisier maçon boulanger intégrateur intégratrice webdesigner
    webdesigneuse testeur
    preparatore elettricista idraulico muratore falegname eletricista canalizador pedreiro carpinteiro
    electricista fontanero carpintero albañil
    tischler schreiner maurer bäcker metzger koch köchin kellner kellnerin fahrer installateur schlosser
    maler florist gärtner
    timmerman loodgieter elektricien schilder bakker slager tuinman werkvoorbereider controleur inkoper
    caissière trainee oprichter eigenaar opleider begeleider
"""
_ENDINGS_OF_TITLES = """
    ingenieur entwickler entwicklerin leiter leiterin berater beraterin manager managerin assistent
    assistentin techniker technikerin mitarbeiter mitarbeiterin konstrukteur kaufmann kauffrau pfleger
    pflegerin schwester lehrer lehrerin arzt ärztin führer führerin student studentin kraft meister
    monteur ontwikkelaar medewerker adviseur leider kundige beheerder verkoper specialist spezialist
    praktikant praktikantin referent fahrer helfer wissenschaftler informatiker redakteur designer coach
"""
_WEAK_ENDINGS = """
    ists?; ian; ologist; grapher; smith; wright; eur; euse; teur; trice; ienne?; iste; ista; tore; aio;
    aia; eiro; eira; dor; dora; ero; era; ier; ière; erin; istin; eurin; ner; ker; ler; cker; ter; der;
    ger; mann; frau
"""
_EMPLOYERS = """
    inc llc ltd limited corp corporation company co group holdings holding plc lp llp pllc gmbh ag se kg kgaa
    ug ohg e.v ev sa sas sarl sasu
    eurl sl s.l slu s.l.u s.a s.a.s srl s.r.l spa s.p.a snc bv b.v nv n.v vof lda l.d.a ltda eireli ab oy oyj
    a/s aps sp z.o.o pty kk pvt
    technologies technology systems solutions services industries partners consulting labs lab laboratories
    software bank insurance hospital
    clinic university college school institute foundation trust agency studio studios media network networks
    ventures capital logistics
    pharma pharmaceuticals energy airlines hotel hotels restaurant café store stores market shop council
    ministry department authority
    association society museum library nonprofit charity church enterprises international global associates
    analytics robotics motors
    electronics health healthcare care publishing press games interactive digital dynamics aerospace foods
    brewing bakery freelance
    self-employed self-employment selbstständig selbständig freiberuflich autónomo indépendant
    autoentrepreneur libero-professionista
    gruppe werke werk klinik klinikum krankenhaus universität hochschule institut stiftung verlag
    versicherung stadtwerke bundesamt
    landesamt verein bau maschinenbau elektrotechnik groupe société entreprise hôpital clinique université
    école mairie banque center centers centro
    assurances cabinet centre laboratoire éditions association grupo empresa hospital clínica universidad
    instituto fundación banco
    seguros ayuntamiento consultoría distribuciones construcciones editorial tienda colegio gruppo azienda
    ospedale clinica università
    istituto fondazione banca assicurazioni comune consulenza agenzia editrice negozio universidade grupo
    fundação consultoria câmara
    municipal construtora editora loja farmácia farmacia pharmacie apotheke groep bedrijf ziekenhuis
    universiteit hogeschool stichting
    gemeente verzekeringen bank bouw techniek transport advies zorg winkel uitgeverij
    aerospace telecom telecommunications communications automotive steel chemicals textiles apparel
    outfitters realty properties
    academy district county city state federal university-hospital startup
"""
_SCHOOLS = """
    university college institute school academy polytechnic conservatory universität hochschule
    fachhochschule gymnasium berufsschule
    realschule gesamtschule akademie technikum berufskolleg oberschule kolleg université école lycée institut
    iut faculté collège polytechnique
    conservatoire universidad instituto escuela colegio facultad politécnica ies conservatorio università
    politecnico istituto liceo scuola
    accademia ateneo universidade faculdade escola politécnico liceu colégio universiteit hogeschool lyceum
    academie mbo roc
    insa itis iti ipsia isis ensam enseirb supélec centrale mit caltech ucla usc nyu eth epfl lse insead
    hec cnam eaf iit nit iiit rwth kit tu fh th uab upc upm uned
    usp unicamp tecnológico tecnologico technische
    politechnika univ uni havo vwo atheneum kunstakademie musikhochschule
"""
_DEGREES = """
    bachelor bachelors bachelor's bsc b.sc b.s bs b.a ba beng b.eng btech b.tech bba b.b.a bfa b.f.a llb ll.b
    bcom b.com bca be b.e barch bed
    b.ed bachelier master masters master's msc m.sc m.s ms m.a ma meng m.eng mtech m.tech mba m.b.a mfa m.f.a
    llm ll.m mphil m.phil mres mca
    med m.ed mpa mph msw emba phd ph.d doctorate doctor doctoral dphil md m.d jd j.d dr edd associate
    associates associate's a.a a.s aas a.a.s diploma
    certificate degree minor major honours honors gcse a-levels a-level high-school ged hnd hnc foundation
    postgraduate undergraduate graduate
    nvq btec level t-level diplomas apprenticeship doktorat lizenziat matura maturitas matur eidgenössisches
    fachausweis meisterbrief gesellenbrief
    diplom dipl dipl.-ing diplom-ingenieur magister staatsexamen abitur fachabitur promotion ausbildung
    fachhochschulreife hochschulreife mittlere reife
    realschulabschluss lehre umschulung meister fachwirt bachelorstudium masterstudium studium
    licence master doctorat bac baccalauréat bts dut deug maîtrise dess dea cap bep diplôme brevet mastère
    ingénieur certificat agrégation
    capes prépa classe préparatoire but
    grado licenciatura máster master doctorado diplomatura ingeniería bachillerato técnico fp ciclo formativo
    posgrado postgrado título
    licenciado licenciada graduado graduada ingeniero arquitectura eso técnica especialización curso superior
    laurea dottorato diploma maturità magistrale triennale specialistica perito ragioniere dottore
    abilitazione qualifica
    licenciatura mestrado doutoramento doutorado bacharelado bacharel pós-graduação especialização ensino
    médio tecnólogo mba curso técnico
    12.º secundário
    bachelor master doctoraat kandidaats doctorandus drs ir ing propedeuse vwo havo vmbo mbo hbo wo diploma
    gezel
"""
_HONOUR_WORDS = """
    gpa; cgpa; grade; grades; note; gesamtnote; abschlussnote; notendurchschnitt; durchschnitt; mention;
    media; nota; cijfer; voto; votazione; classification; score; cum laude; magna; summa; first.class;
    second.class; upper second; distinction; with honou?rs; dean'?s list; valedictorian; sobresaliente;
    matrícula de honor; con lode; prädikat; mit auszeichnung; thesis; dissertation; abschlussarbeit;
    bachelorarbeit; masterarbeit; mémoire; tesis; tesi; scriptie; advisor; relevant coursework;
    coursework; minor in
"""
_WORDS = re.compile(r"[^\W_]+(?:['’.&/-][^\W_]+)*\.?", re.UNICODE)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text.casefold())


def alternatives(phrases: str) -> str:
    """A regular expression for any of the phrases of a table, which `;` divides; each may be one itself."""
    return "|".join(" ".join(phrase.split()) for phrase in phrases.split(";"))


def word_set(words: str) -> frozenset[str]:
    """The words of a table, in lower case."""
    return frozenset(_folded(words).split())


_TITLE_ENDINGS = tuple(_ENDINGS_OF_TITLES.split())
_TITLE_WORDS, _EMPLOYER_WORDS = word_set(_TITLES), word_set(_EMPLOYERS)
_SCHOOL_WORDS, _DEGREE_WORDS = word_set(_SCHOOLS), word_set(_DEGREES)
_ENDING = re.compile(rf"^.{{3,}}(?:{alternatives(_WEAK_ENDINGS)})$")
_LEGAL_FORMS = re.compile(
    r"(?:^|[\s,])(?:inc|l\.?l\.?c|ltd|limited|corp|corporation|plc|gmbh|ag|se|kg|kgaa|ug|ohg|e\.\s?v|s\.?a\.?s?|sarl|s\.?l\.?u?|s\.?r\.?l|"
    r"s\.?p\.?a|b\.?v|n\.?v|lda|ltda|oy|oyj|ab|a/s|aps|pty|pvt|llp|co|& co\.? kg)\.?$",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def words_of(text: str) -> tuple[str, ...]:
    """The words in lower case, abbreviations with their inner dots: `b.sc`."""
    return tuple(word.rstrip(".") for word in _WORDS.findall(_folded(text)))


@lru_cache(maxsize=4096)
def title_score(text: str) -> float:
    """How much the text is like a job's title: 0 not at all, 1 and more surely."""
    words = words_of(text)
    found = [
        word
        for word in words
        for part in (word, *word.split("-"), *word.split("/"))
        if part in _TITLE_WORDS or (len(part) > 9 and part.endswith(_TITLE_ENDINGS))
    ]
    if not found:
        return 0.0
    return 1.0 + 0.25 * (len(set(found)) - 1) - 0.06 * max(0, len(words) - 5)


@lru_cache(maxsize=4096)
def title_hint(text: str) -> float:
    """As `title_score`, but where no word is known an ending such as -er, -ista or -eur counts a little."""
    words = words_of(text)
    known = title_score(text)
    return known or (0.3 if words and any(map(_ENDING.search, (words[0], words[-1]))) else 0.0)


@lru_cache(maxsize=4096)
def is_about_title(text: str) -> bool:
    """Whether a title's word begins or ends the text: what else it says is about the title."""
    words = words_of(text)
    return (
        bool(words) and (words[0] in _TITLE_WORDS or words[-1] in _TITLE_WORDS) and not has_legal_form(text)
    )


@lru_cache(maxsize=4096)
def employer_score(text: str) -> float:
    """How much the text is like an employer's name."""
    if has_legal_form(text):
        return 2.0
    words = words_of(text)
    found = sum(word in _EMPLOYER_WORDS for word in words)
    return min(found, 2) * 0.8


def has_legal_form(text: str) -> bool:
    """Whether the text ends as a company's name does: `GmbH`, `Inc.`, `S.L.`."""
    return _LEGAL_FORMS.search(text.strip()) is not None


@lru_cache(maxsize=4096)
def school_score(text: str) -> float:
    """How much the text is like a school's name."""
    words = words_of(text)
    found = sum(
        word in _SCHOOL_WORDS
        or (len(word) > 8 and word.endswith(("schule", "universität", "school", "kolleg", "gymnasium")))
        for word in words
    )
    return min(found, 2) * 1.0


@lru_cache(maxsize=4096)
def degree_score(text: str) -> float:
    """How much the text is like a degree."""
    words = words_of(text)
    found = [place for place, word in enumerate(words) if _DEGREE_WORDS & {word, word.partition("-")[0]}]
    if not found:
        return 0.4 if any(word in _COURSE_WORDS for word in words) else 0.0
    return (1.2 if found[0] == 0 else 0.8) + 0.2 * (len(found) - 1)


_COURSE_WORDS = word_set("""
    program programme immersive course training certification nanodegree track specialization bootcamp
    kurs lehrgang cours corso cursus opleiding studies
""")
_SUBJECTS_OF_DEGREES = word_set("""
    of in the science sciences arts engineering applied fine laws education philosophy technology hons
    honours with honors business administration
""")


@lru_cache(maxsize=4096)
def is_bare_degree(text: str) -> bool:
    """Whether the text is a degree that does not say in what: `PhD`, `Master of Science`."""
    return all(word in _DEGREE_WORDS or word in _SUBJECTS_OF_DEGREES for word in words_of(text))


_HONOURS = re.compile(
    rf"\b(?:{alternatives(_HONOUR_WORDS)})\b|\b\d[.,]\d{{1,2}}\s*/\s*\d|\b1\d\d?/110\b", re.IGNORECASE
)


def is_honour(text: str) -> bool:
    """Whether the text is about grades, honours or a thesis rather than a degree."""
    return _HONOURS.search(text) is not None
