"""Documents into bytes, one file a format: pure, deterministic, safe in any thread."""

from feeds.render.identity import atom_id
from feeds.render.renderer import FORMATS, Renderer, render
from feeds.render.shell import shell

__all__ = ["FORMATS", "Renderer", "atom_id", "render", "shell"]
