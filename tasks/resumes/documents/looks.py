"""The ways a résumé can look. All are one column with standard headings."""

from typing import Literal, get_args

Template = Literal["classic", "modern"]
TEMPLATES: tuple[Template, ...] = get_args(Template)
