"""The words by which postings say what is a must, what is a plus and what is neither, in seven languages.

All are folded (no case, no accents, blanks for dashes): they are matched against folded text.
"""

import re
from typing import Literal

Part = Literal["required", "preferred", "told", "aside"]
"""Of a posting: what is asked, what is welcome, what the work is like, and what is no matter of the work."""

_HEADINGS: dict[Part, str] = {
    "preferred": """
        nice to have|nice to haves|good to have|preferred|preferred qualifications|preferred skills|desirable|desired
        desirable criteria|bonus|bonus points|bonus skills|extra points|plus points|would be a plus|pluses|optional
        it's a plus|it would be great if|what would be nice|ideally|ideally you|brownie points|we'd love|not required
        von vorteil|wunschenswert|idealerweise|pluspunkte|nice to haves|gern gesehen|gerne gesehen|zusatzlich von vorteil
        deseable|deseables|se valora|se valorara|valorable|valoramos|requisitos deseables|conocimientos deseables|sera un plus
        souhaite|souhaites|atouts|les plus|serait un plus|apprecie|apprecies|idealement|competences souhaitees
        desejavel|desejaveis|diferenciais|diferencial|sera um diferencial|requisitos desejaveis|valorizamos
        gradito|graditi|preferibile|preferibili|costituisce titolo preferenziale|titoli preferenziali|sara un plus
        pre|pluspunten|is een pre|wenselijk|mooi meegenomen
    """,
    "required": """
        requirements|required|required skills|required qualifications|requirement|job requirements|must have|must haves
        must|essential|essential criteria|essentials|essential skills|minimum qualifications|basic qualifications|minimum requirements
        qualifications|your qualifications|qualification|skills|key skills|skills and experience|skills & experience|skills required
        what you bring|what you'll bring|what you will bring|what you need|what you'll need|you bring|you have|you've got|you will have
        you should have|you must have|what we're looking for|what we are looking for|we're looking for|we are looking for|looking for|who you are
        about you|your profile|the ideal candidate|ideal candidate|candidate profile|experience|your experience|your background|you are
        your skills|technical skills|core skills|competencies|person specification|education and experience|we expect|you ll need
        anforderungen|anforderungsprofil|ihr profil|dein profil|das bringst du mit|das bringen sie mit|was du mitbringst|was sie mitbringen
        du bringst mit|sie bringen mit|voraussetzungen|qualifikation|qualifikationen|wir erwarten|unsere erwartungen|muss|erforderlich
        zwingend|zwingend erforderlich|deine skills|deine fahigkeiten|kenntnisse|wir suchen|was wir uns wunschen
        requisitos|requisitos minimos|requisitos imprescindibles|imprescindible|imprescindibles|perfil|perfil requerido|perfil buscado
        tu perfil|que buscamos|buscamos|que necesitas|necesitamos|se requiere|conocimientos|conocimientos requeridos|experiencia requerida
        obligatorio|competencias|habilidades
        profil|profil recherche|votre profil|ton profil|competences|competences requises|exigences|prerequis|pre requis|qualites requises
        vous avez|nous recherchons|indispensable|obligatoire|formation et experience|connaissances requises
        requisitos obrigatorios|obrigatorio|o que procuramos|o que esperamos|o que buscamos|qualificacoes|perfil desejado|conhecimentos
        requisitos e qualificacoes|experiencia
        requisiti|requisiti richiesti|requisiti minimi|profilo|profilo ricercato|cosa cerchiamo|competenze|competenze richieste|si richiede
        indispensabile|il candidato ideale|conoscenze richieste
        functie eisen|functieeisen|eisen|wat wij vragen|wat vragen wij|wij vragen|jouw profiel|wie ben jij|profiel|wat breng je mee|vereist
        dit breng je mee|vereisten|kwalificaties|wat neem je mee
    """,
    "told": """
        responsibilities|key responsibilities|duties|main duties|your role|the role|role|about the role|what you'll do|what you will do|you will
        what you'll be doing|your tasks|tasks|your responsibilities|job description|the job|your mission|day to day|a typical day|tech stack
        our stack|stack|technologies|overview|summary|the opportunity|position summary|job summary|your day
        aufgaben|ihre aufgaben|deine aufgaben|tatigkeiten|das erwartet dich|das erwartet sie|stellenbeschreibung|aufgabengebiet|deine rolle
        funciones|responsabilidades|tareas|tus funciones|que haras|descripcion del puesto|descripcion
        missions|vos missions|tes missions|votre mission|responsabilites|descriptif du poste|le poste
        atividades|as suas funcoes|o que voce vai fazer|responsabilidades e atribuicoes|funcoes
        mansioni|responsabilita|attivita|cosa farai|descrizione|il ruolo
        taken|jouw taken|werkzaamheden|wat ga je doen|functieomschrijving|verantwoordelijkheden
    """,
    "aside": """
        benefits|perks|what we offer|we offer|our benefits|perks and benefits|benefits and perks|compensation|salary|pay|about us|about the company
        who we are|our company|company description|why join us|why us|why work with us|equal opportunity|eeo|how to apply|apply|application process
        interview process|hiring process|our values|life at|diversity|what's in it for you|legal|privacy
        wir bieten|unser angebot|das bieten wir|wir bieten dir|was wir bieten|uber uns|benefits|deine vorteile|ihre vorteile|bewerbung|kontakt
        ofrecemos|que ofrecemos|se ofrece|beneficios|te ofrecemos|sobre nosotros|quienes somos|condiciones
        nous offrons|avantages|ce que nous offrons|a propos|a propos de nous|qui sommes nous|nos avantages|remuneration|candidature
        oferecemos|o que oferecemos|beneficios|sobre nos|quem somos
        offriamo|cosa offriamo|benefit|chi siamo|su di noi|l'azienda
        wij bieden|wat bieden wij|wat wij bieden|over ons|arbeidsvoorwaarden|solliciteren
    """,
}


