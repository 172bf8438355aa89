"""Trained versions as files: STATE_DIR/models/VERSION/{phone.npz, ..., manifest.json}."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from kernel.errors import BadModel, Refused
from kernel.events.models import FraudModel
from stream_processors.fraud.models import manifest as manifests

FOLDER: Final = "models"
MANIFEST: Final = "manifest.json"


def folder_of(state_dir: Path, version: str) -> Path:
    """Where a version's files are. Refused where the version is no name of a folder."""
    if not version or Path(version).name != version or version.startswith("."):
        raise Refused(f"{version!r} is no version: `injyana fraud models` lists all")
    return state_dir / FOLDER / version


def write(state_dir: Path, models: Sequence[FraudModel]) -> Path:
    """Writes a version, the manifest last, so that a folder that has one is whole."""
    folder = folder_of(state_dir, models[0].version)
    folder.mkdir(parents=True, exist_ok=True)
    for model in models:
        (folder / f"{model.source_type.value}.npz").write_bytes(model.arrays)
    (folder / MANIFEST).write_text(models[0].manifest)
    return folder


def present(state_dir: Path, version: str) -> bool:
    """Whether a version's files are here."""
    return (folder_of(state_dir, version) / MANIFEST).is_file()


def read(state_dir: Path, version: str) -> list[FraudModel]:
    """A version's events. Refused where its files are not here; BadModel where they are not what was written."""
    folder = folder_of(state_dir, version)
    try:
        text = (folder / MANIFEST).read_text()
        manifest = manifests.read(text)
        if manifest.version != version:
            raise BadModel(f"{folder} holds the manifest of {manifest.version}, not of {version}: train again")
        return [
            FraudModel(
                version=version,
                source_type=source_type,
                manifest=text,
                arrays=(folder / f"{source_type.value}.npz").read_bytes(),
                sha256=part.sha256,
            )
            for source_type, part in manifest.types.items()
        ]
    except FileNotFoundError as error:
        raise Refused(
            f"{error.filename} is not here: promote where the version was trained, or bring its folder"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadModel(f"{folder} cannot be read: {error}") from error
