"""What the path of a Markdown file says: folders, name, date and language."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

_DATED_NAME = re.compile(r"(?P<date>(?:19|20)\d\d-\d\d-\d\d)(?:[-_ ](?P<name>.+))?")
_DATED_FOLDERS = re.compile(r"(?:^|/)((?:19|20)\d\d)[-/]([01]\d)[-/]([0-3]\d)/(?:[^/]+/)?$")
_LANGUAGE_NAME = re.compile(
    r"(?P<name>.+)\.(?P<language>[a-z]{2}(?:-[a-z]{4})?(?:-[a-z]{2})?)", re.IGNORECASE
)
_BUNDLE_NAME = "index"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageName:
    """The parts of a file's path below the folder of its source.

    ``stem`` is without the language, ``name`` without the date too; that of ``index.md`` is its folder's.
    The date is that of the name, or of folders (``2024/10/22/pier.md``).
    """

    folders: tuple[str, ...]
    stem: str
    name: str
    date: str | None = None
    language: str | None = None

    @property
    def title(self) -> str:
        """The name as a title: as written, unless it is a slug."""
        if " " in self.name or self.name != self.name.lower() or self.name == self.date:
            return self.name
        return self.name.replace("-", " ").replace("_", " ").strip().capitalize()


def page_name(relative: str) -> PageName:
    """Read the path of a file, relative to the folder of the source."""
    path = PurePosixPath(relative)
    stem, folders = path.stem, path.parts[:-1]
    language = None
    if match := _LANGUAGE_NAME.fullmatch(stem):
        stem, language = match["name"], match["language"]
    name = stem
    if stem == _BUNDLE_NAME and folders:
        name, folders = folders[-1], folders[:-1]
    match = _DATED_NAME.fullmatch(name)
    date, name = (match["date"], match["name"] or name) if match else (None, name)
    if date is None and (dated := _DATED_FOLDERS.search(f"{path.parent.as_posix()}/")):
        date = "-".join(dated.groups())
    return PageName(folders=folders, stem=stem, name=name, date=date, language=language)
