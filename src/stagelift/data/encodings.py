"""In which encoding a text file is written: declared, or detected where there is no doubt.

A file is UTF-8 when its bytes are; else UTF-16 or CP949 when these read it as Korean text would be
written. A file that fits none is refused: a wrong guess would change names without a word.
"""

from __future__ import annotations

import codecs
import gzip
from io import BufferedIOBase
from pathlib import Path
from typing import TYPE_CHECKING

from stagelift.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMINED = 64 * 1024 * 1024  # bytes; DuckDB refuses what is not UTF-8 in the rest
CHUNK = 1024 * 1024
KOREAN_SAMPLE = 200_000  # characters other than ASCII, enough to tell
# of the characters beyond ASCII: share that must be common Korean syllables, not rare ones or hanja
LEAST_KOREAN_SHARE = 0.9
BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"))
MARKS = (*BYTE_ORDER_MARKS, (codecs.BOM_UTF16_BE, "utf-16"))


def opened(path: str) -> BufferedIOBase:
    """A file's bytes, unpacked when its name ends in `.gz`.

    Args:
        path: The file.

    Returns:
        A binary stream.
    """
    return gzip.open(path) if path.lower().endswith(".gz") else Path(path).open("rb")


def detected(path: str) -> str | None:
    """The encoding a file's bytes tell.

    Args:
        path: A text file.

    Returns:
        `utf-8`, `utf-16` (with its byte-order mark), `utf-16-le`, `utf-16-be`, `cp949`, or None
        where nothing fits.

    Raises:
        OSError: The file cannot be read, or its gzip stream is broken.
        EOFError: Its gzip stream is cut off.
    """
    with opened(path) as file:
        head = file.read(4096)
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding
    if b"\0" in head:
        zeros = head[0::2].count(0), head[1::2].count(0)
        few, many = sorted(zeros)
        if many < len(head) // 4 or few > len(head) // 20:
            return None
        return "utf-16-be" if zeros[0] == many else "utf-16-le"
    if _decodes(path, "utf-8"):
        return "utf-8"
    return "cp949" if _decodes(path, "cp949") and _is_korean(path) else None


def _chunks(path: str, most: int) -> Iterator[bytes]:
    with opened(path) as file:
        while most > 0 and (chunk := file.read(min(CHUNK, most))):
            most -= len(chunk)
            yield chunk


def _decodes(path: str, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in _chunks(path, EXAMINED):
            decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def _is_korean(path: str) -> bool:
    """Whether the characters beyond ASCII are those Korean is written with every day.

    Bytes of another encoding can be CP949 too, but then give rare syllables and hanja.
    """
    decoder, found = codecs.getincrementaldecoder("cp949")(), ""
    for chunk in _chunks(path, EXAMINED):
        found += "".join(letter for letter in decoder.decode(chunk) if letter > "\x7f")
        if len(found) >= KOREAN_SAMPLE:
            break
    letters = [letter for letter in found if letter.isalpha()]
    common = sum("가" <= letter <= "힣" and _is_common(letter) for letter in letters)
    return bool(letters) and common >= LEAST_KOREAN_SHARE * len(letters)


def _is_common(syllable: str) -> bool:
    lead, trail = syllable.encode("cp949")
    return lead >= 0xA1 and trail >= 0xA1  # the 2,350 syllables of KS X 1001


def to_utf8(path: str, encoding: str, target: Path) -> None:
    """A file's text, written again as UTF-8.

    Args:
        path: The file.
        encoding: The encoding of its bytes.
        target: Where to write.

    Raises:
        UnicodeDecodeError: Bytes that are none of the encoding; their place counts within a part
            of the file, so name the file.
        OSError: A file cannot be read or written.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    with opened(path) as file, target.open("w", encoding="utf-8", newline="") as made:
        while chunk := file.read(CHUNK):
            made.write(decoder.decode(chunk))
        made.write(decoder.decode(b"", final=True))


def spoken(encoding: str) -> str:
    """An encoding as sentences name it.

    Args:
        encoding: Its name in Python.

    Returns:
        The name in capital letters.

    Example:
        >>> spoken("utf-16-le"), spoken("cp949")
        ('UTF-16', 'CP949')
    """
    return encoding.upper().removesuffix("-LE").removesuffix("-BE")


def refused(source: str, name: str) -> DataError:
    """The error about a text file whose encoding cannot be told.

    Args:
        source: Name of the source.
        name: The file.

    Returns:
        One sentence and its cure.

    Example:
        >>> print(refused("survey", "data/nps.csv"))
        source 'survey': 'data/nps.csv' is neither UTF-8 nor CP949 text; save it as UTF-8 or say encoding: latin-1
    """  # noqa: E501 - the sentence is one line
    message = (
        f"source '{source}': '{name}' is neither UTF-8 nor CP949 text; "
        "save it as UTF-8 or say encoding: latin-1"
    )
    return DataError(message)
