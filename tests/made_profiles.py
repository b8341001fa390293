"""Thirty people who do not exist, in five languages: six each, with every shape that a profile takes."""

from dataclasses import dataclass
from itertools import islice
from typing import Any

from tasks.json_resume import JsonResume


@dataclass(frozen=True, slots=True)
class _Tongue:
    """What the people of one language are made of."""

    names: str
    label: str
    places: str
    employers: str
    positions: str
    bullets: str
    degrees: str
    schools: str
    skills: str
    summary: str
    languages: str
    certificates: str
    project: str


_TONGUES = {
    "en": _Tongue(
        names="Maya Thornbury|Owen Castellane|Priya Raghunathan|Tom Ashdown-Reid|Keisha Marlowe|Liam O'Shaughnessy",
        label="Operations Manager|Software Engineer|Registered Nurse|Sales Representative|Data Analyst|Electrician",
        places="Bristol, United Kingdom|Portland, OR|Leicester|Galway, Ireland|Denver, CO|Halifax",
        employers="Brightwater Logistics Ltd|Quillfeather Software Inc.|St. Alban's Hospital|Harbour & Finch LLC|Northgate Analytics|Voltline Electrical Co.",
        positions="Operations Manager|Senior Software Engineer|Staff Nurse|Account Executive|Junior Data Analyst|Maintenance Electrician",
        bullets="Cut the average delivery time from 48 to 31 hours across four depots.|Built a billing service in Python that handles 2 million invoices a year|"
        "Trained eleven new colleagues in wound care and infection control.|Grew the regional customer base by 23% within eighteen months.|"
        "Wrote SQL reports that replaced six spreadsheets.|Rewired two production halls without a single day of downtime.|Led a team of nine during the move to a new site.",
        degrees="Bachelor of Science, Computer Science|Master of Business Administration|Bachelor of Nursing|Associate of Applied Science|Bachelor of Arts, Economics|Diploma in Electrical Engineering",
        schools="University of Wexcombe|Larkhill Business School|Ferndale College|Marlowe Community College|University of Eastmoor|Tidewater Technical College",
        skills="Python|SQL|Docker|Wound care|Negotiation|Excel|Scheduling|Tableau|PLC programming|Team leadership|Git|Infection control",
        summary="Ten years in fast-moving teams, most of them in charge of people and budgets. Known for calm planning and clear words.|",
        languages="English:Native|French:Intermediate|German:Basic",
        certificates="Project Management Professional:Project Management Institute|First Aid at Work:Red Cross",
        project="Route Planner:An open tool that plans delivery routes for small shops.",
    ),
    "de": _Tongue(
        names="Anneliese Kröger|Jürgen Wiesmann|Fatma Özdemir|Sören Ballhausen|Katrin von der Heyde|Maximilian Groß",
        label="Vertriebsleiterin|Softwareentwickler|Pflegefachkraft|Konstrukteur|Buchhalterin|Lagerist",
        places="Bremen|Augsburg|Köln|Leipzig|Graz, Österreich|Rostock",
        employers="Hansewerk Vertriebs GmbH|Lechtal Software AG|Klinikum Rheinaue|Maschinenbau Ostertag KG|Kanzlei Brandner & Partner|Seehafen Logistik GmbH",
        positions="Vertriebsleiterin Nord|Softwareentwickler Backend|Pflegefachkraft|Konstrukteur|Finanzbuchhalterin|Fachkraft für Lagerlogistik",
        bullets="Steigerung des Umsatzes um 14 % in zwei Jahren.|Entwicklung einer Schnittstelle zwischen SAP und dem Lagersystem.|"
        "Einarbeitung von acht neuen Kolleginnen und Kollegen.|Konstruktion von Vorrichtungen in CATIA V5.|Erstellung der Monatsabschlüsse für drei Gesellschaften|"
        "Leitung einer Schicht mit zwölf Mitarbeitenden.|Betreuung von 45 Stammkunden im Außendienst.",
        degrees="Bachelor of Engineering Maschinenbau|Diplom-Betriebswirtin (FH)|Ausbildung zur Pflegefachkraft|Master of Science Informatik|Ausbildung zur Steuerfachangestellten|Ausbildung zur Fachkraft für Lagerlogistik",
        schools="Hochschule Elbmark|Fachhochschule Weserstadt|Berufsfachschule Rheinaue|Technische Universität Isartal|Berufskolleg Südstadt|Berufsschule Warnow",
        skills="CATIA V5|SAP|Java|Wundversorgung|Verhandlung|DATEV|Projektleitung|Python|Kommissionierung|Staplerschein|Excel|FEM-Berechnung",
        summary="Seit zwölf Jahren im technischen Umfeld tätig, mit Freude an sauberer Arbeit und klaren Absprachen.|",
        languages="Deutsch:Muttersprache|Englisch:fließend|Türkisch:Grundkenntnisse",
        certificates="Ausbilderschein:IHK Bremen|Staplerschein:DEKRA",
        project="Werkstattplaner:Ein Werkzeug, das Aufträge und Maschinen einander zuordnet.",
    ),
    "fr": _Tongue(
        names="Élodie Marchetti|Benoît Lacassagne|Aïcha Benmoussa|Jean-Rémi Delorme|Chloé Vandamme|Thibault d'Hérouville",
        label="Responsable logistique|Développeur web|Infirmière|Chef de projet|Comptable|Électricien",
        places="Lyon|Nantes|Marseille|Lille, France|Genève, Suisse|Rennes",
        employers="Transports Rivoire SARL|Atelier Pixelune|Clinique des Tilleuls|Groupe Sablonnières|Cabinet Morteau|Électricité Durance SAS",
        positions="Responsable logistique|Développeur web|Infirmière|Chef de projet|Comptable|Électricien",
        bullets="Réduction des délais de livraison de 15 % en un an.|Développement d'une application de réservation en React.|"
        "Encadrement d'une équipe de sept personnes.|Gestion d'un budget annuel de 400 000 euros.|Formation de cinq apprentis|"
        "Mise en place d'un suivi mensuel des stocks.|Tenue de la comptabilité de vingt clients.",
        degrees="Master en Logistique|Licence professionnelle Développement web|Diplôme d'État d'infirmier|Master en Management de projet|BTS Comptabilité et gestion|CAP Électricien",
        schools="Université de Valbrune|Institut Numérique de l'Ouest|Institut de Soins Sainte-Claire|École de Commerce du Rhône|Lycée Jean-Moulin|Centre de Formation de la Durance",
        skills="React|SQL|Gestion des stocks|Soins des plaies|Négociation|SAP|Excel|Python|Planification|Câblage|JavaScript|Paie",
        summary="Huit ans d'expérience dans des équipes exigeantes, avec le goût du travail bien fait et des comptes clairs.|",
        languages="Français:Langue maternelle|Anglais:Courant|Espagnol:Intermédiaire",
        certificates="CACES 3:AFTRAL|Sauveteur secouriste du travail:INRS",
        project="Carnet de route:Une application qui suit les livraisons jour par jour.",
    ),
    "es": _Tongue(
        names="Inés Villalobos Rueda|Gonzalo Peñaranda|Marisol Etxeberria|Adrián Quintanilla|Nuria Català Ferrer|Joaquín Ibáñez",
        label="Jefa de ventas|Desarrollador de software|Enfermera|Ingeniero industrial|Analista de datos|Técnico de mantenimiento",
        places="Sevilla|Bilbao, España|Granada|Bogotá, Colombia|Tarragona|Zaragoza",
        employers="Comercial Guadalhorce S.L.|Sistemas Arganda S.A.|Hospital Virgen del Puerto|Industrias Calahonda|Datos del Ebro S.L.|Talleres Monegros",
        positions="Jefa de ventas|Desarrollador de software|Enfermera|Ingeniero de procesos|Analista de datos|Técnico de mantenimiento",
        bullets="Aumenté las ventas de la zona sur un 19 % en dos años.|Desarrollé una aplicación de pedidos en Java para cuarenta tiendas.|"
        "Formé a nueve compañeros en control de infecciones.|Reduje los paros de línea de 12 a 4 horas al mes.|Elaboré los informes mensuales de dirección|"
        "Coordiné un equipo de seis técnicos.|Negocié los contratos con quince proveedores.",
        degrees="Grado en Administración de Empresas|Grado en Ingeniería Informática|Grado en Enfermería|Máster en Ingeniería Industrial|Grado en Estadística|Técnico Superior en Mecatrónica",
        schools="Universidad de Valdehermoso|Universidad del Norte Vasco|Escuela de Enfermería San Telmo|Universidad Técnica de Calahonda|Universidad de Sierra Alta|Instituto Politécnico Monegros",
        skills="Salesforce|Java|SQL|Cura de heridas|Negociación|Power BI|Excel|AutoCAD|Mantenimiento preventivo|Python|Atención al cliente|SAP",
        summary="Siete años de experiencia en equipos comerciales y técnicos, con atención a los detalles y a las personas.|",
        languages="Español:Nativo|Inglés:Avanzado|Catalán:Básico",
        certificates="Prevención de riesgos laborales:Instituto Monegros|Scrum Master:Scrum.org",
        project="Mapa de rutas:Una herramienta que ordena las visitas a los clientes.",
    ),
    "it": _Tongue(
        names="Giulia Bentivoglio|Matteo Sangiorgi|Francesca Dell'Orto|Niccolò Altamura|Chiara Pellizzari|Salvatore Lo Monaco",
        label="Responsabile marketing|Sviluppatore software|Infermiera|Ingegnere meccanico|Contabile|Cuoco",
        places="Bologna|Torino, Italia|Padova|Bari|Lugano, Svizzera|Palermo",
        employers="Officine Valsesia S.p.A.|Nuvola Digitale S.r.l.|Ospedale San Rocco|Meccanica Brentana S.r.l.|Studio Fornari|Trattoria del Molo",
        positions="Responsabile marketing|Sviluppatore software|Infermiera|Progettista meccanico|Contabile|Capo cuoco",
        bullets="Aumento delle richieste online del 27% in un anno.|Sviluppo di un gestionale per dodici officine in Python.|"
        "Formazione di sei colleghi sulla medicazione delle ferite.|Progettazione di riduttori con SolidWorks.|Chiusura dei bilanci di nove società clienti|"
        "Coordinamento di una squadra di cinque persone.|Riduzione degli sprechi di cucina da 30 a 18 chili al giorno.",
        degrees="Laurea in Economia|Laurea in Informatica|Laurea in Infermieristica|Laurea magistrale in Ingegneria meccanica|Diploma di Ragioneria|Diploma di Istituto alberghiero",
        schools="Università di Montefiore|Politecnico di Valdora|Università di Castelbruno|Università di Brenta|Istituto Tecnico Pacioli|Istituto Alberghiero del Golfo",
        skills="SEO|Python|SQL|Medicazione delle ferite|SolidWorks|Contabilità|Excel|HACCP|Negoziazione|Google Ads|Java|SAP",
        summary="Nove anni di esperienza in aziende di medie dimensioni, con passione per il lavoro preciso e puntuale.|",
        languages="Italiano:Madrelingua|Inglese:Fluente|Francese:Base",
        certificates="HACCP:Regione Sicilia|Google Ads Search:Google",
        project="Orario facile:Uno strumento che prepara i turni settimanali.",
    ),
}


