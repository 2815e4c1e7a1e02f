"""Media types of files, from the type that a source declares and from the end of the address."""

import mimetypes
import re
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

UNKNOWN_TYPE = "application/octet-stream"

_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")
_SYSTEM = mimetypes.MimeTypes(filenames=())

_ENDINGS = """
    image/apng apng
    image/avif avif
    image/bmp bmp
    image/gif gif
    image/heic heic
    image/heif heif
    image/jpeg jpg jpeg jpe jfif pjpeg
    image/jxl jxl
    image/png png
    image/svg+xml svg svgz
    image/tiff tif tiff
    image/vnd.microsoft.icon ico
    image/webp webp
    audio/aac aac adts
    audio/ac3 ac3
    audio/aiff aif aiff aifc
    audio/amr amr
    audio/flac flac
    audio/x-matroska mka
    audio/midi mid midi
    audio/mp4 m4a m4b m4r
    audio/mpeg mp3 mp2 mpga
    audio/ogg oga ogg opus spx
    audio/wav wav
    audio/webm weba
    audio/x-ms-wma wma
    audio/x-mpegurl m3u
    video/3gpp 3gp 3gpp
    video/3gpp2 3g2
    video/mp2t ts m2ts mts
    video/mp4 mp4 m4v mp4v mpg4
    video/mpeg mpg mpeg m2v
    video/x-matroska mkv
    video/ogg ogv
    video/quicktime mov qt
    video/webm webm
    video/x-flv flv
    video/x-ms-wmv wmv
    video/x-msvideo avi
    application/dash+xml mpd
    application/vnd.apple.mpegurl m3u8
    application/ogg ogx
    application/epub+zip epub
    application/gzip gz tgz
    application/geo+json geojson
    application/gpx+xml gpx
    application/json json
    application/msword doc
    application/pdf pdf
    application/postscript ps eps
    application/rtf rtf
    application/vnd.amazon.ebook azw azw3
    application/x-mobipocket-ebook mobi
    application/vnd.google-earth.kml+xml kml
    application/vnd.google-earth.kmz kmz
    application/vnd.ms-excel xls
    application/vnd.ms-powerpoint ppt
    application/vnd.oasis.opendocument.presentation odp
    application/vnd.oasis.opendocument.spreadsheet ods
    application/vnd.oasis.opendocument.text odt
    application/vnd.openxmlformats-officedocument.presentationml.presentation pptx
    application/vnd.openxmlformats-officedocument.spreadsheetml.sheet xlsx
    application/vnd.openxmlformats-officedocument.wordprocessingml.document docx
    application/vnd.rar rar
    application/x-7z-compressed 7z
    application/x-bittorrent torrent
    application/x-tar tar
    application/xml xml
    application/zip zip
    application/zstd zst
    text/calendar ics
    text/csv csv
    text/html html htm
    text/markdown md markdown
    text/plain txt
    text/srt srt
    text/vcard vcf
    text/vtt vtt
"""
_TYPES = MappingProxyType(
    {ending: line.split()[0] for line in _ENDINGS.strip().splitlines() for ending in line.split()[1:]}
)

_UNINFORMATIVE = frozenset({UNKNOWN_TYPE, "binary/octet-stream", "application/force-download"})


def media_type(declared: str | None, url: str) -> str:
    """Return the media type of a file: the declared one if it is usable, else that of the address."""
    plain = (declared or "").partition(";")[0].strip().lower()
    if _TYPE.fullmatch(plain) and plain not in _UNINFORMATIVE:
        return plain
    return type_of_address(url) or UNKNOWN_TYPE


def type_of_address(url: str) -> str | None:
    """Return the media type by the end of the path of an address, without query and fragment."""
    try:
        name = unquote(urlsplit(url).path.rpartition("/")[2])
    except ValueError:  # a host such as [a
        return None
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem:
        return None
    return _TYPES.get(ending.lower()) or _SYSTEM.guess_type(f"x.{ending}")[0]


def is_image(mime_type: str) -> bool:
    """Whether a media type is that of an image."""
    return mime_type.startswith("image/")


def is_playable(mime_type: str) -> bool:
    """Whether a media type is that of audio or video."""
    return mime_type.startswith(("audio/", "video/")) or mime_type in {
        "application/ogg",
        "application/vnd.apple.mpegurl",
    }
