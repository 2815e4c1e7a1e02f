"""Convert checked tables to the frozen settings of the model."""

from pathlib import Path
from typing import Any

from feeds.config.removed_channels import internal_path
from feeds.config.settings import HubOptions, Redirection, ServerSettings, Settings
from feeds.config.tables import (
    ChannelTable,
    File,
    HubTable,
    LimitsTable,
    SiteTable,
    SourceTable,
    source_options,
)
from feeds.errors import Problem
from feeds.model import INDEX, Channel, Credit, Limits, RemovedChannel, Selection, Site, SourceSettings


def build(file: File, path: Path, warnings: tuple[Problem, ...] = ()) -> Settings:
    """Build the settings; add the index channel if the file does not contain it."""
    site = _site(file.site, file.hub)
    folder = path.parent.resolve()
    removed = tuple(table for table in file.channels if table.moved_to or table.gone)
    channels = tuple(_channel(table) for table in file.channels if not (table.moved_to or table.gone))
    if all(channel.path != INDEX for channel in channels):
        channels = (_index(site), *channels)
    server = file.server
    return Settings(
        file=path,
        site=site,
        store_url=_store_url(file.store.url, folder),
        server=ServerSettings(
            host=server.host,
            port=server.port,
            workers=server.workers,
            stop_grace_s=server.stop_grace,
            trusted_proxies=server.trusted_proxies,
            metrics=server.metrics,
            stats_kept_s=server.stats_kept,
            takedown_within_s=server.takedown_within,
            cache_bytes=server.cache_mb * 2**20,
            limits=_limits(server.limits),
        ),
        sources=tuple(_source(table, folder, site) for table in file.sources),
        credits=tuple(Credit(**table.model_dump()) for table in file.credits),
        channels=channels,
        former=tuple(_removed(table, site) for table in removed),
        hub=HubOptions(
            enabled=file.hub.enabled,
            ping=file.hub.ping,
            allow_hosts=file.hub.allow_hosts,
            key_file=folder / file.hub.key_file,
        ),
        redirects=tuple(Redirection(old=table.old, to=table.to) for table in file.redirects),
        allow_private_hosts=server.allow_private_hosts,
        warnings=warnings,
    )


def _store_url(url: str, folder: Path) -> str:
    """Make the path of an SQLite file absolute; it starts at the folder of the settings file."""
    scheme, _, rest = url.partition(":///")
    if scheme.partition("+")[0] != "sqlite":
        return url
    path, separator, query = rest.partition("?")
    return f"{scheme}:///{folder / path}{separator}{query}"


def _removed(table: ChannelTable, site: Site) -> RemovedChannel:
    target = table.moved_to
    return RemovedChannel(path=table.path, moved_to=internal_path(target, site.url) if target else None)


def _site(table: SiteTable, hub: HubTable) -> Site:
    values = table.model_dump(exclude={"url", "fresh_at_least", "fresh_at_most"})
    url = table.url.rstrip("/")
    return Site(
        url=url,
        hub_urls=(*([f"{url}/hub"] if hub.enabled else []), *hub.ping),
        rsscloud=hub.rsscloud,
        fresh_at_least_s=table.fresh_at_least,
        fresh_at_most_s=table.fresh_at_most,
        **values,
    )


def _limits(table: LimitsTable) -> Limits:
    return Limits(
        connections=table.connections,
        client_connections=table.client_connections,
        streams=table.streams,
        client_streams=table.client_streams,
        head_s=table.head,
        body_s=table.body,
        stall_s=table.stall,
        send_s=table.send,
        sweep_s=table.sweep,
        fields=table.fields,
        field_bytes=table.field_bytes,
        head_bytes=table.head_bytes,
        again_bytes=table.again_bytes,
        again_bytes_per_s=table.again_bytes_per_s,
    )


def _index(site: Site) -> Channel:
    return Channel(path=INDEX, title=site.title, description=site.description)


def _channel(table: ChannelTable) -> Channel:
    """Build a channel; ``model_dump`` would take longer than all the rest, and a site may have thousands."""
    where = Selection(**vars(table.where)) if table.where else None
    values = vars(table) | {"where": where, "formats": tuple(dict.fromkeys(table.formats))}
    del values["moved_to"], values["gone"]
    return Channel(**values)


def _source(table: SourceTable, folder: Path, site: Site) -> SourceSettings:
    return SourceSettings(
        name=table.name,
        kind=table.kind,
        paths=tuple(path if path == "-" else str(folder / path) for path in table.path),
        urls=table.url,
        every_s=table.every,
        channel=table.channel,
        timezone=table.timezone or site.timezone,
        language=table.language,
        base_url=table.base_url,
        html=table.html,
        titles=table.titles,
        date_formats=table.date_format,
        fields=tuple((ours, theirs or None) for ours, theirs in table.fields.items()),
        values=tuple((field, tuple(pairs.items())) for field, pairs in table.values.items()),
        channels_from=table.channels_from,
        without=table.without,
        trust=table.trust,
        withdraws_vanished=table.vanished == "withdraw",
        check_files=table.check_files,
        allow_hosts=table.allow_hosts,
        options=_options(table),
        folder=folder,
    )


def _options(table: SourceTable) -> tuple[tuple[str, Any], ...]:
    """The kind's own settings; a page source selects what to leave out before it looks for the article."""
    options = source_options(table)
    if table.kind == "page" and table.without:
        options["without"] = table.without
    return tuple(options.items())
