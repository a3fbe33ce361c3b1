"""The hub from which models come by name, when building: whether it has to be asked, and whether it answers."""

from __future__ import annotations

from contextlib import suppress

from knowledge.errors import EncoderMissing

_WITHIN_S = 2.0  # what has not answered by then is out of reach


def serves_kept(model: str) -> bool:
    """Whether `model`, which is no folder, is to be taken as it was downloaded before, for the hub is out of reach.

    The hub is asked once and briefly: its client would try again for most of a minute. Raises EncoderMissing where the hub can have no
    model of this name, or does not answer and has not given it before.
    """
    try:
        from huggingface_hub import constants, get_session, try_to_load_from_cache
        from huggingface_hub.errors import HFValidationError
        from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]  # exported, which type checkers are not told
    except ImportError as missing:
        raise EncoderMissing(f"the package {missing.name} is not installed; get the indexer's: pip install 'onramp[index]'") from None
    told = f"the model {model!r} cannot be loaded: there is no such folder"
    try:
        validate_repo_id(model)
    except HFValidationError:
        raise EncoderMissing(f"{told}; name another, or none for the bundled model") from None
    with suppress(Exception):  # whatever keeps it from answering
        if get_session().head(constants.ENDPOINT, timeout=_WITHIN_S).status_code < 500:
            return False
    names = [model] if "/" in model else [model, f"sentence-transformers/{model}"]
    if not any(isinstance(try_to_load_from_cache(name, "config.json"), str) for name in names):
        away = f"and {constants.ENDPOINT}, from where models come by name, does not answer"
        raise EncoderMissing(f"{told}, {away}; name a folder, or none for the bundled model")
    return True
