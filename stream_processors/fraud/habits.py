"""One batch's view of the sources' habits."""

from kernel.events.fraud_state import SourceProfile
from kernel.ids import SourceId
from kernel.stage import Tables
from kernel.topics import FRAUD_PROFILES
from stream_processors.fraud.features.profile import Profile


class Habits:
    """The profiles of the sources that a batch asks for; `store` writes them, once a source."""

    def __init__(self, tables: Tables) -> None:
        self._table = tables[FRAUD_PROFILES]
        self._profiles: dict[SourceId, Profile] = {}

    def of(self, source_id: SourceId) -> Profile:
        """The source's profile, to be changed."""
        profile = self._profiles.get(source_id)
        if profile is None:
            known = self._table.get(source_id)
            profile = self._profiles[source_id] = Profile.load(known.data if known else None)
        return profile

    def store(self) -> None:
        for source_id, profile in self._profiles.items():
            self._table.put(source_id, SourceProfile(source_id=source_id, data=profile.dump()))
