"""We Work Remotely, RSS: `Company: Position` in the title, and several feeds that overlap."""

import re
from collections.abc import Iterator

from lxml import etree

from tasks.errors import ChangedBoardError
from tasks.jobs.boards.page import MOST_ENTRIES, BoardPage, Entry, page_of
from tasks.jobs.model import RawPosting

BOARD = "weworkremotely"
_DECLARES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_WORLDWIDE = "anywhere in the world"


def parse(content: bytes) -> BoardPage:
    """The postings of one feed. Raises ChangedBoardError if it has another shape."""
    return page_of(_items(content), _posting)


def _items(content: bytes) -> Iterator[Entry]:
    if _DECLARES.search(content):
        raise ChangedBoardError(
            f"{BOARD} answers with a document that declares entities, which no feed needs"
        )
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ChangedBoardError(
            f"{BOARD} answers with something that is no whole feed: {error.msg}"
        ) from None
    channel = root.find("channel")
    if root.tag != "rss" or channel is None:
        raise ChangedBoardError(f"{BOARD} answers with something that is no feed: <{root.tag}>")
    for number, item in enumerate(channel.iterfind("item")):
        if number >= MOST_ENTRIES:
            raise ChangedBoardError(
                f"{BOARD} gives more than {MOST_ENTRIES:,} items, more than any board has"
            )
        yield Entry({str(field.tag): field.text or "" for field in item if isinstance(field.tag, str)})


def _posting(item: Entry) -> RawPosting:
    region, countries = item.text("region"), item.parts("country")
    return RawPosting(
        source=BOARD,
        source_id=item.text("guid") or item.text("link"),
        title=item.text("title"),
        company_in_title=True,
        description=item.text("description"),
        places=countries or tuple(filter(None, [region])),
        url=item.link("link"),
        posted=item.moment("pubDate"),
        expires=item.moment("expires_at"),
        tags=item.parts("skills"),
        category=item.text("category"),
        employment_type=item.text("type"),
        board_is_remote=True,
        worldwide=not countries and region.lower() == _WORLDWIDE,
    )
