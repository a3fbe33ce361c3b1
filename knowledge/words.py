"""Words as the ranking sees them: lower case, split at anything that is no letter or digit, stemmed (Snowball English)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import Stemmer

_STOPWORDS = """
a an and any are as at be been being but by can could did do does doing for from had has have having how i if in into is it its
just may me might must my no nor not of off on or our ours out over own please shall she should so some such than that the their
them then there these they this those through to too under up us very was we were what when where which who whom whose why will
with would you your yours also get got let need want like know tell say says said am im ive id hi hello hey thanks thank ok about
both each few more most other same only d ll m o re s t ve don doesn didn isn aren wasn won wouldn couldn shouldn hasn haven
cannot mine theirs hers his her he him someone dont doesnt didnt isnt arent wasnt werent wont wouldnt couldnt shouldnt hasnt
havent hadnt cant weve youve theyve youre theyre hes shes whats wheres whos hows thats theres lets ill well youll theyll wed youd
theyd aint because yet ever never always often maybe perhaps whether though although however else every anyone everyone people
"""
STOPWORDS = frozenset(_STOPWORDS.split())
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls; PostgreSQL takes no NUL
    "\u00ad\u200b\u2060\ufeff"  # seen by nobody, yet they part words
    "\u202a-\u202e\u2066-\u2069]"  # turn the direction of what follows
)
_LONE = re.compile("[\ud800-\udfff]")
_ASIDE = re.compile(r"\([^)]*\)")  # what stands in brackets qualifies a name, and is no part of it
_TOKEN = re.compile(r"[a-z0-9]+")
_STEMMER = Stemmer.Stemmer("english")


def normalise(text: str) -> str:
    """`text` in lower case, compatibility forms folded, accents and invisible characters dropped, spaces single."""
    if text.isascii() and text.isprintable():
        return " ".join(text.lower().split())
    folded = unicodedata.normalize("NFKD", text).lower().replace("’", "'").replace("‘", "'")
    kept = "".join(c for c in folded if c in "\n\t " or not (unicodedata.combining(c) or unicodedata.category(c) in ("Cf", "Cc")))
    return " ".join(kept.split())


def visible(text: str) -> str:
    """`text` as it can be stored, sent and shown: without controls, invisible characters and those that turn the direction of writing.

    Joiners and marks that scripts and emoji need stay. What is half a character becomes a replacement character.
    """
    return text if text.isascii() and text.isprintable() else _LONE.sub("\ufffd", _HIDDEN.sub("", text))


def tokens(text: str) -> list[str]:
    """The words of `text`, in order, not stemmed, stopwords included."""
    return _TOKEN.findall(normalise(text).replace("'", ""))


_SPELLINGS = {
    "licenc": "licens",
    "programm": "program",
    "centr": "center",
    "analys": "analyz",
    "organis": "organiz",
    "behaviour": "behavior",
}


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of one lower-case word; British and American spellings share one."""
    found = str(_STEMMER.stemWord(word))
    return next((american + found[len(british) :] for british, american in _SPELLINGS.items() if found.startswith(british)), found)


def stems(text: str) -> list[str]:
    """The stems of the words of `text` that bear meaning, in order; all words when none does."""
    words = tokens(text)
    bearing = [word for word in words if word not in STOPWORDS]
    return [stem(word) for word in bearing or words]


def naming(title: str) -> list[str]:
    """The stems of what a title names, without what it adds in brackets; all of them where nothing else stands in it."""
    return stems(_ASIDE.sub(" ", title)) or stems(title)