def made_profiles() -> list[tuple[str, JsonResume]]:
    """Each with the language that it is written in."""
    return [
        (language, JsonResume.model_validate(_person(tongue, number)))
        for language, tongue in _TONGUES.items()
        for number in range(6)
    ]


def _person(tongue: _Tongue, number: int) -> dict[str, Any]:
    def pick(texts: str, place: int) -> str:
        options = texts.split("|")
        return options[place % len(options)]

    name = pick(tongue.names, number)
    login = "".join(char for char in name.lower() if char.isascii() and char.isalpha())
    jobs = 1 + number % 3
    person: dict[str, Any] = {
        "basics": {
            "name": name,
            "label": pick(tongue.label, number),
            "email": f"{login}@example.com",
            "phone": ("+44 20 7946 0", "+49 30 23125 ", "+33 1 99 00 ", "+34 612 34 ", "+39 06 5550 ", "+1 614 555 0")[number] + f"1{number}{number}",
            "location": {"city": pick(tongue.places, number)},
            "summary": pick(tongue.summary, number) or None,
            "profiles": [{"url": f"https://linkedin.com/in/{login}"}] if number != 3 else [],
        },
        "work": [_job(tongue, number, place, pick) for place in range(jobs)],
        "education": [_course(tongue, number, place, pick) for place in range(1 + (number == 1))],
        "skills": _skills(tongue, number),
    }
    if number in (0, 4):
        person["languages"] = [
            dict(zip(("language", "fluency"), one.split(":"), strict=True)) for one in tongue.languages.split("|")
        ]
    if number in (2, 5):
        person["certificates"] = [
            {"name": one.split(":")[0], "issuer": one.split(":")[1], "date": "2021-05"}
            for one in tongue.certificates.split("|")
        ]
    if number == 1:
        title, _, told = tongue.project.partition(":")
        person["projects"] = [{"name": title, "description": told, "startDate": "2020-02", "endDate": "2020-11"}]
    return person


