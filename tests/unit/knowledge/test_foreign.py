import json
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge import foreign, pack

QUESTIONS = [path / "questions.jsonl" for path in pack.bundled().values()]
GERMAN = {"wie wird das wetter morgen", "wird es morgen in Hamburg regnen?", "alles gut bei dir?"}  # among those that nobody answers
ENGLISH = """
?
👍
😀 🚀
42
5 µm
Zürich
café résumé
à la carte support?
per user or per seat
die or no die
LA office, EST
san y nas
so was it in?
me neither
OU in AD?
con call w/ CFO
DNS MX TXT
E5 and F3, or E3?
e mail add-ons
Los Angeles and Las Vegas offices on-site?
We have offices in Los Angeles, Las Vegas and El Paso, can the Müller & Söhne GmbH of São Paulo join?
what does "Gehört das dazu?" mean
who is 王小明 on the roster
is the Datenschutz-Folgenabschätzung in scope
"""
FOREIGN = """
Ist die Migration von Postfächern im Umfang enthalten?
Wer stellt die Zertifikate bereit?
hilft ihr uns bei der einrichtung von teams
IST DIE MIGRATION VON E-MAIL DABEI?
La migration des boîtes aux lettres est-elle incluse ?
Qui fournit les certificats ?
Est-ce que c’est gratuit pour 200 utilisateurs ?
¿La migración de correo está incluida?
¿Quién hace la configuración de Intune?
necesito ayuda con mis usuarios
La migrazione della posta è inclusa?
Chi fornisce i certificati SSL?
Quanto costa per 300 utenti?
A migração de e-mail está incluída?
Quem fornece os certificados?
Vocês ajudam com o Intune?
Valt de migratie van mailboxen binnen de scope?
Wie levert de certificaten?
Helpen jullie ons met Intune?
Входит ли миграция почты?
邮件迁移在范围内吗?
هل نقل البريد مشمول؟
"""


def of_file(path: Path) -> list[str]:
    """All that is asked in a file, with what was asked before."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [question for line in lines for question in (line["question"], *line["history"])]


def mistaken(questions: list[str]) -> list[str]:
    """Those that are taken for another language."""
    return [question for question in questions if foreign.load().is_foreign(question)]


@pytest.mark.parametrize("file", QUESTIONS, ids=lambda path: path.parent.name)
def test_no_question_of_a_bundled_pack_is_taken_for_another_language(file: Path) -> None:
    """They are in English, short and careless as they may be, all but one."""
    assert set(mistaken(of_file(file))) <= GERMAN


def test_no_question_of_the_shared_set_is_taken_for_another_language(shared: Callable[[str], Path]) -> None:
    """Neither are those."""
    assert mistaken(of_file(shared("questions/dev.jsonl"))) == []


@pytest.mark.parametrize("question", ["", *ENGLISH.strip().splitlines()])
def test_what_is_english_or_tells_nothing_is_not_foreign(question: str) -> None:
    """Names, abbreviations and a foreign word amid others do not make it so."""
    assert not foreign.load().is_foreign(question)


@pytest.mark.parametrize("question", FOREIGN.strip().splitlines())
def test_a_question_in_another_language_is_told(question: str) -> None:
    """In German, French, Spanish, Italian, Portuguese and Dutch by its words, in other scripts by its letters; products may be named."""
    assert foreign.load().is_foreign(question)


def test_a_language_without_a_file_is_an_error() -> None:
    """As with the other texts."""
    with pytest.raises(FileNotFoundError, match="xx"):
        foreign.load("xx")
