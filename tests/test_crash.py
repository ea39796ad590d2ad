"""``kill -9`` at random instants of a round: nothing said is lost, nothing is doubled."""

from crash_bench import played

SEED = 2570
KILLS = 20


async def test_round_with_twenty_killings_loses_and_doubles_nothing(tmp_path):
    outcome = await played(tmp_path, SEED, KILLS)
    again = f"again: python -m bench.crash --seed {outcome.seed}"
    assert not outcome.complaints, "\n".join([*outcome.complaints, again])
    assert outcome.killed.total() == KILLS
    assert len(outcome.killed) >= 3, "the instants should differ"
    assert outcome.marks >= 20
    assert outcome.states["sent"] >= 25
