"""The version of what makes entities of records: another one, and all of them are resolved again."""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from importlib.resources import files

from hub.linkage.scoring import link_model

_MODULES = ("identity", "keys", "ladder", "likeness", "profiles", "records", "edges", "scoring", "strangers")
"""The modules of this room from which keys, profiles, scores and entities come; names are parsed by hub.names."""


@cache
def state_version() -> str:
    """Of the model, and of the code and the words as they are: nobody has to remember to raise a number."""
    code = files("hub.linkage")
    words = (each for each in files("hub.names").iterdir() if each.name.endswith((".py", ".csv")))
    digest = blake2b(digest_size=8)
    for each in (*(code / f"{name}.py" for name in _MODULES), *sorted(words, key=lambda word: word.name)):
        digest.update(each.read_bytes())
    return f"{link_model().version}/{digest.hexdigest()}"
