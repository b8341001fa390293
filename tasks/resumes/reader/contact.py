"""Who the person is: name, label, e-mail, phone, place and pages, from what stands before the sections."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import phonenumbers

from tasks.resumes.reader.headings import kind_of
from tasks.resumes.reader.page import Row, Segment
from tasks.resumes.reader.places import place_score
from tasks.resumes.reader.vocabulary import alternatives, title_score, word_set
from tasks.written_dates import find_periods

_EMAIL = re.compile(r"[\w.+'%-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\w/.@=-])(?:\+|00)?\(?\d[\d\s().–/\u2010-\u2015-]{5,}\d(?![\w/@])(?:\s*(?:ext|x)\.?\s*\d{1,5})?"
)
_URL = re.compile(
    r"(?:https?://|www\.)[^\s|,;<>()]+|(?<![@\w.-])(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|me|co|ai|app|edu|info|tech|xyz|eu|de|fr|es|it|pt|nl|be|"
    r"ch|at|uk|us|ca|in|br|mx|ar|cl|pl|se|no|dk|fi|ie|au|nz|page|site|online|blog|design|studio|cv|bio|link|example|test)\b(?:/[^\s|,;<>()]*)?(?!@|[\w-])",
    re.IGNORECASE,
)
_ROWS_OF_A_HEAD = 8
_LARGER = 0.9
_FEW_WORDS = re.compile(r"[^\W\d_][^\W\d_]+(?:[ '’.,-]+[^\W\d_]+){0,4}")
_SEPARATORS = re.compile(r"\s*[|•·●▪◦∙~‖⋄◆♦]\s*|\s+[–—-]\s+|\t+|\s{3,}")
_LABEL_NAMES = """
    e-?mail; mail; phone; tel; telephone; mobile; cell; address; location; website; web; linkedin; github;
    gitlab; portfolio; telefon; mobil; handy; adresse; anschrift; wohnort; téléphone; courriel; teléfono;
    móvil; correo; dirección; ubicación; telefono; cellulare; indirizzo; telefone; telemóvel; celular;
    endereço; morada; telefoon; mobiel; adres; woonplaats; name; nombre; nom; nome; naam; twitter; skype;
    blog; home; site
"""
_LABEL = re.compile(rf"^(?:{alternatives(_LABEL_NAMES)})\s*[:.]\s*", re.IGNORECASE)
_NETWORKS = {
    "linkedin.com": "LinkedIn",
    "github.com": "GitHub",
    "gitlab.com": "GitLab",
    "xing.com": "XING",
    "twitter.com": "Twitter",
    "x.com": "X",
    "stackoverflow.com": "Stack Overflow",
    "medium.com": "Medium",
    "behance.net": "Behance",
    "dribbble.com": "Dribbble",
    "kaggle.com": "Kaggle",
    "orcid.org": "ORCID",
    "scholar.google.com": "Google Scholar",
    "youtube.com": "YouTube",
    "instagram.com": "Instagram",
    "facebook.com": "Facebook",
    "bitbucket.org": "Bitbucket",
    "leetcode.com": "LeetCode",
    "researchgate.net": "ResearchGate",
    "huggingface.co": "Hugging Face",
    "mastodon.social": "Mastodon",
    "t.me": "Telegram",
    "dev.to": "DEV",
    "codepen.io": "CodePen",
    "soundcloud.com": "SoundCloud",
    "vimeo.com": "Vimeo",
}
_NO_NAME = re.compile(r"[\d@:;!?|/\\{}<>=_%$]|\.com\b|^last updated|^page\b", re.IGNORECASE)
_DOCUMENT = re.compile(
    r"\b(?:r[eé]sum[eé]|cv|curriculum|lebenslauf|currículum|currículo|sample|template)\b", re.IGNORECASE
)
_LOWER_IN_NAMES = word_set("""
    de da do dos das del della di du la le van von der den ten ter zu y e bin ibn al el san
