"""Places as people write them beside an employer: "Austin, TX", "Leeds, United Kingdom", "Lyon", "Remote"."""

import re
import unicodedata
from functools import lru_cache

from tasks.resumes.reader.vocabulary import alternatives, employer_score, school_score, title_score

_STATES = """
    alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho
    illinois indiana iowa kansas kentucky
    louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada
    new-hampshire new-jersey new-mexico
    new-york north-carolina north-dakota ohio oklahoma oregon pennsylvania rhode-island south-carolina
    south-dakota tennessee texas utah vermont
    virginia washington west-virginia wisconsin wyoming ontario quebec québec british-columbia alberta
    manitoba saskatchewan nova-scotia
    new-south-wales victoria queensland england scotland wales northern-ireland bayern baden-württemberg
    hessen sachsen nordrhein-westfalen
    niedersachsen cataluña catalunya andalucía lombardia karnataka maharashtra tamil-nadu telangana
"""
_CODE_LIST = """
    AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND
    OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC ON QC BC AB MB SK NS NSW VIC QLD UK USA US UAE ST
    SP RJ MG RS PR BW NRW EU CH DE AT FR ES IT PT NL BE LU IE GB
"""
_COUNTRIES = """
    united-states united-states-of-america usa canada mexico brazil brasil argentina chile colombia peru perú
    uruguay ecuador venezuela
    united-kingdom great-britain ireland france germany deutschland austria österreich switzerland schweiz
    suisse svizzera spain españa
    portugal italy italia netherlands nederland the-netherlands belgium belgië belgique luxembourg denmark
    danmark sweden sverige norway norge
    finland suomi iceland poland polska czechia czech-republic tschechien slovakia hungary romania bulgaria
    greece croatia serbia slovenia
    ukraine russia turkey türkiye israel egypt morocco maroc tunisia algeria nigeria kenya ghana south-africa
    india pakistan bangladesh
    sri-lanka nepal china japan korea south-korea s.korea s.-korea taiwan hong-kong singapore malaysia
    indonesia thailand vietnam philippines australia
    new-zealand united-arab-emirates uae saudi-arabia qatar frankreich spanien italien niederlande belgien
    polen allemagne espagne italie
    pays-bas royaume-uni états-unis alemania francia reino-unido estados-unidos países-bajos germania spagna
    regno-unito stati-uniti
    alemanha frança espanha itália reino-unido países-baixos méxico duitsland frankrijk spanje italië
    verenigd-koninkrijk suíça suiza bélgica
    belgio angola moçambique cabo-verde costa-rica panamá panama guatemala honduras cuba dominican-republic
    república-dominicana bolivia
    paraguay malta cyprus estonia latvia lithuania
"""
_CITIES = """
    new-york los-angeles chicago houston phoenix philadelphia san-antonio san-diego dallas san-jose austin
    jacksonville columbus charlotte
    indianapolis san-francisco seattle denver boston nashville detroit portland las-vegas memphis louisville
    baltimore milwaukee albuquerque
    tucson fresno sacramento mesa atlanta omaha raleigh miami cleveland tulsa oakland minneapolis tampa
    arlington new-orleans honolulu orlando
    pittsburgh cincinnati st.-louis saint-louis buffalo madison durham salt-lake-city redmond bellevue
    mountain-view palo-alto menlo-park
    sunnyvale cupertino santa-clara cambridge berkeley princeton ann-arbor boulder irvine toronto montreal
    montréal vancouver calgary ottawa
    london manchester birmingham leeds glasgow edinburgh liverpool bristol sheffield cardiff belfast
    nottingham leicester newcastle oxford
    bradford york brighton southampton reading dublin cork galway berlin hamburg münchen munich köln cologne
    frankfurt frankfurt-am-main
    stuttgart düsseldorf dortmund essen leipzig bremen dresden hannover nürnberg duisburg bochum wuppertal
    bielefeld bonn münster karlsruhe
    mannheim augsburg wiesbaden ulm freiburg heidelberg darmstadt regensburg würzburg wolfsburg ingolstadt
    kiel lübeck rostock mainz aachen
    jena erfurt kassel potsdam saarbrücken konstanz wien vienna graz linz salzburg innsbruck zürich zurich
    genf genève geneva basel bern
    lausanne luzern lugano paris lyon marseille toulouse nice nantes strasbourg montpellier bordeaux lille
    rennes reims grenoble dijon
    angers nancy rouen metz tours caen orléans clermont-ferrand brest madrid barcelona valencia sevilla
    seville zaragoza málaga murcia
    palma bilbao alicante córdoba valladolid vigo gijón granada coruña vitoria santander pamplona salamanca
    san-sebastián lisboa lisbon porto
    braga coimbra faro aveiro setúbal évora funchal são-paulo sao-paulo rio-de-janeiro brasília salvador
    fortaleza belo-horizonte curitiba
    manaus recife porto-alegre campinas florianópolis roma rome milano milan napoli naples torino turin
    palermo genova bologna firenze
    florence bari catania venezia venice verona messina padova trieste brescia parma modena pisa siena trento
    perugia amsterdam rotterdam
    den-haag the-hague utrecht eindhoven tilburg groningen almere breda nijmegen enschede haarlem arnhem
    amersfoort maastricht leiden delft
    zwolle den-bosch brussel bruxelles brussels antwerpen antwerp gent ghent leuven liège brugge luxembourg
    copenhagen københavn aarhus
    stockholm göteborg gothenburg malmö oslo bergen helsinki tampere warsaw warszawa kraków wrocław gdańsk
    poznań prague praha brno budapest
    bucharest bucurești sofia athens zagreb belgrade ljubljana kyiv kiev moscow istanbul ankara izmir
    tel-aviv jerusalem cairo casablanca
    rabat tunis lagos nairobi accra johannesburg cape-town mumbai delhi new-delhi bangalore bengaluru
    hyderabad chennai kolkata pune
    ahmedabad noida gurgaon gurugram jaipur karachi lahore islamabad dhaka colombo kathmandu beijing shanghai
    shenzhen guangzhou hangzhou
    hong-kong tokyo osaka kyoto seoul taipei singapore kuala-lumpur jakarta bangkok hanoi ho-chi-minh-city
    manila sydney melbourne brisbane
    perth adelaide auckland wellington dubai abu-dhabi riyadh doha ciudad-de-méxico mexico-city guadalajara
    monterrey bogotá medellín lima
    quito santiago buenos-aires montevideo caracas
"""
_REMOTE_WORDS = """
    remote; hybrid; on-?site; home ?office; télétravail; à distance; remoto; en remoto; híbrido; da
    remoto; thuiswerk; worldwide; teletrabajo; teletrabalho
"""
_REMOTE = re.compile(rf"(?:fully |100 ?% )?(?:{alternatives(_REMOTE_WORDS)})(?: work)?", re.IGNORECASE)
_POSTCODE = re.compile(
    r"\b(?:[A-Z]-?)?\d{4,5}(?:-\d{3,4})?\b|\b\d{4} ?[A-Z]{2}\b|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"
)
_PARTS = re.compile(r"\s*[,/()]\s*|\s+[-–]\s+")
_MOST_WORDS = 4


