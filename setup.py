"""What pyproject.toml cannot say: the README for a package index, where links into the repository lead nowhere."""

import re
from pathlib import Path

from setuptools import setup

IMAGE = re.compile(r"^!\[[^\]]*\]\((?!https?:)[^)]*\)\n+", re.MULTILINE)
LINK = re.compile(r"\[([^\]]*)\]\((?!https?:|#)[^)]*\)")

readme = (Path(__file__).parent / "README.md").read_text(encoding="utf-8")
setup(
    long_description=LINK.sub(r"\1", IMAGE.sub("", readme)),
    long_description_content_type="text/markdown",
)
