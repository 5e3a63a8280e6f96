"""Names of persons, where nothing says whether a name is a person's or a business's."""

from __future__ import annotations

import polars as pl

from hub.names.business import parse

_LOOKS = r"^(?:\p{Han}{2,3}|(?:欧阳|司马|上官|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|司徒)\p{Han}{1,2})$"
"""Two or three characters, four where the surname has two."""


def are_persons(names: pl.Series) -> pl.Series:
    """Which of the full names of parties (not signboards) are persons': as short as these are, with no place, trade or
    legal form. A null is none."""
    looks = names.str.contains(_LOOKS).fill_null(value=False)
    parts = parse(names.filter(looks)).select(bare=pl.all_horizontal(pl.col("place", "trade", "form").is_null()))
    return looks.scatter(looks.arg_true(), parts["bare"])
