"""`injyana simulate`: a country of honest sources and attacks, to files or into the running stack."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kernel.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from rich.console import Console

    from simulation.country import AttackPlan, Simulated
    from simulation.plays import Arrival

FEED_DAYS = 28
"""The gateway takes nothing older than 30 days."""
INTERRUPTED = 130
USUAL_PLAYS = 50
"""Of an honest source on one day, in the mean over all cohorts."""
MOST_PLAYS = 5_000_000
"""A play takes some 800 bytes until it is written: 4 GB."""


def simulate(
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same country.")] = 1,
    days: Annotated[int, typer.Option(min=1, max=366, help="How many days are simulated.")] = 2,
    sources: Annotated[int, typer.Option(min=1, max=200_000, help="Honest sources; attackers come on top.")] = 100,
    attack: Annotated[
        list[str] | None,
        typer.Option(help="NAME:STRENGTH, strength 1 is blatant; `all` is each at 1, 0.5 and 0.3. Repeatable."),
    ] = None,
    fraud_share: Annotated[float, typer.Option(min=0, max=0.9, help="Fraud among all plays, about.")] = 0.05,
    variant: Annotated[int, typer.Option(min=0, help="Moves the ranges of the attacks' parameters.")] = 0,
    start: Annotated[str, typer.Option(help="With --out: the first day, as 2026-03-02; with --feed it ends now.")] = "",
    out: Annotated[Path | None, typer.Option(help="A folder for detections, labels, songs and sources.")] = None,
    feed: Annotated[bool, typer.Option("--feed", help="Register all of it in the running stack and send it.")] = False,
    rate: Annotated[float, typer.Option(min=0.1, max=20_000, help="With --feed: plays a second.")] = 200.0,
    fingerprints: Annotated[
        bool, typer.Option("--fingerprints/--metadata", help="Report made-up sounds, or titles and ISRCs only.")
    ] = True,
) -> None:
    """Simulate a country of sources: write what they report to files, or send it to the gateway."""
    from injyana.console import console
    from injyana.simulate.summary import contents
    from simulation.country import START
    from simulation.country import simulate as simulated_country

    plans = _plans(attack or [])
    if out is None and not feed:
        raise Refused("say where it is to go: --out DIR writes files, --feed sends it to the running stack")
    if feed and start:
        raise Refused("--start is for --out alone: what is sent to a running stack ends now")
    if feed and days > FEED_DAYS:
        raise Refused(f"the gateway takes nothing older than 30 days: with --feed, --days is at most {FEED_DAYS}")
    if sources * days * USUAL_PLAYS / (1 - fraud_share) > MOST_PLAYS:
        raise Refused(f"{sources} sources over {days} days play more than {MOST_PLAYS:,} times: take fewer of either")
    began, until = _now(days) if feed else (_start(start) if start else START, None)
    console_out = console()
    with console_out.status("simulating"):
        simulated = simulated_country(
            seed,
            days=days + 1 if feed else days,
            sources=sources,
            attacks=plans,
            fraud_share=fraud_share,
            start=began,
            variant=variant,
        )
        arrivals = simulated.arrivals if until is None else _within(simulated.arrivals, days, until)
    console_out.print(contents(arrivals))
    if out is not None:
        from injyana.simulate.files import write

        for path in write(out, simulated, arrivals, fingerprints=fingerprints):
            console_out.print(f"  {path}", markup=False)
    if feed:
        _feed(console_out, simulated, arrivals, rate, fingerprints)


def _feed(out: "Console", simulated: "Simulated", arrivals: "list[Arrival]", rate: float, fingerprints: bool) -> None:
    import asyncio
    from contextlib import closing

    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from injyana.local.settings import LocalSettings
    from injyana.senders.administrator import local_administrator
    from injyana.senders.keys import Keys
    from injyana.simulate import summary
    from injyana.simulate.feed import Feed
    from injyana.simulate.registration import Registration, wait
    from kernel.codec import Codecs
    from kernel.registry import Registry

    if not arrivals:
        raise Refused("nothing was played in that time: take more sources or more days")
    local = LocalSettings()
    heard = {arrival.draft.song for arrival in arrivals}
    told = {arrival.draft.declared for arrival in arrivals if arrival.draft.declared is not None}
    numbers = sorted(heard | told)
    active = {arrival.device.source.source_id for arrival in arrivals}
    known = [source for source in simulated.sources if source.source_id in active]
    bar = Progress(
        TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=out
    )
    sender: Feed | None = None
    try:
        with bar, closing(Registry(local.registry)) as registry, local_administrator(local) as administrator:
            registration = Registration(local.database, Codecs(registry), administrator, Keys(local.state))
            songs = bar.add_task("songs registered", total=len(numbers))
            registration.songs(simulated.songs, numbers, lambda count: bar.advance(songs, count))
            bar.update(songs, completed=len(numbers))
            registered = bar.add_task("sources registered", total=len(known))
            senders = registration.sources(known, lambda count: bar.advance(registered, count))
            wait(local, senders)
            plays = bar.add_task("plays sent and answered", total=len(arrivals))
            sender = Feed(
                local.gateway,
                senders,
                simulated.songs,
                rate=rate,
                fingerprints=fingerprints,
                answered=lambda count: bar.advance(plays, count),
                ca=local.ca,
            )
            asyncio.run(sender.send(arrivals))
    except KeyboardInterrupt:
        out.print(
            "stopped; what was sent stays. The same command sends the rest today: what was sent is known by its ids"
        )
        raise typer.Exit(INTERRUPTED) from None
    finally:
        if sender is not None:
            out.print(summary.answers(sender.tally))
            out.print(summary.line(sender.tally))


def _plans(words: list[str]) -> "list[AttackPlan]":
    from simulation.attacks import ATTACKS
    from simulation.country import STRENGTHS, AttackPlan

    plans: list[AttackPlan] = []
    for word in words:
        if word == "all":
            plans.extend(AttackPlan(each.name, strength) for each in ATTACKS for strength in STRENGTHS)
            continue
        name, _, strength = word.partition(":")
        try:
            plans.append(AttackPlan(name, float(strength) if strength else 1.0))
        except ValueError:
            raise Refused(f"--attack {word}: write NAME:STRENGTH, as in loop:0.5") from None
    return plans


def _start(text: str) -> "datetime":
    from datetime import datetime

    from kernel.clock import KIGALI

    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(f"--start {text}: write a day, as in 2026-03-02") from None
    return at if at.tzinfo else at.replace(tzinfo=KIGALI)


def _now(days: int) -> "tuple[datetime, datetime]":
    """The day on which a simulation of so many days that ends now begins, and now."""
    from datetime import timedelta

    from kernel.clock import system_clock

    now = system_clock()
    return now - timedelta(days=days), now


def _within(arrivals: "list[Arrival]", days: int, until: "datetime") -> "list[Arrival]":
    """What was played in the last so many days, and has arrived."""
    from simulation.device import DAY_MS
    from simulation.world import EPOCH, MILLISECOND

    now = (until - EPOCH) // MILLISECOND
    return [each for each in arrivals if each.sent.received <= now and each.draft.at >= now - days * DAY_MS]
