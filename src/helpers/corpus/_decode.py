"""Which encoding a file is in. Better no answer than a wrong one: a wrong one becomes somebody's words."""

import codecs
import hashlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO

import charset_normalizer
import regex
from bs4.dammit import EncodingDetector

from helpers.corpus._problems import Refused

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CHUNK = 1 << 20
_SAMPLE = 1 << 16
# Names that pages use for Windows-1252 (WHATWG Encoding Standard, 4.2).
_WESTERN = {"ascii", "us-ascii", "iso-8859-1", "iso8859-1", "latin1", "latin-1"}

_WORD = regex.compile(r"[\p{L}\p{M}¢-¦ª¯±-³µ¸-º¼-¿×÷‚„‰‹›†‡•™]+")
_NOT_ASCII = regex.compile(r"[^\x00-\x7f]")
# What no word in the encoding looks like, but a word in another encoding does when it is read as this one.
_STRANGE = {
    "windows-1251": regex.compile(r"[A-Za-z]\p{Cyrillic}|\p{Cyrillic}[A-Za-z]|\p{Ll}\p{Lu}|[^\p{L}\p{M}]"),
    "windows-1252": regex.compile(r"^[^A-Za-z]{2,}$|\p{Ll}[^\P{Lu}A-Z]|[ðþýÐÞÝ]|\p{L}(?:[^\p{L}\p{M}]|ˆ)+\p{L}"),
}
_STRANGE_SHARE = 0.2
# What at least one word must have.
_PROOF = {
    "windows-1251": regex.compile(r"\p{Cyrillic}{2}"),
    "windows-1252": regex.compile(r"[A-Za-z][À-ÿŒœŠšŸŽž]|[À-ÿŒœŠšŸŽž][A-Za-z]"),
}
_NO_TEXT = regex.compile(r"[\p{Cn}\p{Co}]|[^\P{Cc}\t\n\v\f\r]")
_OF_EUROPE = regex.compile(r"[\t\n\r -~\u00a0-\u052f\u2000-\u206f\u20a0-\u20cf]")


def find(path: Path, asked: str | None = None, page: bool = False) -> str:
    """The encoding of a file, as Python names it: decoded by it and encoded again, the bytes are the same.

    A byte-order mark decides, then what was asked for; without either strict UTF-8, the declaration of a page, and a
    guess between UTF-16 without a mark, Windows-1251 and Windows-1252 where only one of them makes words.
    """
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
        for mark, name in _MARKS.items():
            if head.startswith(mark) and _is_exact(file, name):
                return name
        if asked:
            if _is_exact(file, asked):
                return asked
            raise Refused(f"not in the encoding {asked}", "Leave encoding= out, or name the right one.")
        for name in _likely(file, head, page):
            if _is_exact(file, name) and _is_text(head.decode(name, "ignore")):
                return name
    if b"\0" in head:
        raise Refused("not a text (it has NUL bytes)", "Save it as UTF-8, or remove it.")
    raise Refused("unknown encoding", 'Save it as UTF-8, or say which, as encoding="windows-1251".')


def _likely(file: BinaryIO, head: bytes, page: bool) -> Iterator[str]:
    if b"\0" in head:
        yield from _utf_16(head)
    yield "utf-8"
    if page and (declared := EncodingDetector.find_declared_encoding(head, is_html=True)):
        yield "windows-1252" if declared in _WESTERN else declared
    yield from _code_page(_words(file))


def _is_exact(file: BinaryIO, name: str) -> bool:
    """Whether all bytes decode, and the text encodes to the same bytes again; in pieces, for files of any size."""
    file.seek(0)
    try:
        decoder, encoder = codecs.getincrementaldecoder(name)(), codecs.getincrementalencoder(name)()
        b"".decode(name)  # not every codec makes text
        before, after = hashlib.blake2b(), hashlib.blake2b()
        for chunk in (*_chunks(file), b""):
            text = decoder.decode(chunk, final=not chunk)
            # Strict UTF-8 has one way only to write a text.
            if not name.startswith("utf-8"):
                before.update(chunk)
                after.update(encoder.encode(text, final=not chunk))
        return before.digest() == after.digest()
    except (LookupError, ValueError, TypeError):
        return False


def _is_text(head: str) -> bool:
    """Whether few characters are control characters, as UTF-16 has them when it is read as UTF-8."""
    return len(_NO_TEXT.findall(head)) <= 0.1 * len(head)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    yield from iter(partial(file.read, _CHUNK), b"")


def _words(file: BinaryIO) -> bytes:
    """The first words that are not ASCII, all that speaks for one encoding or another."""
    words, size = [], 0
    for chunk in _chunks(file):
        for word in chunk.split():
            if not word.isascii():
                words.append(word[:_SAMPLE])
                size += len(word)
        if size > _SAMPLE:
            break
    return b" ".join(words)[:_SAMPLE]


def _utf_16(head: bytes) -> list[str]:
    found = charset_normalizer.from_bytes(head[: len(head) // 2 * 2], cp_isolation=["utf_16_le", "utf_16_be"])
    # Bytes of an ASCII text in pairs are Chinese in UTF-16, so without a mark only scripts of Europe are believed.
    likely = (match for match in found if len(_OF_EUROPE.findall(str(match))) >= 0.9 * len(str(match)))
    return [match.encoding.replace("_", "-") for match in likely]


def _code_page(words: bytes) -> list[str]:
    """Windows-1251 or 1252, where the library takes it for text and few words mix what no word mixes."""
    texts = {name: words.decode(name, "replace") for name in _STRANGE}
    if len(set(texts.values())) == 1:  # dashes and quotation marks alone are the same in both
        return ["windows-1252"]
    found = charset_normalizer.from_bytes(words, cp_isolation=["cp1251", "cp1252"])
    likely = {match.encoding.replace("cp", "windows-") for match in found}
    proved = [name for name in sorted(likely) if _PROOF[name].search(texts[name])]
    fit = [name for name in proved if _strangeness(texts[name], name) < _STRANGE_SHARE]
    return fit if len(fit) == 1 else []


def _strangeness(text: str, name: str) -> float:
    """The share of words, of those that are not ASCII, that look as none does in this encoding."""
    words = [word for word in _WORD.findall(text) if _NOT_ASCII.search(word)]
    return sum(bool(_STRANGE[name].search(word)) for word in words) / max(len(words), 1)