def _job(tongue: _Tongue, number: int, place: int, pick: Any) -> dict[str, Any]:
    end_year = 2024 - 4 * place
    exact = number != 4
    bullets = tongue.bullets.split("|")
    job = {
        "name": pick(tongue.employers, number + place),
        "position": pick(tongue.positions, number + place),
        "location": pick(tongue.places, number + place) if number % 2 == 0 else None,
        "startDate": f"{end_year - 3}-0{place + 2}" if exact else str(end_year - 3),
        "endDate": (f"{end_year}-1{place}" if exact else str(end_year)) if place or number == 5 else None,
        "highlights": list(islice((bullets * 2)[number + place :], 2 + (number + place) % 3)),
    }
    return {key: value for key, value in job.items() if value is not None}


def _course(tongue: _Tongue, number: int, place: int, pick: Any) -> dict[str, Any]:
    year = 2013 - 3 * place
    return {
        "studyType": pick(tongue.degrees, number + place),
        "institution": pick(tongue.schools, number + place),
        "startDate": f"{year - 3}-09" if number % 2 else str(year - 3),
        "endDate": f"{year}-06" if number % 2 else str(year),
    }


def _skills(tongue: _Tongue, number: int) -> list[dict[str, Any]]:
    names = (tongue.skills.split("|") * 2)[number : number + 7]
    return [{"name": name} for name in names]
