"""`injyana detect …`: listen to a station and report what it plays."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from detectors.radio.plays import Play

app = typer.Typer(help="Listen and report what is played.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Listen and report what is played."""


@app.command()
def radio(
    station: Annotated[str, typer.Option(help="The station's id, for which the account may speak.")],
    url: Annotated[str, typer.Option(metavar="URL|FILE", help="Icecast, HLS or any http(s) audio; or a recording.")],
    account: Annotated[Path, typer.Option(help="The file of the service account: `injyana sources register --out`.")],
    gateway: Annotated[str | None, typer.Option(help="The gateway's address; by default this machine's.")] = None,
    identity: Annotated[str | None, typer.Option(help="The identity service's; by default this machine's.")] = None,
    began: Annotated[str | None, typer.Option(help="Of a recording: when it began, with an offset.")] = None,
    metrics_port: Annotated[int, typer.Option(help="Where health and metrics are served; 0 for nowhere.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print each play as a line of JSON.")] = False,
) -> None:
    """Report which songs a radio station plays, from when to when, until Ctrl-C or SIGTERM."""
    from detectors.radio.main import Station, run
    from detectors.radio.sender import Reporting
    from injyana.local.settings import LocalSettings
    from injyana.options import moment
    from kernel.ids import StationId
    from kernel.settings import Settings

    settings = Settings(metrics_port=metrics_port) if metrics_port else Settings()
    listened = Station(StationId(station), url, moment(began, "--began") if began else None)
    to = Reporting(
        gateway or os.environ.get("INJYANA_GATEWAY") or LocalSettings().gateway,
        identity or os.environ.get("INJYANA_IDENTITY") or LocalSettings().identity,
        account,
    )
    run(listened, to, settings, lambda play: _print(play, as_json))


def _print(play: "Play", as_json: bool) -> None:
    import msgspec

    from kernel.clock import KIGALI

    sounded = play.sounded
    if as_json:
        plain = {
            "event_id": play.event_id,
            "song_id": sounded.song,
            "began": sounded.began,
            "ended": sounded.ended,
            "speed": sounded.speed,
            "confidence": round(sounded.confidence, 3),
        }
        typer.echo(msgspec.json.encode(plain))
        return
    began, ended = (at.astimezone(KIGALI) for at in (sounded.began, sounded.ended))
    typer.echo(f"{began:%Y-%m-%d %H:%M:%S} to {ended:%H:%M:%S}  {sounded.song}  {100 * sounded.confidence:.0f} %")
