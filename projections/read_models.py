"""Every read model there is."""

from projections.audit.projector import AuditProjector
from projections.credits.projector import CreditsProjector
from projections.favourites.projector import FavouritesProjector
from projections.imports.projector import ImportsProjector
from projections.members.projector import MembersProjector, Unseal
from projections.normalizing.projector import NormalizingProjector
from projections.plays.projector import PlaysProjector
from projections.projector import Projector
from projections.scans.projector import ScansProjector
from projections.sound_history.projector import SoundHistoryProjector
from projections.sound_search.projector import SoundSearchProjector
from projections.sound_tags.projector import SoundTagsProjector
from projections.sounds.projector import SoundsProjector
from projections.speeches.projector import SpeechesProjector
from projections.top_sounds.projector import TopSoundsProjector


def read_models(unseal: Unseal) -> list[Projector]:
    return [
        MembersProjector(unseal),
        SoundsProjector(),
        SoundSearchProjector(),
        SoundTagsProjector(),
        SoundHistoryProjector(),
        FavouritesProjector(),
        PlaysProjector(),
        CreditsProjector(),
        TopSoundsProjector(),
        ScansProjector(),
        NormalizingProjector(),
        ImportsProjector(),
        AuditProjector(),
        SpeechesProjector(),
    ]
