"""The words by which a question's intent, mode and turns are known, read from `texts/LANGUAGE.lexicon.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources

from text_to_num import alpha2digit

_RUN = re.compile(r"[A-Za-z-]+(?: [A-Za-z-]+)*")
_LONGEST_NUMBER = 6  # words: "two thousand one hundred and fifty"
_LITERAL = re.compile(r"(?<![a-z\\])[a-z]{4,}(?![a-z(\[?*+])")


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """Compiled patterns by section and name. Patterns match at word bounds of a normalised text."""

    patterns: dict[str, dict[str, re.Pattern[str]]]
    language: str = "en"

    def found(self, section: str, text: str) -> tuple[str, ...]:
        """The names in `section` whose pattern stands somewhere in `text`, in the file's order."""
        return tuple(name for name, pattern in self.patterns[section].items() if pattern.search(text))

    def stands(self, section: str, name: str, text: str) -> bool:
        """Whether the pattern `section.name` stands somewhere in `text`."""
        return self.patterns[section][name].search(text) is not None

    def opens(self, section: str, name: str, text: str) -> bool:
        """Whether `text` begins with the pattern `section.name`."""
        return self.patterns[section][name].match(text) is not None

    def words(self, section: str, name: str, text: str) -> frozenset[str]:
        """What of `text` the pattern `section.name` finds."""
        return frozenset(match.group() for match in self.patterns[section][name].finditer(text))

    @cached_property
    def literals(self) -> frozenset[str]:
        """The words that stand in the patterns as they are, without stumps that only an alternative completes."""
        patterns = [pattern.pattern for names in self.patterns.values() for pattern in names.values()]
        return frozenset(word for pattern in patterns for word in _LITERAL.findall(pattern))

    def bare(self, text: str) -> str:
        """`text` without what opens and closes it out of courtesy; as it is where nothing else is left."""
        opening, closing = self.patterns["courtesy"]["opening"], self.patterns["courtesy"]["closing"]
        rest = " ".join(text.replace("’", "'").split())
        while found := opening.match(rest.lower()):
            rest = rest[found.end() :].lstrip(" ,.:;!-")
        while found := next((last for last in closing.finditer(rest.lower()) if not rest[last.end() :].strip(" .,:;!?")), None):
            rest = rest[: found.start()].rstrip(" ,-")
        return rest or text

    def in_full(self, text: str) -> str:
        """`text` with what is typed short written out; capitals stay, for they are names."""
        for full, short in self.patterns["shorthand"].items():
            text = short.sub(full, text)
        return text

    def in_digits(self, text: str) -> str:
        """`text` with counts above one that are written in words written in digits. Ordinals stay: a third is no number."""
        return _RUN.sub(lambda run: " ".join(self._in_digits(run.group().split(" "))), text)

    def _in_digits(self, words: list[str]) -> Iterator[str]:
        at = 0
        while at < len(words):
            ends = range(min(at + _LONGEST_NUMBER, len(words)), at, -1) if _number(words[at], self.language) else ()
            numbers = ((to, _number(" ".join(words[at:to]), self.language)) for to in ends)
            end, number = next(((to, number) for to, number in numbers if number is not None and number > 1), (at + 1, None))
            yield words[at] if number is None else str(number)
            at = end

    def is_word(self, section: str, name: str, word: str) -> bool:
        """Whether `word` as a whole is one of `section.name`."""
        return self.patterns[section][name].fullmatch(word) is not None

    def small_talk(self, text: str) -> str | None:
        """The topic of a text that holds nothing but small talk, else None. `text` is words with single spaces."""
        names = self.patterns["smalltalk"]
        topic = next((name for name in _TOPICS if names[name].search(text)), None)
        if topic is None:
            return None
        rest = text
        for name in names:
            rest = names[name].sub(" ", rest)
        return None if rest.strip() else topic


# Who talks to the bot about the bot or says goodbye often greets or thanks in the same breath: the rarer topic names it.
_TOPICS = ("who_are_you", "goodbye", "help", "greeting", "thanks")


@lru_cache(maxsize=8192)
def _number(words: str, language: str) -> int | None:
    """The number that `words` are as a whole; None for other words, and for digits."""
    read = alpha2digit(words.lower(), language, 0) if words.replace(" ", "").replace("-", "").isalpha() else ""
    return int(read) if read.isdecimal() else None


@lru_cache
def load(
    language: str = "en", *, parties: tuple[str, ...] = (), programme: tuple[str, ...] = (), products: tuple[str, ...] = ()
) -> Lexicon:
    """The lexicon of `language`.

    parties, programme: the words that name a pack's parties, and the one that runs the programme. products: those it does not describe.

    Raises FileNotFoundError when there is none.
    """
    data = tomllib.loads((resources.files("knowledge") / "texts" / f"{language}.lexicon.toml").read_text(encoding="utf-8"))
    names = {"{party}": _alternatives(parties), "{programme}": _alternatives(programme), "{product}": _alternatives(products)}
    return Lexicon(
        patterns={section: {name: _compile(words, names) for name, words in entries.items()} for section, entries in data.items()},
        language=language,
    )


def _alternatives(words: tuple[str, ...]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")" if words else r"(?!)"


def _compile(words: list[str], names: dict[str, str]) -> re.Pattern[str]:
    pattern = "|".join(words)
    for placeholder, alternatives in names.items():
        pattern = pattern.replace(placeholder, alternatives)
    return re.compile(rf"(?<![A-Za-z0-9])(?:{pattern})(?![A-Za-z0-9])")
