"""The recognition process: live and late detections against the catalogue as it is."""

from collections.abc import Mapping

from kernel.clock import system_clock
from kernel.codec import Codec
from kernel.compacted import CompactedReader
from kernel.events.songs import Song
from kernel.faust_app import run_app
from kernel.health import Progress
from kernel.process import begin
from kernel.registry import Registry
from kernel.retry import outlast
from kernel.stage import Stage
from kernel.starts import Starts
from kernel.topics import CATALOGUE_SONGS, DETECTIONS_BACKFILL, DETECTIONS_RAW
from stream_processors.recognition.live import LiveCatalogue
from stream_processors.recognition.observe import observe
from stream_processors.recognition.settings import RecognitionSettings
from stream_processors.recognition.snapshots import Snapshots, folder_of
from stream_processors.recognition.step import make_step

NAME = "recognition"


def main() -> None:
    """Loads the catalogue, then recognises until it is told to stop."""
    settings = RecognitionSettings()
    progress = begin(NAME, settings)
    registry = Registry(settings.registry)
    codec = outlast(lambda: Codec(CATALOGUE_SONGS, registry), progress)
    live, begin_at = held(settings, codec, progress)
    live.start()
    songs = CompactedReader(settings.kafka, CATALOGUE_SONGS, codec, live.change, begin_at)
    songs.start()
    while not (songs.wait(1) and live.wait_built(1)):
        progress.waits_for("the catalogue")
        progress.made()
    step = make_step(live.now)
    run_app(
        NAME,
        [
            Stage(reads=DETECTIONS_RAW, step=step, batch=settings.batch, observe=observe),
            Stage(reads=DETECTIONS_BACKFILL, step=step, batch=settings.backfill_batch, observe=observe),
        ],
        settings,
        progress,
        ready=lambda: songs.ready,
    )


def held(
    settings: RecognitionSettings, codec: Codec[Song], progress: Progress
) -> tuple[LiveCatalogue, Mapping[int, int] | None]:
    """What this machine's files hold of the catalogue, and from where to read on; None where from the beginning."""
    extents = outlast(lambda: Starts(settings.kafka, codec.ids).whole(CATALOGUE_SONGS.name), progress)
    snapshots = Snapshots(folder_of(settings), extents[0].topic_id, system_clock)
    saved = snapshots.load(extents)
    if saved is None:
        return LiveCatalogue(settle=snapshots.settle), None
    return LiveCatalogue(*saved, snapshots.settle), saved[1]