def _folded(text: str) -> str:
    return re.sub(r"[\s-]+", "-", unicodedata.normalize("NFC", text.casefold()).strip(" .-"))


_CODES = frozenset(_CODE_LIST.split())
_REGIONS = frozenset((_STATES + _COUNTRIES).split())
_KNOWN_CITIES = frozenset(_CITIES.split())


@lru_cache(maxsize=4096)
def place_score(text: str) -> float:
    """How surely the whole text is a place: 0 not at all, 1 a city or a country, 2 a city with its region."""
    stripped = text.strip(" ,()|·•–-")
    if not stripped or len(stripped) > 60:
        return 0.0
    if _REMOTE.fullmatch(stripped):
        return 2.0
    parts = [part for part in _PARTS.split(_POSTCODE.sub("", stripped).strip(" ,")) if part]
    if not parts or len(parts) > 3 or any(len(part.split()) > _MOST_WORDS for part in parts):
        return 0.0
    if len(parts) > 1 and _REMOTE.fullmatch(parts[-1]):
        parts = parts[:-1] if _of_parts(parts[:-1]) >= 1 else []
    return _of_parts(parts)


def _of_parts(parts: list[str]) -> float:
    """The score of a place by its parts, the smallest first."""
    regions = 0
    while regions < len(parts) and _is_region(parts[-1 - regions]):
        regions += 1
    before = parts[: len(parts) - regions]
    if not before:
        return min(2.0, regions)
    if len(before) > 1:
        return 0.0
    city, *code = before if regions else before[0].rsplit(" ", 1)
    if _folded(before[0]) in _KNOWN_CITIES:
        return 2.0 if regions else 1.0
    has_region = bool(regions) or (bool(code) and code[0] in _CODES)
    return 1.5 if has_region and _may_be_city(city) else 0.0


def _may_be_city(text: str) -> bool:
    """Whether it is written as a city's name is, and no word in it is one of employers or titles."""
    return (
        text[:1].isupper() and not employer_score(text) and not title_score(text) and not school_score(text)
    )


def _is_region(part: str) -> bool:
    return part.strip(" .") in _CODES or _folded(part) in _REGIONS or _REMOTE.fullmatch(part) is not None


@lru_cache(maxsize=4096)
def is_region(text: str) -> bool:
    """Whether the text is a country, a state or its code: what follows a city."""
    return _is_region(text)
