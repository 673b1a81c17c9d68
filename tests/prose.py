"""What a lesson's text says: its words and its sentences, without what is no prose."""

import re

from helpers.classroom.exercises import DETAILS

LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)")
REFERENCES = re.compile(r"^[#* ]*References\b.*", re.DOTALL | re.MULTILINE)
TABLE = re.compile(r"^\s*\|.*$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
DISPLAYED = re.compile(r"\$\$.*?\$\$", re.DOTALL)
FORMULA = re.compile(r"\$[^$]+\$|`[^`]+`")
PARTED = re.compile(r"\n\s*\n|^#+ .*$|^\s*[*-] |</?\w+>", re.MULTILINE)
FULL_STOP = re.compile(r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)(?<!et al\.)[)\"”’]*\s+")


def words(text: str) -> int:
    """Words to read: no tables, references, listings or folded blocks; a formula is one."""
    text = DISPLAYED.sub(" formula ", _without_tables(DETAILS.sub("", text)))
    return length(FORMULA.sub("formula", text))


def sentences(text: str) -> list[str]:
    """The sentences, folded or not; headings, displayed formulas and lone words are none."""
    text = FORMULA.sub("formula", DISPLAYED.sub("\n\n", _without_tables(text)))
    parts = [" ".join(part.replace("*", "").split()) for part in PARTED.split(text)]
    found = [sentence for part in parts for sentence in FULL_STOP.split(part)]
    return [sentence for sentence in found if length(sentence) > 1]


def length(sentence: str) -> int:
    """Its words: whatever has a letter or a digit."""
    return sum(any(map(str.isalnum, word)) for word in sentence.split())


def _without_tables(text):
    return LINK.sub(r"\1", TABLE.sub("", FENCED.sub("", REFERENCES.sub("", text))))


def said(text: str) -> str:
    """The text without targets of links, marks and line breaks, so that it can be quoted."""
    return " ".join(re.sub(r"[*`$]", "", LINK.sub(r"\1", text)).split())
