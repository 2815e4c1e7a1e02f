"""The one conductor: calls each room once, in order; no room calls another."""

from feeds.pipeline.conductor import Clock, Conductor
from feeds.pipeline.house import House
from feeds.pipeline.intake import Taken
from feeds.pipeline.press import Pressed

__all__ = ["Clock", "Conductor", "House", "Pressed", "Taken"]
