"""Commands, told from questions."""

import pytest

from bot.conversation.commands import Command, Commands
from knowledge.wording import Wording


@pytest.fixture
def commands() -> Commands:
    """The commands of the catalogue."""
    wording = Wording.load("en")
    return Commands({command: wording.say(f"command.{command}") for command in Command})


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("help", Command.HELP),
        ("  HELP!  ", Command.HELP),
        ("commands?", Command.HELP),
        ("Start over.", Command.START_OVER),
        ("I’m a partner", Command.PARTNER),
        ("i am a SPECIALIST", Command.SPECIALIST),
        ("Im a customer", Command.CUSTOMER),
    ],
)
def test_a_command_is_known_in_any_casing(commands: Commands, text: str, command: Command) -> None:
    """With or without a stop, a curly apostrophe and spaces."""
    assert commands.read(text) is command


@pytest.mark.parametrize("text", ["", "   ", "?", "help with email migration", "I'm a partner, is migration in scope?", "who am I"])
def test_a_question_is_no_command(commands: Commands, text: str) -> None:
    """Only a text that is nothing else is a command."""
    assert commands.read(text) is None
