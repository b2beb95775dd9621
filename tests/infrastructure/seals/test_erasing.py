"""What the log has of people needs a key of theirs: without it that is noise, and stays in its place."""

from application.decision import Commit, Entailed
from application.records import ErasedPerson, PersonalKey
from application.soundboard import Soundboard
from infrastructure.log_store.tables import OF_PEOPLE
from infrastructure.rewriting import rewrite
from tests.infrastructure.seals.sealed_log import SealedLog
from tests.support.aggregates import ANNA, an_account, collected


def test_erasing_a_person_breaks_no_chain(log: SealedLog) -> None:
    soundboard, account = Soundboard(log.store), an_account()
    key = Entailed(records=[PersonalKey(ANNA, bytes(32))])
    soundboard.commit(Commit(events=collected(account), entailed=key))
    log.sealer.seal_all()
    exported = log.chain.head()
    account.erase(reason="", at=log.clock.now())
    soundboard.commit(Commit(events=collected(account), entailed=Entailed(records=[ErasedPerson(ANNA)])))
    rewrite(log.store.writing, [table.name for table in OF_PEOPLE])
    log.sealer.seal_all()
    assert log.store.personal_keys([ANNA]) == {}
    assert log.faults(against=exported) == []
    assert log.verify()[1].events == log.store.count_events() == 2
