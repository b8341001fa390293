"""Countries, their regions and the states of North America, by the names that postings use.

Codes are ISO 3166-1 alpha-2; regions are those that boards hire by.
"""

from dataclasses import dataclass

_COUNTRIES = """
AE United Arab Emirates|uae|emirates; mena
AR Argentina; latin america
AT Austria|osterreich; europe eu dach
AU Australia; oceania
BA Bosnia and Herzegovina|bosnia; europe
BD Bangladesh; asia
BE Belgium|belgique|belgie; europe eu
BG Bulgaria; europe eu
BO Bolivia; latin america
BR Brazil|brasil; latin america
BY Belarus; europe
CA Canada; north america
CH Switzerland|schweiz|suisse; europe dach
CL Chile; latin america
CN China; asia
CO Colombia; latin america
CR Costa Rica; latin america
CY Cyprus; europe eu
CZ Czechia|czech republic; europe eu
DE Germany|deutschland|allemagne; europe eu dach
DK Denmark|danmark; europe eu nordics
DO Dominican Republic; latin america
EC Ecuador; latin america
EE Estonia; europe eu
EG Egypt; africa mena
ES Spain|espana; europe eu
FI Finland|suomi; europe eu nordics
FR France; europe eu
GB United Kingdom|uk|great britain|england|scotland|wales|northern ireland; europe
GE Georgia; europe
GH Ghana; africa
GR Greece; europe eu
GT Guatemala; latin america
HK Hong Kong; asia
HN Honduras; latin america
HR Croatia; europe eu
HT Haiti; latin america
HU Hungary; europe eu
ID Indonesia; asia
IE Ireland; europe eu
IL Israel; mena
IN India; asia
IS Iceland; europe nordics
IT Italy|italia; europe eu
JM Jamaica; latin america
JP Japan; asia
KE Kenya; africa
KR South Korea|korea; asia
KZ Kazakhstan; asia
LB Lebanon; mena
LK Sri Lanka; asia
LT Lithuania; europe eu
LU Luxembourg; europe eu
LV Latvia; europe eu
MA Morocco; africa mena
MD Moldova; europe
ME Montenegro; europe
MK North Macedonia|macedonia; europe
MT Malta; europe eu
MX Mexico; north america latin america
MY Malaysia; asia
NG Nigeria; africa
NI Nicaragua; latin america
NL Netherlands|nederland|holland|the netherlands; europe eu
NO Norway|norge; europe nordics
NP Nepal; asia
NZ New Zealand; oceania
PA Panama; latin america
PE Peru; latin america
PH Philippines|the philippines; asia
PK Pakistan; asia
PL Poland|polska; europe eu
PR Puerto Rico; latin america
PT Portugal; europe eu
PY Paraguay; latin america
QA Qatar; mena
RO Romania; europe eu
RS Serbia; europe
RU Russia; europe
RW Rwanda; africa
SA Saudi Arabia; mena
SE Sweden|sverige; europe eu nordics
SG Singapore; asia
SI Slovenia; europe eu
SK Slovakia; europe eu
SN Senegal; africa
SV El Salvador; latin america
TH Thailand; asia
TN Tunisia; africa mena
TR Turkey|turkiye; europe
TW Taiwan; asia
TZ Tanzania; africa
UA Ukraine; europe
UG Uganda; africa
US United States|usa|us|united states of america|u s|u s a|america; north america
UY Uruguay; latin america
VE Venezuela; latin america
VN Vietnam|viet nam; asia
ZA South Africa; africa
"""
_WIDER = {
    "americas": ("north america", "latin america"),
    "emea": ("europe", "mena", "africa"),
    "apac": ("asia", "oceania"),
}
_REGION_NAMES = {
    "europe": "europe",
    "european union": "eu",
    "eu": "eu",
    "eea": "eu",
    "european economic area": "eu",
    "dach": "dach",
    "nordics": "nordics",
    "scandinavia": "nordics",
    "north america": "north america",
    "northern america": "north america",
    "latin america": "latin america",
    "latam": "latin america",
    "south america": "latin america",
    "central america": "latin america",
    "americas": "americas",
    "the americas": "americas",
    "emea": "emea",
    "mena": "mena",
    "middle east": "mena",
    "asia": "asia",
    "apac": "apac",
    "asia pacific": "apac",
    "africa": "africa",
    "oceania": "oceania",
    "anz": "oceania",
}
_US_STATES = """
al Alabama; ak Alaska; az Arizona; ar Arkansas; ca California; co Colorado; ct Connecticut; de Delaware;
dc District of Columbia; fl Florida; ga Georgia; hi Hawaii; id Idaho; il Illinois; in Indiana; ia Iowa;
ks Kansas; ky Kentucky; la Louisiana; me Maine; md Maryland; ma Massachusetts; mi Michigan; mn Minnesota;
ms Mississippi; mo Missouri; mt Montana; ne Nebraska; nv Nevada; nh New Hampshire; nj New Jersey;
nm New Mexico; ny New York; nc North Carolina; nd North Dakota; oh Ohio; ok Oklahoma; or Oregon;
pa Pennsylvania; ri Rhode Island; sc South Carolina; sd South Dakota; tn Tennessee; tx Texas; ut Utah;
vt Vermont; va Virginia; wa Washington; wv West Virginia; wi Wisconsin; wy Wyoming
"""
_PROVINCES = """
ab Alberta; bc British Columbia; mb Manitoba; nb New Brunswick; nl Newfoundland and Labrador; ns Nova Scotia;
on Ontario; pe Prince Edward Island; qc Quebec; sk Saskatchewan
"""


