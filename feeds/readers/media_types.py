"""The media type of a file by the ending of its address."""

import mimetypes
import re
from urllib.parse import urlsplit

UNKNOWN_TYPE = "application/octet-stream"
_MIME_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_ADDED = {
    ".aac": "audio/aac", ".avif": "image/avif", ".docx": f"{_OFFICE}wordprocessingml.document",
    ".epub": "application/epub+zip", ".flac": "audio/flac", ".heic": "image/heic", ".heif": "image/heif",
    ".jxl": "image/jxl", ".m3u8": "application/vnd.apple.mpegurl", ".m4a": "audio/mp4", ".m4b": "audio/mp4",
    ".m4v": "video/mp4", ".mka": "audio/x-matroska", ".mkv": "video/x-matroska", ".mov": "video/quicktime",
    ".mp3": "audio/mpeg", ".mp4": "video/mp4", ".odp": f"{_OPEN}presentation", ".ods": f"{_OPEN}spreadsheet",
    ".odt": f"{_OPEN}text", ".oga": "audio/ogg", ".ogg": "audio/ogg", ".ogv": "video/ogg",
    ".opus": "audio/ogg", ".pptx": f"{_OFFICE}presentationml.presentation", ".svg": "image/svg+xml",
    ".vtt": "text/vtt", ".wav": "audio/wav", ".weba": "audio/webm", ".webm": "video/webm",
    ".webp": "image/webp", ".xlsx": f"{_OFFICE}spreadsheetml.sheet",
}  # fmt: skip
"""What Python's table has not in every version, or has under an older name. Source: IANA media types."""

_TABLE = mimetypes.MimeTypes(filenames=())
for _ending, _type in _ADDED.items():
    _TABLE.add_type(_type, _ending)


def media_type(declared: str | None, url: str) -> str:
    """The declared type, else the one of the address's path; query and fragment do not count."""
    kind = (declared or "").partition(";")[0].strip().lower()
    if _MIME_TYPE.fullmatch(kind) and kind != UNKNOWN_TYPE:
        return kind
    return _TABLE.guess_type(urlsplit(url).path.rsplit("/", 1)[-1])[0] or UNKNOWN_TYPE