def _either(lines: str) -> str:
    phrases = {one.strip() for line in lines.splitlines() for one in line.split("|") if one.strip()}
    return "|".join(re.escape(one) for one in sorted(phrases, key=lambda one: (-len(one), one)))


_HEADING = {
    part: re.compile(rf"\W*(?:\d+[.)])?\W*(?:{_either(lines)})\b") for part, lines in _HEADINGS.items()
}
_PLUS = re.compile(
    r"\b(?:(?:is|are|would be|as|considered|ist|sind|ware|es|seria|sera|serait|est|e|sarebbe|is een|zijn)?\s*"
    r"(?:an? |ein |una? |um |un |een )?(?:big |huge |strong |definite |grosses? )?"
    r"(?:plus|bonus|advantage|asset|nice to have|vorteil|pluspunkt|ventaja|atout|diferencial|vantaggio|pre)\b"
    r"|preferred|preferably|ideally|desirable|nice to have|not required|a plus|von vorteil|wunschenswert|idealerweise"
    r"|gerne auch|deseable|se valora\w*|valorable|preferiblemente|idealmente|souhaite\w*|apprecie\w*|idealement"
    r"|de preference|desejavel|preferencialmente|gradit[oa]|preferibil\w+|wenselijk|bij voorkeur|bonus points)\b"
)
_MUST = re.compile(
    r"\b(?:must|required|require|requires|essential|mandatory|need to|you have|you bring|you need"
    r"|experience (?:with|in|of|as|using|working)|experienced in|knowledge of|proficien\w+|expertise|familiar\w*"
    r"|understanding of|background in|skilled in|fluent|fluency|years|ability to|able to|hands on|track record"
    r"|erfahrung|kenntnisse|voraussetzung|beherrsch\w+|sicherer umgang|abgeschlossene\w*|ausbildung|erforderlich"
    r"|experiencia|conocimientos?|dominio|manejo|imprescindible|anos de|titulacion|formacion"
    r"|experience|connaissances?|maitrise|indispensable|ans d|diplome|conhecimentos?|dominio|obrigatori\w+"
    r"|esperienza|conoscenza|padronanza|anni di|laurea|ervaring|kennis|beheersing|jaar)\b"
)
_NOT = re.compile(
    r"\b(?:no|not|without|kein\w*|nicht|ohne|sin|no se requiere|pas d[e']|sans|sem|nao|senza|non|geen|niet|zonder)\b"
    r"[^.;\n]{0,40}\b(?:required|needed|necessary|erforderlich|notwendig|notig|necesari\w+|requerid\w+"
    r"|necessair\w*|exige\w*|requis\w*|necessari\w+|richiest\w+|nodig|vereist)\b"
)
_INSTANCE = re.compile(
    r"\b(?:such as|like|e g|e\.g\.|eg|for example|for instance|either|at least one of|one of|one or more of|any of"
    r"|z\. ?b\.|zum beispiel|wie|beispielsweise|como|por ejemplo|p\. ?ej\.|tel(?:s|le|les)? que|comme|par exemple"
    r"|por exemplo|ad esempio|come|quali|bijvoorbeeld|zoals|bijv\.)\W{0,3}$"
)


def heading_part(flat: str) -> tuple[Part, int] | None:
    """Which part of a posting a folded line opens, and where its content begins; None if it opens none.

    A heading stands before a colon, or is a short line for itself.
    """
    head, colon, _ = flat.partition(":")
    best: tuple[int, Part] | None = None
    for part, pattern in _HEADING.items():
        if (match := pattern.match(flat)) and (best is None or match.end() > best[0]):
            best = match.end(), part
    if best is None:
        return None
    end, part = best
    if colon and len(head) - end <= _TAIL_OF_A_HEADING and end <= len(head):
        return part, len(head) + 1
    rest = flat[end:].strip(" .?!*_#|)(&")
    if len(rest.split()) <= _WORDS_AFTER_A_HEADING and len(flat.split()) <= _WORDS_OF_A_HEADING:
        return part, len(flat)
    return None


_TAIL_OF_A_HEADING = 40
_WORDS_AFTER_A_HEADING = 3
_WORDS_OF_A_HEADING = 8


def is_plus(flat: str) -> bool:
    """Whether a folded clause calls what it names welcome rather than needed."""
    return bool(_PLUS.search(flat))


def is_must(flat: str) -> bool:
    """Whether a folded clause asks for experience or knowledge."""
    return bool(_MUST.search(flat))


def is_denied(flat: str) -> bool:
    """Whether a folded clause says that something is not needed."""
    return bool(_NOT.search(flat))


def names_instances(flat_before: str) -> bool:
    """Whether the folded text before a list says that any of the list will do ("such as …")."""
    return bool(_INSTANCE.search(flat_before))