""")
_FEWEST_DIGITS, _MOST_DIGITS = 7, 15
_MOST_NAME_WORDS, _MOST_ROWS = 6, 40


@dataclass(frozen=True, slots=True)
class Fact:
    """A value, the rows that it stands in, and how sure it is."""

    value: str
    rows: tuple[int, ...]
    sureness: float


@dataclass(frozen=True, slots=True)
class Contact:
    """Who the person is, as far as the document says."""

    name: Fact | None
    label: Fact | None
    email: Fact | None
    phone: Fact | None
    place: Fact | None
    pages: tuple[Fact, ...]
    prose: tuple[Row, ...] = ()


def contact_of(rows: Sequence[Row], others: Sequence[Row], region: str | None) -> Contact:
    """Who the person is, from the rows of the head and of contact sections, or else from the other rows.

    Args:
        rows: What stands before the first section, and what contact sections hold.
        others: All other rows: an e-mail address or a phone number may stand in the foot.
        region: The country of phone numbers without a country code, as two letters.
    """
    name = _name(rows)
    name_rows = set(name.rows) if name else set()
    email = _email(rows) or _email(others)
    return Contact(
        name=name,
        label=_label(rows, name_rows),
        email=email,
        phone=_phone(rows, region) or _phone(others[-3:], region),
        place=_place(rows, name_rows),
        pages=tuple(_pages(rows)),
        prose=tuple(row for row in rows if _is_prose(row)),
    )


def _segments(rows: Sequence[Row]) -> Iterator[tuple[Row, Segment]]:
    for row in rows:
        for segment in row.segments:
            yield row, segment


def _name(rows: Sequence[Row]) -> Fact | None:
    """The largest text that can be a name; one that runs over two rows of the same height is one name."""
    candidates = [
        (row, segment)
        for row, segment in _segments(rows[:_MOST_ROWS])
        if _may_be_name(segment.text) and segment.text
    ]
    if not candidates:
        return None
    ranked = sorted(enumerate(candidates), key=lambda one: (-_name_worth(one[1][1]), one[0]))
    place, (row, segment) = ranked[0]
    text, used = segment.text, [row.id]
    for other, part in candidates[place + 1 : place + 2]:
        alike = abs(part.size - segment.size) < 0.5 and part.bold == segment.bold
        words = len(text.split()) + len(part.text.split())
        near = part.top - segment.bottom < 0.6 * segment.size and other.page == row.page
        is_title = title_score(part.text) > 0 or place_score(part.text) > 0
        larger = segment.size > 1.25 * _common_size(rows)
        if alike and near and larger and words <= _MOST_NAME_WORDS and not is_title:
            text = f"{text} {part.text}"
            used.append(other.id)
    sureness = 0.95 if _name_worth(segment) > 0.6 * segment.size and place == 0 else 0.75
    return Fact(_LABEL.sub("", text).strip(" ,|·•-–—"), tuple(dict.fromkeys(used)), sureness)


def _common_size(rows: Sequence[Row]) -> float:
    sizes = sorted(row.size for row in rows)
    return sizes[len(sizes) // 3] if sizes else 0.0


def _name_worth(segment: Segment) -> float:
    """How much like a name: its height counts, and what speaks against it."""
    worth = segment.size * (1.05 if segment.bold else 1.0)
    words = segment.text.split()
    if len(words) == 1:
        worth *= 0.9
    if title_score(segment.text):
        worth *= 0.6
    if place_score(segment.text):
        worth *= 0.6
    if kind_of(segment.text) is not None or _DOCUMENT.search(segment.text):
        worth *= 0.5
    if "," in segment.text or len(words) > 4:
        worth *= 0.85
    return worth


def _may_be_name(text: str) -> bool:
    plain = _LABEL.sub("", text)
    words = plain.replace(",", " ").split()
    if not 1 <= len(words) <= _MOST_NAME_WORDS or _NO_NAME.search(plain) or find_periods(plain):
        return False
    return all(
        word[:1].isupper()
        or word[:1] in "(\"“'’"
        or word.casefold() in _LOWER_IN_NAMES
        or word[1:2] in ("'", "’")
        or not word[:1].isascii()
        or not word[:1].isalpha()
        for word in words
    ) and any(character.isalpha() for character in plain)


def _label(rows: Sequence[Row], name_rows: set[int]) -> Fact | None:
    """What the person calls themself, under the name: "Senior Data Analyst"."""
    for row in rows[:8]:
        for segment in row.segments:
            text = segment.text
            if row.id in name_rows and segment is row.first:
                continue
            for part in _SEPARATORS.split(text):
                if (
                    title_score(part) > 0
                    and len(part.split()) <= 9
                    and not part.endswith(".")
                    and not _EMAIL.search(part)
                    and not find_periods(part)
                ):
                    return Fact(part.strip(" ,|"), (row.id,), 0.8)
    return _label_below_name(rows, name_rows)


def _label_below_name(rows: Sequence[Row], name_rows: set[int]) -> Fact | None:
    """A short line right under the name, larger than what follows, whatever it says."""
    for row, below in pairwise(rows[:_ROWS_OF_A_HEAD]):
        following = [one for one in rows if one.id > below.id][:1]
        if row.id in name_rows and below.id not in name_rows and following:
            text = below.text
            larger = below.size > following[0].size + _LARGER
            if larger and _FEW_WORDS.fullmatch(text) and place_score(text) == 0 and kind_of(text) is None:
                return Fact(text, (below.id,), 0.5)
    return None


def _email(rows: Sequence[Row]) -> Fact | None:
    for row, segment in _segments(rows):
        match = _EMAIL.search(segment.text)
        if match:
            return Fact(match.group().strip(".'"), (row.id,), 0.98)
    for row, segment in _segments(rows):
        for address in segment.addresses:
            if address.casefold().startswith("mailto:") and _EMAIL.search(address):
                return Fact(address[len("mailto:") :].split("?")[0], (row.id,), 0.95)
    return None


def _phone(rows: Sequence[Row], region: str | None) -> Fact | None:
    """The first number that can be a phone's, as it stands there; less surely if it cannot exist."""
    for row, segment in _segments(rows):
        for match in _PHONE.finditer(_URL.sub(lambda found: " " * len(found.group()), segment.text)):
            text = match.group().strip(" -–/.")
            digits = sum(character.isdigit() for character in text)
            if _FEWEST_DIGITS <= digits <= _MOST_DIGITS and not find_periods(text):
                return Fact(text, (row.id,), 0.97 if _exists(text, region) else 0.6)
    for row, segment in _segments(rows):
        for address in segment.addresses:
            if address.casefold().startswith("tel:"):
                return Fact(address[len("tel:") :], (row.id,), 0.9)
    return None


