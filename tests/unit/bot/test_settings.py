"""Settings from the environment, and what is said of those that do not fit."""

import os
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import load_settings
from knowledge.models import Role

URL = "postgresql://me:hush@db/onramp"
REGISTERED = {"ONRAMP_APP_ID": "app", "ONRAMP_APP_PASSWORD": "secret", "ONRAMP_TENANT_ID": "tenant"}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("ONRAMP_")]:
        monkeypatch.delenv(name)


def faults(monkeypatch: pytest.MonkeyPatch, **environment: str) -> list[str]:
    """What is wrong with the settings in `environment`."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    return refused.value.faults


def test_a_blank_app_id_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would switch authentication off; the message says how to ask for that."""
    (fault,) = faults(monkeypatch, ONRAMP_APP_ID="  ")

    assert fault.startswith("ONRAMP_APP_ID is blank")
    assert "ONRAMP_LOCAL=1" in fault


def test_a_local_bot_listens_on_the_loopback_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without being told to."""
    monkeypatch.setenv("ONRAMP_LOCAL", "1")

    settings = load_settings()

    assert (settings.local, settings.host) == (True, "127.0.0.1")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "contoso.example"])  # noqa: S104  # the point of the test
def test_a_local_bot_listens_nowhere_else(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    """It is not authenticated."""
    (fault,) = faults(monkeypatch, ONRAMP_LOCAL="1", ONRAMP_HOST=host)

    assert "ONRAMP_HOST must be 127.0.0.1" in fault
    assert host in fault


@pytest.mark.parametrize("missing", ["ONRAMP_APP_PASSWORD", "ONRAMP_TENANT_ID"])
def test_a_single_tenant_bot_needs_a_password_and_a_tenant(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    """The one that is missing is named."""
    (fault,) = faults(monkeypatch, **{**REGISTERED, missing: ""})

    assert fault.startswith(f"{missing} is blank")


def test_a_managed_identity_needs_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has none that could expire."""
    monkeypatch.setenv("ONRAMP_APP_ID", "app")
    monkeypatch.setenv("ONRAMP_APP_TYPE", "managed_identity")

    assert load_settings().app_id == "app"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("ONRAMP_PORT", "abc", "ONRAMP_PORT: found 'abc'"),
        ("ONRAMP_PORT", "70000", "65535"),
        ("ONRAMP_DEFAULT_ROLE", "boss", "'customer', 'partner' or 'specialist'"),
        ("ONRAMP_FOLLOW_UP_MINUTES", "0", "ONRAMP_FOLLOW_UP_MINUTES: found '0'"),
        ("ONRAMP_LANGUAGE", "xx", "ONRAMP_LANGUAGE: found 'xx'; give a language that there are texts in: en"),
        ("ONRAMP_APP_TYPE", "multi_tenant", "'single_tenant' or 'managed_identity'"),
    ],
)
def test_a_value_that_does_not_fit_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str) -> None:
    """One line with the variable, what was found and what is allowed."""
    (fault,) = faults(monkeypatch, **{**REGISTERED, name: value})

    assert expected in fault
    assert "\n" not in fault


def test_every_fault_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not one at a time."""
    assert len(faults(monkeypatch, ONRAMP_LOCAL="1", ONRAMP_PORT="x", ONRAMP_BODY_LIMIT_KB="x")) == 2


def test_a_misspelt_setting_is_pointed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would silently leave the default."""
    assert faults(monkeypatch, **REGISTERED, ONRAMP_FOLOW_UP_MINUTES="5") == [
        "ONRAMP_FOLOW_UP_MINUTES: there is no such setting; did you mean ONRAMP_FOLLOW_UP_MINUTES?"
    ]


def test_a_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in the settings as text nor as a value."""
    for name, value in REGISTERED.items():
        monkeypatch.setenv(name, value)

    assert "secret" not in repr(load_settings())


def test_what_is_given_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A caller's own value wins."""
    monkeypatch.setenv("ONRAMP_LOCAL", "1")
    monkeypatch.setenv("ONRAMP_DEFAULT_ROLE", "partner")

    assert load_settings(default_role=Role.SPECIALIST).default_role is Role.SPECIALIST


def test_a_setting_that_does_not_exist_is_refused() -> None:
    """When it is given in code."""
    with pytest.raises(SettingsError, match="colour"):
        load_settings(local=True, colour="blue")


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Such as one that the platform mounts; the end of its line is no part of it."""
    (tmp_path / "secret").write_text("the secret\n")
    for name, value in {"ONRAMP_APP_ID": "app", "ONRAMP_TENANT_ID": "tenant", "ONRAMP_APP_PASSWORD_FILE": str(tmp_path / "secret")}.items():
        monkeypatch.setenv(name, value)

    assert load_settings().app_password.get_secret_value() == "the secret"


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"ONRAMP_APP_PASSWORD_FILE": "no-such-file"}, "ONRAMP_APP_PASSWORD_FILE: 'no-such-file' cannot be read"),
        ({"ONRAMP_APP_PASSWORD_FILE": os.devnull}, "is empty"),
        ({"ONRAMP_APP_PASSWORD_FILE": "x", "ONRAMP_APP_PASSWORD": "y"}, "are both set"),
        ({"ONRAMP_APP_PASSWORT_FILE": "x"}, "did you mean ONRAMP_APP_PASSWORD_FILE?"),
    ],
)
def test_a_secret_s_file_that_does_not_fit_is_named(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], sentence: str) -> None:
    """With what to do."""
    (fault,) = faults(monkeypatch, ONRAMP_APP_ID="app", ONRAMP_TENANT_ID="tenant", **environment)

    assert sentence in fault


def test_settings_never_show_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not when printed, and not in a fault."""
    for name, value in {**REGISTERED, "ONRAMP_APP_PASSWORD": "hush", "ONRAMP_DATABASE_URL": URL, "ONRAMP_VECTORS_URL": URL}.items():
        monkeypatch.setenv(name, value)

    shown = repr(load_settings()) + str(faults(monkeypatch, ONRAMP_PORT="x"))

    assert "hush" not in shown
