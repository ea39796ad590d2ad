"""Backups: whole or not there at all, read back before they count, old ones thinned out."""

import os
import stat
import tarfile
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import rotation, safekeeping
from bot.organisation import DATABASE, opened
from bot.safekeeping import AlreadyThere, NoBackup, Unsound, back_up, restore
from storage import files, people
from storage.checkup import last_backup

NOW = datetime(2026, 10, 5, 2, 0, tzinfo=UTC)


def _names(folder):
    return sorted(path.name for path in folder.iterdir())


async def _office(organisation):
    await organisation.database.write(people.register_division, "กองคลัง")
    files.store(organisation.evidence, b"a photo")
    files.store(organisation.issued, b"a report")


async def test_a_restored_office_is_the_one_that_was_backed_up(tmp_path):
    async with opened(tmp_path / "data") as organisation:
        await _office(organisation)
        await back_up(organisation, tmp_path / "all.tgz", NOW)
        secret = organisation.secret
        assert await organisation.database.read(last_backup) == NOW
    await restore(tmp_path / "all.tgz", tmp_path / "again")
    async with opened(tmp_path / "again") as organisation:
        (division,) = await organisation.database.read(people.divisions)
        assert division.name == "กองคลัง"
        assert organisation.secret == secret
        for folder, said in (
            (organisation.evidence, b"a photo"),
            (organisation.issued, b"a report"),
        ):
            (kept,) = (path for path in folder.rglob("*") if path.is_file())
            assert kept.read_bytes() == said


@pytest.mark.skipif(os.name != "posix", reason="modes say nothing on Windows")
async def test_a_backup_and_what_is_restored_is_for_its_owner_alone(tmp_path):
    """Names, words and the key that signs links are in it; disks for backups are shared."""
    umask = os.umask(0o022)
    try:
        async with opened(tmp_path / "data") as organisation:
            written = await back_up(organisation, tmp_path / "office.tgz", NOW)
        await restore(written, tmp_path / "again")
    finally:
        os.umask(umask)
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "again").stat().st_mode) == 0o700


async def test_into_a_folder_it_names_itself_and_thins_out(tmp_path):
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    shelf.joinpath("somebody-elses.tgz").touch()
    async with opened(tmp_path / "data") as organisation:
        for day in range(40):
            written = await back_up(organisation, shelf, NOW + timedelta(days=day))
            assert written.parent == shelf
    names = _names(shelf)
    assert "somebody-elses.tgz" in names
    assert rotation.name_of(NOW + timedelta(days=39)) in names
    # seven days, the last of them a Sunday; three Sundays before; the last day of October
    assert len(names) == 1 + 7 + 3 + 1
    with pytest.raises(AlreadyThere):
        async with opened(tmp_path / "data") as organisation:
            await back_up(organisation, shelf, NOW + timedelta(days=39))


async def test_a_file_that_is_not_its_content_is_no_backup(tmp_path):
    async with opened(tmp_path / "data") as organisation:
        await _office(organisation)
        (photo,) = (path for path in organisation.evidence.rglob("*") if path.is_file())
        photo.write_bytes(b"a disk that forgets")
        with pytest.raises(Unsound):
            await back_up(organisation, tmp_path / "all.tgz", NOW)
        assert await organisation.database.read(last_backup) is None
    assert _names(tmp_path) == ["data"]


async def test_a_file_still_being_written_is_left_out(tmp_path):
    async with opened(tmp_path / "data") as organisation:
        await _office(organisation)
        organisation.evidence.joinpath("tmp123").write_bytes(b"half a pho")
        await back_up(organisation, tmp_path / "all.tgz", NOW)
    with tarfile.open(tmp_path / "all.tgz") as archive:
        assert not any("tmp123" in name for name in archive.getnames())


@pytest.mark.parametrize("cut", [0.0, 0.1, 0.5, 0.95])
async def test_a_damaged_backup_leaves_nothing_behind(tmp_path, cut):
    async with opened(tmp_path / "data") as organisation:
        await _office(organisation)
        await back_up(organisation, tmp_path / "all.tgz", NOW)
    whole = tmp_path.joinpath("all.tgz").read_bytes()
    tmp_path.joinpath("cut.tgz").write_bytes(whole[: int(len(whole) * cut)])
    with pytest.raises(NoBackup):
        await restore(tmp_path / "cut.tgz", tmp_path / "again")
    assert not (tmp_path / "again").exists()
    assert _names(tmp_path) == ["all.tgz", "cut.tgz", "data"]


async def test_a_photo_altered_inside_a_backup_is_found_at_restoring(tmp_path):
    async with opened(tmp_path / "data") as organisation:
        await _office(organisation)
        await back_up(organisation, tmp_path / "all.tgz", NOW)
    with tarfile.open(tmp_path / "all.tgz") as archive:
        archive.extractall(tmp_path / "out", filter="data")
    (photo,) = (path for path in (tmp_path / "out" / "evidence").rglob("*") if path.is_file())
    photo.write_bytes(b"another photo")
    with tarfile.open(tmp_path / "forged.tgz", "w:gz") as archive:
        archive.add(tmp_path / "out", "")
    with pytest.raises(NoBackup):
        await restore(tmp_path / "forged.tgz", tmp_path / "again")
    assert not (tmp_path / "again").exists()


async def test_what_is_written_meanwhile_is_in_the_next_backup(tmp_path, monkeypatch):
    async with opened(tmp_path / "data") as organisation:
        pack = safekeeping._pack

        def pack_slowly(folder, copy, part):
            files.store(organisation.evidence, b"sent during the backup")
            pack(folder, copy, part)

        monkeypatch.setattr(safekeeping, "_pack", pack_slowly)
        await back_up(organisation, tmp_path / "all.tgz", NOW)
    with tarfile.open(tmp_path / "all.tgz") as archive:
        assert DATABASE in archive.getnames()


MOMENTS = st.integers(0, 4 * 365 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))


@given(st.sets(MOMENTS, max_size=60))
def test_thinning_keeps_the_newest_and_is_done_once(moments):
    names = set(map(rotation.name_of, moments))
    gone = rotation.outdated([*names, "notes.txt"])
    assert gone <= names
    left = names - gone
    assert rotation.outdated(left) == frozenset()
    assert len(left) <= rotation.DAYS + rotation.WEEKS + rotation.MONTHS
    if names:
        assert max(names) in left


def test_a_year_of_nights():
    nights = [NOW + timedelta(days=day) for day in range(366)]
    left: set[str] = set()
    for night in nights:
        left.add(rotation.name_of(night))
        left -= rotation.outdated(left)
    kept = sorted(filter(None, map(rotation.moment_of, left)))
    assert [(nights[-1] - moment).days for moment in reversed(kept)][:7] == list(range(7))
    assert len({(moment.year, moment.month) for moment in kept}) == 12
