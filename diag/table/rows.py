"""Which rows count, and whose they are: keys, totals and trials, unfinished answers."""

import re
import unicodedata
from collections.abc import Callable
from enum import IntEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diag.safe_text import printable
from diag.table.binding import LIKELY, Binding, is_sum, is_test


class Fate(IntEnum):
    """What becomes of a row: scored, or not, for a reason that `fates.toml` tells."""

    KEPT = 0
    NO_KEY = 1
    DAMAGED_KEY = 2
    DUPLICATE = 3
    NO_ANSWER = 4
    INCOMPLETE = 5
    REPLACED = 6
    LESS_FULL = 7
    SUM = 8
    TEST = 9
    RAGGED = 10


_DAMAGED = re.compile(r"#[A-Za-zÀ-ÿ/0-9]+[!?]?|\d(?:[.,]\d+)?E\+\d+", re.ASCII)
_RESAVED = re.compile(r"[.,]0{1,2}$")  # « .0 » is what pandas adds to a number that it saved again
_NUMBER = re.compile(r"\d+|2[AB]\d{7}", re.ASCII)  # Corsican FINESS numbers hold a letter
_ONE_SIGN = str.maketrans(dict.fromkeys("’‘ʼ´`", "'") | dict.fromkeys("‐‑‒–—−", "-"))


def each(column: "pd.Series[Any]", tell: Callable[[str], Any], kind: Any) -> NDArray[Any]:
    """Return (n,) what `tell` says of each cell as numpy's `kind`, each distinct text told once.

    As `float`, yes, no and no telling are 1, 0 and NaN.
    """
    codes, texts = pd.factorize(column)
    told: NDArray[Any] = np.array([tell(text) for text in np.asarray(texts)], dtype=kind)
    return told[codes]


def distinct(table: pd.DataFrame) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Return (n,) the rank of each row among the distinct ones, and (n,) the first row of each."""
    ranks = table.groupby([*table.columns], sort=False, observed=True, dropna=False).ngroup().to_numpy()
    return ranks, ~pd.Series(ranks).duplicated().to_numpy(bool)


def keys(frame: pd.DataFrame, binding: Binding, stem: str = "") -> "pd.Series[Any]":
    """Return (n,) the key of each row; `ligne 12` where no column identifies it.

    FINESS, SIRET and SIREN numbers get back the zeros and lose the spaces that a spreadsheet gave
    them. A key that is but the number of a row says so, here and in every table that copies it.
    """
    if binding.key is None:
        told = [f"{stem}ligne {line}" for line in frame.index]
        return pd.Series(told, frame.index, dtype="str")
    cells = frame[binding.key].cat
    told = [_key(text, binding.key_width) for text in np.asarray(cells.categories)]
    return pd.Series(pd.array(told, dtype="str").take(cells.codes.to_numpy()), frame.index)


def _key(text: str, width: int) -> str:
    text = printable(text).strip()
    if not width:
        return text
    bare = "".join(c for c in _RESAVED.sub("", text) if c != "." and not _is_gap(c)).upper()
    return bare.rjust(width, "0") if _NUMBER.fullmatch(bare) else text


def _is_gap(sign: str) -> bool:
    """Tell whether a sign is a space that people or programs put, or a mark that shows as nothing."""
    return sign.isspace() or unicodedata.category(sign) == "Cf"


def comparable(text: str) -> str:
    """Return the spelling under which two keys are one: case, accents and spaces do not count."""
    if text.isascii():
        return " ".join(text.lower().replace("`", "'").split())
    spread = unicodedata.normalize("NFKD", text)
    kept = (c for c in spread if not unicodedata.category(c).startswith("M"))
    text = "".join(" " if _is_gap(c) else c for c in kept)
    return " ".join(text.lower().translate(_ONE_SIGN).split())


def fates(frame: pd.DataFrame, key: "pd.Series[Any]", binding: Binding) -> NDArray[np.int8]:
    """Return (n,) the `Fate` of each row by what it says alone: duplicates are not known yet."""
    fate = each(key, _fate_of_key, np.int8)
    for marker in binding.markers:
        fate[each(frame[marker.position], marker.complete, float) == 0] = Fate.INCOMPLETE
    for names in [key, *([] if binding.name is None else [frame[binding.name].astype("str")])]:
        likely = names.str.contains(LIKELY).to_numpy(bool)
        named = np.zeros(len(names), np.int8)
        named[likely] = [_fate_of_name(name) for name in names[likely]]
        fate = np.where(named, named, fate)
    return fate


def _fate_of_key(key: str) -> Fate:
    if not key:
        return Fate.NO_KEY
    return Fate.DAMAGED_KEY if _DAMAGED.fullmatch(key) else Fate.KEPT


def _fate_of_name(name: str) -> Fate:
    return Fate.SUM if is_sum(name) else Fate.TEST if is_test(name) else Fate.KEPT
