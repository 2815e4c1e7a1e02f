"""Channels: their settings as the store knows them, and which of them have to be published."""

from feeds.store.channels.adoption import Adoption, ChannelSettings, adopt, key_of, keys, layout
from feeds.store.channels.former_private import private_names, private_since, require_private_since
from feeds.store.channels.queue import (
    ChannelProgress,
    DirtyChannel,
    adopt_renderer,
    count_waiting,
    dirty_channel,
    dirty_channels,
    mark_all_dirty,
    mark_dirty,
    republish,
    unpublished,
    with_waiting_archive,
)
from feeds.store.channels.removed import removed_channels

__all__ = [
    "Adoption",
    "ChannelProgress",
    "ChannelSettings",
    "DirtyChannel",
    "adopt",
    "adopt_renderer",
    "count_waiting",
    "dirty_channel",
    "dirty_channels",
    "key_of",
    "keys",
    "layout",
    "mark_all_dirty",
    "mark_dirty",
    "private_names",
    "private_since",
    "removed_channels",
    "republish",
    "require_private_since",
    "unpublished",
    "with_waiting_archive",
]
