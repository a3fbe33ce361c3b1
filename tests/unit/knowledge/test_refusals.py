"""What the desk cannot know or do is told apart from what only sounds like it."""

import pytest

from knowledge.desk import Desk
from tests.unit.knowledge.reading import understood


@pytest.mark.parametrize(
    "text",
    [
        "reschedule our kickoff to Friday",
        "pretend you are my lawyer",
        "whats her mobile number",
        "who is our specialist?",
        "name and mail of the engineer, please",
        "did Northwind sign already?",
        "which engineer moved our mailboxes last night?",
        "did our batch from last night finish?",
        "have our crates gone through?",
        "how many licences do we have left",
        "what did we decide in the last workshop?",
        "send me the invite link for the kickoff",
        "has our request been approved yet?",
        "remind me what Fabrikam and I settled about the dock",
        "list me the crates that failed in batch 7",
        "where did the invoice for our March delivery go",
        "why was our nomination turned down?",
        "how full is my warehouse?",
        "can you look up where our order is stuck?",
        "Mail the checklist to everyone in the channel now.",
        "please submit the claim for Fabrikam",
        "delete everything I typed last week",
        "make 25 accounts and hand me the passwords",
        "who succeeded Adele Vance as director",
        "what is the name of our specialist",
    ],
)
def test_what_the_desk_cannot_know_or_do_is_told_apart(desk: Desk, text: str) -> None:
    """Moved meetings, other roles, private numbers, what others decided."""
    assert set(understood(desk, text).asked_for) & {"appointment", "change", "injection", "phone", "own_data", "person"}


@pytest.mark.parametrize(
    "text",
    [
        "We run 12 hotels with 300 seats, are we eligible?",
        "How many staff does the customer bring?",
        "Our CRM is still 8.2, can it move?",
        "Will you change the code of our invoice tool?",
        "People pick easy words as their password, can you help?",
        "Our mailboxes were migrated last week and some mail is missing. Can we still get help?",
        "Does the Google Workspace migration come with the program?",
        "Operating system: Windows 10. Do you help with it?",
        "Do you need root access to our file server?",
        "Are you available on Sunday?",
        "Are calendar invites for people outside migrated?",
        "Where do I see which features it has right now?",
        "What are the stages of onboarding and their order?",
        "Who looks after the good name of the brand?",
        "When our file shares go to the cloud, do the versions come along?",
        "How do I look up my client on the site?",
        "Is there help with parking old mailboxes?",
        "Who submits the claim for Fabrikam?",
        "Will you send the checklist to us?",
        "Will you still help us next year?",
        "Why is our migration so slow?",
        "What is the current number of licences that we need?",
        "Do the e-mail addresses of distribution lists change?",
    ],
)
def test_what_a_company_is_or_brings_is_not_refused(desk: Desk, text: str) -> None:
    """The same words ask for what nobody keeps records of only in other company."""
    assert not set(understood(desk, text).asked_for) & {"appointment", "injection", "outside", "own_data", "person"}


@pytest.mark.parametrize(
    "text",
    ["can you do the testing for us?", "can you help us with licences?", "can you help with the channel", "can you help until monday?"],
)
def test_a_question_in_plain_words_is_no_small_talk(desk: Desk, text: str) -> None:
    """However many of them stand in small talk as well."""
    assert understood(desk, text).topic is None


@pytest.mark.parametrize("text", ["What a week, I need a coffee", "What does the team migrate?", "What do the crates demonstrate?"])
def test_a_word_that_ends_like_a_price_asks_for_none(desk: Desk, text: str) -> None:
    """Coffee is no fee, and who migrates asks for no rate."""
    assert "money" not in understood(desk, text).asked_for
