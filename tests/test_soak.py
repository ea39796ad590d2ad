"""A crowd with faults, for a while: nothing is stuck, damaged or logged as an error."""

from soak_bench import flat, soak


async def test_a_crowd_with_faults_leaves_nothing_stuck(tmp_path):
    found = await soak(tmp_path, 2570, seconds=30, most=100)
    assert not found.complaints, "\n".join(found.complaints)
    assert found.said >= 50
    assert found.faults


def test_flat_means_within_a_twentieth():
    assert flat([90, 100, 100, 100, 100, 101, 102, 103])
    assert not flat([90, 100, 100, 100, 100, 105, 110, 115])
