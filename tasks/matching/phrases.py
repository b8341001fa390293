"""What a posting asks for in words that no table knows: "glaze chemistry", "Kiln firing to cone 10"."""

import re
from collections.abc import Iterator

from tasks.matching.folding import folded, stem, words

_CUE = re.compile(
    r"(?:(?:minimum|at least|mindestens|al menos|minimo|au moins|almeno|pelo menos|minstens)\s+)?"
    r"(?:\d+\s*(?:\+|plus)?(?:\s*(?: |to|bis|a|à)\s*\d+)?\s*\+?\s*"
    r"(?:years?|yrs?|jahren?|anos|ans|anni|jaar)['’]?\s*(?:of|de|d'|di|van)?\s*)?"
    r"(?:(?:strong|solid|deep|proven|good|excellent|great|hands on|demonstrated|extensive|professional|practical"
    r"|working|basic|sound|relevant|previous|prior|advanced|in depth|expert level|expert|thorough|sehr|gute\w*|fundierte\w*"
    r"|erste|mehrjahrige\w*|einschlagige\w*|solid[ea]s?|buen\w*|excelente\w*|amplia|bonnes?|bonne|excellente?s?|tres"
    r"|buon[ae]|ottim[ae]|goede|ruime|boa|bom|solida|comprovada)\s+)*"
    r"(?:experience|experiences|expertise|knowledge|understanding|proficiency|proficient|familiarity|familiar|background"
    r"|skills?|skilled|experienced|track record|command|grasp|ability|competence|competency|qualification|certification"
    r"|erfahrung(?:en)?|berufserfahrung|kenntnisse|sicherer umgang|umgang|verstandnis|beherrschung"
    r"|experiencia|conocimientos?|dominio|manejo|capacidad"
    r"|connaissances?|maitrise|expérience|experience|capacite"
    r"|esperienza|conoscenza|padronanza|capacita|conhecimentos?|ervaring|kennis)\s+"
    r"(?:professional\w*\s+)?"
    r"(?:with|in|of|on|using|as|an?|mit|im|bei|von|als|con|de|en|del|dans|avec|des|du|d'|di|nel(?:la)?|com|em|met|van)\s+"
    r"(?:the|an?|der|die|das|den|dem|el|la|los|las|le|les|l'|un|una|il|lo|gli|het|een)?\s*"
)
_SPLIT = re.compile(
    r",|\(|\)|;|/|\||•|\b(?:and|or|und|oder|sowie|et|ou|y|e|ed|o)\b|\b(?:such as|like|including|wie|como|comme)\b"
)
_NO_MATTER = frozenset(
    # What is no skill when it is left over, in seven languages, folded.
    """
    a an the and or of in on at to for with by from as is are be been being will would should can could may must have has had you your yours we our us i
    my they their it its this that these those who what which when where how all any each other another such more most very well also etc plus not no
    year years experience experienced knowledge skill skills ability able understanding proven strong good excellent solid deep required requirement
    requirements preferred must essential desirable degree bachelor bachelors master masters phd diploma equivalent related relevant field minimum least
    work working job role position team teams company environment candidate candidates ideal looking join new using use used including include includes
    least one two three four five six seven eight nine ten level high fast paced similar tools tool technologies technology systems willing willingness
    travel remote full time part based office per week month day days hours salary benefits we're you'll you're don't about into across within through over
    der die das den dem des ein eine einer eines einem einen und oder mit in im ins auf an am zu zum zur von vom bei als fur aus nach uber sowie sich sie
    ihr ihre ihren du dein deine wir uns unser unsere ist sind hast haben sehr gute guter gutes gut kenntnisse erfahrung jahre jahren mindestens bereich
    el la los las un una unos unas y o de del al en con por para que se su sus es son tu tus nuestro nuestra experiencia conocimiento conocimientos anos ano
    le les des du au aux et ou dans avec pour par sur que qui vous votre vos nous notre nos est sont une ans annee annees connaissance connaissances
    il lo gli i di da dal dalla nel nella con su per tra che si e ed o od anni anno esperienza conoscenza nostro vostro tuo sei
    os as um uma e ou do da dos das no na nos nas com por para que se sua seu anos ano experiencia conhecimento voce nosso nossa
    de het een en of van voor met op aan in te om je jij jouw wij ons onze is zijn jaar ervaring kennis als bij naar uit
    """.split()  # noqa: SIM905, a list of words reads as one
)
_LONGEST = 5
_SHORTEST_WORD = 6
_LONGEST_WITHOUT_CUE = 4


def content_stems(text: str) -> list[str]:
    """The stems of the words of a text that mean something, in its order; a year or a number is none."""
    return [
        stem(word) for word in words(text) if word not in _NO_MATTER and len(word) > 1 and not word.isdigit()
    ]


def phrases_in(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where a clause that asks names something short enough to be a skill.

    Args:
        text: The posting.
        start: Where the clause begins.
        end: Where it is over.
    """
    flat = folded(text[start:end])
    cues = list(_CUE.finditer(flat))
    begin = cues[-1].end() if cues else 0
    longest = _LONGEST if cues else _LONGEST_WITHOUT_CUE
    if not cues and len(flat.split()) > 2 * _LONGEST:
        return
    for piece_start, piece_end in _pieces(flat, begin):
        piece = flat[piece_start:piece_end]
        stripped = piece.strip(" .:!?*•'\"")
        if not stripped:
            continue
        meaning = content_stems(stripped)
        number = len(stripped.split())
        if number == 1 and len(stripped) < _SHORTEST_WORD:
            continue
        if meaning and not stripped[0].isdigit() and number <= longest and 2 * len(meaning) >= number:
            offset = piece_start + piece.index(stripped)
            yield start + offset, start + offset + len(stripped)


def _pieces(flat: str, begin: int) -> Iterator[tuple[int, int]]:
    for split in _SPLIT.finditer(flat, begin):
        yield begin, split.start()
        begin = split.end()
    yield begin, len(flat)
