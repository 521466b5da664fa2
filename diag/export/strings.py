"""The bytes of Arrow strings, as NumPy sees them."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


def bytes_of(texts: pa.Array) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """Return (n + 1,) where each of n strings begins and the last one ends, and the bytes of all."""
    _, places, data = texts.buffers()
    if not len(texts):
        return np.zeros(1, np.int32), np.zeros(0, np.uint8)
    offsets = np.frombuffer(places, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return offsets, np.frombuffer(data or b"", np.uint8)