@dataclass(frozen=True, slots=True)
class Country:
    """A country as postings name it."""

    code: str
    name: str
    regions: frozenset[str]


def _regions(text: str) -> frozenset[str]:
    rest, found = f" {text} ", set()
    for name in sorted(set(_REGION_NAMES.values()), key=len, reverse=True):
        if f" {name} " in rest:
            found.add(name)
            rest = rest.replace(f" {name} ", "  ")
    wider = {name for name, parts in _WIDER.items() if found & set(parts)}
    return frozenset(found | wider)


def _countries() -> dict[str, Country]:
    named: dict[str, Country] = {}
    for line in _COUNTRIES.strip().splitlines():
        names, regions = line[3:].split("; ")
        name, *aliases = names.split("|")
        country = Country(line[:2], name, _regions(regions))
        named |= dict.fromkeys((name.lower(), *aliases), country)
    return named


@dataclass(frozen=True, slots=True)
class State:
    """A state of the United States or a province of Canada."""

    name: str
    country: str


def _states(table: str, country: str) -> dict[str, State]:
    rows = (" ".join(row.split()) for row in table.split(";"))
    by_code = {row[:2]: State(row[3:].lower(), country) for row in rows}
    return by_code | {state.name: state for state in by_code.values()}


COUNTRIES = _countries()
"""Every country by each of its names, folded."""

COUNTRIES_BY_CODE = {country.code: country for country in COUNTRIES.values()}

NAMES_BY_CODE = {
    code: tuple(name for name, country in COUNTRIES.items() if country.code == code)
    for code in COUNTRIES_BY_CODE
}
"""All names of each country, folded, by its code."""

REGIONS = _REGION_NAMES
"""Every region by each of its names, folded."""

STATES = _states(_US_STATES, "US") | _states(_PROVINCES, "CA")
"""States and provinces by their letters and by their names, folded: `tx` and `texas`."""

CITIES = {
    "munchen": "munich",
    "muenchen": "munich",
    "koln": "cologne",
    "koeln": "cologne",
    "nurnberg": "nuremberg",
    "nuernberg": "nuremberg",
    "frankfurt am main": "frankfurt",
    "dusseldorf": "dusseldorf",
    "duesseldorf": "dusseldorf",
    "zuerich": "zurich",
    "wien": "vienna",
    "den haag": "the hague",
    "hague": "the hague",
    "geneve": "geneva",
    "genf": "geneva",
    "roma": "rome",
    "milano": "milan",
    "torino": "turin",
    "lisboa": "lisbon",
    "warszawa": "warsaw",
    "praha": "prague",
    "bruxelles": "brussels",
    "brussel": "brussels",
    "kobenhavn": "copenhagen",
    "goteborg": "gothenburg",
    "sevilla": "seville",
    "bucuresti": "bucharest",
    "kyiv": "kiev",
    "bengaluru": "bangalore",
    "mumbai": "mumbai",
    "bombay": "mumbai",
    "nyc": "new york",
    "new york city": "new york",
    "sf": "san francisco",
    "san francisco bay area": "san francisco",
    "bay area": "san francisco",
    "greater london": "london",
    "saint louis": "st louis",
    "washington dc": "washington",
    "washington d c": "washington",
}
"""Cities by their other names."""