def _exists(text: str, region: str | None) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text, region))
    except phonenumbers.NumberParseException:
        return False


def _place(rows: Sequence[Row], name_rows: set[int]) -> Fact | None:
    best: Fact | None = None
    best_worth = 0.5
    for row, segment in _segments(rows):
        if row.id in name_rows and segment is row.first:
            continue
        for part in _SEPARATORS.split(segment.text):
            text = _LABEL.sub("", part).strip(" ,|·•")
            worth = place_score(text)
            if worth > best_worth and not title_score(text):
                best, best_worth = Fact(text, (row.id,), min(0.95, 0.5 + 0.2 * worth)), worth
    return best or _place_among_contacts(rows)


def _place_among_contacts(rows: Sequence[Row]) -> Fact | None:
    """What is left of a row of contacts: `ann@example.com | +44 20 7946 0321 | Halifax`."""
    for row, segment in _segments(rows):
        parts = [part.strip(" ,|·•") for part in _SEPARATORS.split(segment.text)]
        if len(parts) > 1 and any(_EMAIL.search(part) or _PHONE.search(part) for part in parts):
            for part in parts:
                if _FEW_WORDS.fullmatch(part) and not title_score(part) and kind_of(part) is None:
                    return Fact(part, (row.id,), 0.5)
    return None


def _pages(rows: Sequence[Row]) -> Iterator[Fact]:
    """Pages of the person's: what links lead to, and addresses that are written out."""
    seen: set[str] = set()
    segments = list(_segments(rows))
    for place, (row, segment) in enumerate(segments):
        links = [
            one for one in segment.addresses if one.casefold().startswith(("http://", "https://", "www."))
        ]
        for address in links:
            if _key(address) not in seen:
                seen.add(_key(address))
                yield Fact(address, (row.id,), 0.95)
        text = _EMAIL.sub(" ", segment.text)
        for match in _URL.finditer(text):
            address = match.group().rstrip(".,/") if not match.group().endswith("//") else match.group()
            if match.end() == len(text) and match.group().endswith(("/", "-")):
                address = _continued(match.group(), segments[place + 1 :])
            if any(_same(_key(address), one) for one in seen):
                continue
            seen.add(_key(address))
            yield Fact(address, (row.id,), 0.9)


def _continued(address: str, following: Sequence[tuple[Row, Segment]]) -> str:
    """An address that goes on at the start of the next line."""
    for _, segment in following[:1]:
        word = segment.words[0].text.strip("|,;")
        if re.fullmatch(r"[\w%.-]+/?", word) and not word[:1].isspace():
            return (address + word).rstrip("/")
    return address.rstrip("/")


def _key(address: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?|/+$", "", address.strip().casefold())


def _same(key: str, other: str) -> bool:
    """Whether one is the other cut off: a link's text breaks over two lines."""
    return (
        key == other
        or (other.startswith(key) and key.endswith(("/", "-")))
        or (len(key) > 6 and other.startswith(key + "/"))
    )


def network_of(address: str) -> tuple[str, str] | None:
    """The network and the user's name there; None for a page of one's own."""
    key = _key(address)
    host, _, path = key.partition("/")
    for known, name in _NETWORKS.items():
        if host == known or host.endswith("." + known):
            parts = [
                part
                for part in path.split("/")
                if part and part not in {"in", "profile", "users", "people", "pub"}
            ]
            return name, parts[0].split("?")[0] if parts else ""
    return None


def _is_prose(row: Row) -> bool:
    words = row.text.split()
    return len(words) >= 8 and not _EMAIL.search(row.text) and not _URL.search(row.text)
