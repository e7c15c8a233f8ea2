"""nginx: one configuration for TLS, both doors, files and the onion service."""

from deploy.installing.layout import DESK, PUBLIC, Installation
from deploy.installing.rendering import File, filled


def files(site: Installation, *, web_user: str | None = None) -> list[File]:
    """Return the files of nginx."""
    folder = site.settings / "nginx"
    common = {"settings": site.settings, "state": site.state}
    onion = [File(site.settings / "torrc", filled("torrc", runtime=site.runtime))] if site.onion else []
    return [
        *onion,
        File(folder / "nginx.conf", _whole(site, web_user or site.accounts.web)),
        File(folder / "proxy.conf", filled("nginx/proxy.conf", host_header=_host(site))),
        File(folder / "proxy-onion.conf", filled("nginx/proxy.conf", host_header=site.host)),
        File(folder / "headers.conf", filled("nginx/headers.conf")),
        File(folder / "files.conf", filled("nginx/files.conf", **common)),
    ]


def _whole(site: Installation, web_user: str) -> str:
    rate = pages_a_second(site)
    return filled(
        "nginx/nginx.conf",
        web_user=web_user,
        runtime=site.runtime,
        state=site.state,
        certificate=site.certificate,
        certificate_key=site.certificate_key,
        pages_a_second=rate,
        public_upstream=_upstream(site, PUBLIC),
        desk_upstream=_upstream(site, DESK),
        listen_strangers=_listen(site, plain="default_server", tls="default_server"),
        listen_plain=_listen(site, plain=""),
        names=" ".join(site.names),
        servers="\n".join(_servers(site)),
    )


def _host(site: Installation) -> str:
    """Return the name as the browser knows it: the desk compares it with where a form came from, port
    included.
    """
    return "$host" if site.ports.https == 443 else f"$host:{site.ports.https}"


def pages_a_second(site: Installation) -> int:
    """Return how many pages the public door takes in a second before it says that it is full.

    Each worker answers some hundreds; what comes above that would only wait.
    """
    return 400 * site.public_workers


def _upstream(site: Installation, door: str) -> str:
    if elsewhere := site.public_at if door == PUBLIC else site.desk_at:
        return "\n".join(f"        server {place} max_fails=0;" for place in elsewhere)
    return "\n".join(
        f"        server unix:{site.worker_socket(door, number)} max_fails=0;"
        for number in range(1, site.workers(door) + 1)
    )


def _listen(site: Installation, *, plain: str | None = None, tls: str | None = None) -> str:
    lines = []
    for address in site.addresses:
        if plain is not None:
            lines.append(f"listen {address}:{site.ports.http} {plain}".rstrip() + ";")
        if tls is not None:
            lines.append(f"listen {address}:{site.ports.https} ssl http2 {tls}".rstrip() + ";")
    return "\n".join(f"        {line}" for line in lines)


def _servers(site: Installation) -> list[str]:
    desk = filled(
        "nginx/desk.conf",
        settings=site.settings,
        state=site.state,
        import_megabytes=site.import_megabytes + 1,
    )
    apart = site.desk_name != site.host
    servers = [_server(site, site.host, listen=_listen(site, tls=""), desk="" if apart else desk)]
    if apart:
        servers.append(_server(site, site.desk_name, listen=_listen(site, tls=""), desk=desk))
    if site.onion:
        listen = f"        listen unix:{site.runtime}/onion/http.sock;"
        servers.append(_server(site, "_", listen=listen, desk="", address="127.0.0.1", proxy="proxy-onion"))
    return servers


def _server(
    site: Installation,
    name: str,
    *,
    listen: str,
    desk: str,
    address: str = "$remote_addr",
    proxy: str = "proxy",
) -> str:
    """Return one server. Where there is no desk, its addresses lead to the public door, which has none."""
    text = filled(
        "nginx/public.conf",
        title="The onion service" if proxy == "proxy-onion" else f"https://{name}/",
        listen=listen,
        name=name,
        settings=site.settings,
        connections=2000,
        pages_burst=pages_a_second(site),
        public_tries=min(3, site.public_workers + 1),
        address=address,
        desk_location=desk,
    )
    return text.replace("nginx/proxy.conf", f"nginx/{proxy}.conf")
