"""From bytes to text: by byte order mark, then strict UTF-8, then a careful guess, else a refusal."""

import codecs
import re

from .sentences import Notice, Unreadable

# UTF-32 first: its little-endian mark begins with UTF-16's.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
OTHER_PROGRAMS = (
    b"%PDF-",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"{\\rtf",
    b"\xd0\xcf\x11\xe0",
    b"%!PS",
)
WEB_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?<(?:!doctype\s+html|html|svg|head|body)\b", re.I
)
CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b")) + b"\x7f"
MOST_CONTROLS = 0.003  # more than this share of control bytes, and more than a few, is no text
A_FEW = 3

# What people's files are really in; without this list short texts come out as exotic code pages.
GUESSES = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r",
    "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr",
]  # fmt: skip
GUESS_FROM = 200_000
# The letters and signs of Western European languages, as cp1252 writes them.
MOST_WESTERN = 0.3  # of all bytes; in Cyrillic or Hebrew text most bytes are above ASCII
WESTERN = frozenset(
    "àâäáãåæçéèêëíìîïñóòôöõøœúùûüýÿßðþšžÀÂÄÁÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØŒÚÙÛÜÝÐÞŠŽ"
    "‘’“”‚„«»‹›–—…•·§°ºª¿¡€£©®™†‡½¼¾²³¹×\u00a0\u00ad´"
)


def decode(data: bytes) -> tuple[str, list[Notice]]:
    """The text of a file and what to tell about it; Unreadable when unsure."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _strict(data, encoding), []
    if data.startswith(OTHER_PROGRAMS):
        raise Unreadable("document")
    if WEB_PAGE.match(data[:1000].removeprefix(codecs.BOM_UTF8)):
        raise Unreadable("web_page")
    _refuse_binary(data)
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return _damaged_utf8(data) or _guess(data)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("encoding") from error


def _refuse_binary(data: bytes) -> None:
    if b"\0" in data:
        raise Unreadable("binary")
    controls = len(data) - len(data.translate(None, CONTROLS))
    if controls > max(A_FEW, MOST_CONTROLS * len(data)):
        raise Unreadable("binary")


def _damaged_utf8(data: bytes) -> tuple[str, list[Notice]] | None:
    """UTF-8 with a few broken letters: a guess would make gibberish of all the good ones."""
    text = data.decode("utf-8-sig", "replace")
    broken = text.count("\ufffd")
    good = sum(map(len, re.findall(r"[^\x00-\x7f\ufffd]+", text)))
    if good < 10 * broken:
        return None
    return text, [Notice("damaged", {"count": broken})]


def _guess(data: bytes) -> tuple[str, list[Notice]]:
    try:  # bytes that UTF-8 forbids only because they are halves of surrogate pairs
        data.decode("utf-8", "surrogatepass")
        raise Unreadable("encoding")
    except UnicodeDecodeError:
        encoding = "cp1252" if _western(data) else _best_guess(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable("encoding") from error
    return text, [Notice("encoding_guessed", {"encoding": encoding})]


def _western(data: bytes) -> bool:
    """Is it mostly ASCII, with only such other letters as Western languages use?"""
    others = data.translate(None, bytes(range(128)))
    try:
        return len(others) < MOST_WESTERN * len(data) and set(others.decode("cp1252")) <= WESTERN
    except UnicodeDecodeError:
        return False


def _best_guess(data: bytes) -> str:
    from charset_normalizer import from_bytes  # 0.1 s to load, and most files are UTF-8

    best = from_bytes(data[:GUESS_FROM], cp_isolation=GUESSES, threshold=0.2).best()
    if best is None or best.encoding in ("ascii", "utf_8"):
        raise Unreadable("encoding")
    return best.encoding
