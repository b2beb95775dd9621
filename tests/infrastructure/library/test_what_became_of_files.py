"""What people do to files, and what the report and the board say of it afterwards."""

import os
from hashlib import sha256

from application.sounds.commands import RestoreSound, TrashSound
from domain.values import SoundType
from tests.support.library import Corner, rest


def test_a_new_file_becomes_a_sound_that_knows_where_it_came_from(corner: Corner) -> None:
    content = corner.write("Air_horn.WAV")
    assert corner.scan() == {"Air_horn.WAV": [("added", "")]}
    [known] = corner.known()
    assert (known.size_bytes, known.sha256) == (len(content), sha256(content).hexdigest())
    assert known.modified_ns == corner.file("Air_horn.WAV").stat().st_mtime_ns
    sound = corner.library.sound(known.sound_id)
    assert (sound.title, sound.sound_type) == ("Air horn", SoundType.SOUNDBOARD)


def test_what_did_not_change_is_not_spoken_of(corner: Corner) -> None:
    corner.add("one.wav", "two.wav")
    assert corner.scan() == {}
    assert corner.scan(is_deep=True) == {}


def test_a_renamed_file_keeps_its_sound(corner: Corner) -> None:
    [sound_id] = corner.add("old.wav")
    corner.file("old.wav").rename(corner.file("new.wav"))
    assert corner.scan() == {"new.wav": [("moved", f"Its file was soundboard/{corner.name}/old.wav.")]}
    assert corner.sounds() == {"new.wav": sound_id}
    assert corner.scan() == {}


def test_a_file_that_moves_to_another_folder_of_originals_keeps_its_sound(corner: Corner) -> None:
    [sound_id] = corner.add("spoken.wav")
    there = corner.library.originals / "text_to_speech" / corner.name / "spoken.wav"
    there.parent.mkdir()
    corner.file("spoken.wav").rename(there)
    assert corner.scan()["spoken.wav"][0][0] == "moved"
    sound = corner.library.sound(sound_id)
    assert sound.path == f"text_to_speech/{corner.name}/spoken.wav"
    assert (sound.sound_type, sound.is_missing) == (SoundType.SOUNDBOARD, False)


def test_another_content_under_the_same_name_keeps_the_sound(corner: Corner) -> None:
    [sound_id] = corner.add("bell.wav")
    content = corner.write("bell.wav")
    outcome, _ = corner.scan()["bell.wav"][0]
    assert outcome == "updated"
    assert corner.sounds() == {"bell.wav": sound_id}
    assert corner.library.sound(sound_id).sha256 == sha256(content).hexdigest()


def test_the_former_content_of_a_changed_file_may_become_another_sound(corner: Corner) -> None:
    [sound_id] = corner.add("bell.wav")
    corner.file("before.wav").write_bytes(corner.file("bell.wav").read_bytes())
    corner.write("bell.wav")
    lines = corner.scan()
    assert (lines["bell.wav"][0][0], lines["before.wav"][0][0]) == ("updated", "added")
    assert corner.sounds()["bell.wav"] == sound_id
    assert corner.sounds()["before.wav"] != sound_id


def test_a_file_that_takes_the_content_of_another_sound_leaves_its_own_missing(corner: Corner) -> None:
    bell, horn = corner.add("bell.wav", "horn.wav")
    corner.file("bell.wav").write_bytes(corner.file("horn.wav").read_bytes())
    duplicate, missing = corner.scan()["bell.wav"]
    assert duplicate == (
        "duplicates",
        f"It is the same as “horn” (soundboard/{corner.name}/horn.wav), which is on the board: {horn}.",
    )
    assert missing == ("missing", "Another file lies in its place. The sound stays on the board, marked.")
    assert corner.library.sound(bell).is_missing
    assert not corner.library.sound(horn).is_missing


def test_two_files_that_change_places_keep_their_sounds(corner: Corner) -> None:
    bell, horn = corner.add("bell.wav", "horn.wav")
    corner.file("bell.wav").rename(corner.file("between"))
    corner.file("horn.wav").rename(corner.file("bell.wav"))
    corner.file("between").rename(corner.file("horn.wav"))
    corner.file("bell.wav").touch()
    lines = corner.scan(is_deep=True)
    assert [lines[name][0][0] for name in ("bell.wav", "horn.wav")] == ["moved", "moved"]
    assert corner.sounds() == {"bell.wav": horn, "horn.wav": bell}
    assert corner.scan() == {}


def test_a_content_that_wanders_on_while_its_place_is_taken_is_sorted_out(corner: Corner) -> None:
    bell, horn = corner.add("bell.wav", "horn.wav")
    corner.file("bell.wav").write_bytes(corner.file("horn.wav").read_bytes())
    corner.write("horn.wav")
    lines = corner.scan()
    assert {name: said[0][0] for name, said in lines.items()} == {
        "bell.wav": "updated",
        "horn.wav": "updated",
    }
    assert corner.sounds() == {"bell.wav": bell, "horn.wav": horn}


def test_a_file_that_was_only_touched_is_unchanged_and_not_hashed_again(corner: Corner) -> None:
    [sound_id] = corner.add("bell.wav")
    rest(corner.file("bell.wav"), seconds=3_600)
    assert corner.scan() == {}
    assert corner.library.sound(sound_id).modified_ns == corner.file("bell.wav").stat().st_mtime_ns


def test_only_a_deep_scan_sees_a_change_that_keeps_size_and_time(corner: Corner) -> None:
    [sound_id] = corner.add("bell.wav")
    seen = corner.file("bell.wav").stat()
    content = corner.write("bell.wav")
    assert len(content) == seen.st_size
    os.utime(corner.file("bell.wav"), ns=(seen.st_mtime_ns, seen.st_mtime_ns))
    assert corner.scan() == {}
    assert corner.scan(is_deep=True)["bell.wav"][0][0] == "updated"
    assert corner.library.sound(sound_id).sha256 == sha256(content).hexdigest()


def test_a_deleted_file_leaves_its_sound_missing_and_is_reported_once(corner: Corner) -> None:
    [sound_id] = corner.add("bell.wav")
    corner.file("bell.wav").unlink()
    reason = "Its file is not there. The sound stays on the board, marked."
    assert corner.scan() == {"bell.wav": [("missing", reason)]}
    assert corner.library.sound(sound_id).is_missing
    assert corner.scan() == {}


def test_a_file_that_comes_back_brings_its_sound_back(corner: Corner) -> None:
    [sound_id] = corner.add("bell.wav")
    content = corner.file("bell.wav").read_bytes()
    corner.file("bell.wav").unlink()
    corner.scan()
    corner.file("bell.wav").write_bytes(content)
    assert corner.scan() == {"bell.wav": [("returned", "")]}
    assert not corner.library.sound(sound_id).is_missing
    assert corner.scan() == {}


def test_a_file_that_comes_back_elsewhere_brings_its_sound_there(corner: Corner) -> None:
    [sound_id] = corner.add("bell.wav")
    corner.file("bell.wav").rename(corner.library.originals / f"{corner.name}.away")
    corner.scan()
    (corner.library.originals / f"{corner.name}.away").rename(corner.file("found.wav"))
    assert corner.scan()["found.wav"][0][0] == "moved"
    assert corner.sounds() == {"found.wav": sound_id}
    assert not corner.library.sound(sound_id).is_missing


def test_another_file_under_the_name_of_a_missing_one_gives_the_sound_that_content(corner: Corner) -> None:
    [sound_id] = corner.add("bell.wav")
    corner.file("bell.wav").unlink()
    corner.scan()
    corner.write("bell.wav")
    assert corner.scan() == {"bell.wav": [("updated", "Its file is back, with another content.")]}
    assert not corner.library.sound(sound_id).is_missing


def test_a_copy_is_a_duplicate_that_names_the_sound(corner: Corner) -> None:
    [sound_id] = corner.add("bell.wav")
    corner.file("copy.wav").write_bytes(corner.file("bell.wav").read_bytes())
    [(outcome, reason)] = corner.scan()["copy.wav"]
    assert outcome == "duplicates"
    assert "“bell”" in reason
    assert str(sound_id) in reason
    assert corner.sounds() == {"bell.wav": sound_id}


def test_of_two_new_files_with_one_content_the_first_becomes_the_sound(corner: Corner) -> None:
    content = corner.write("a.wav")
    corner.file("b.wav").write_bytes(content)
    lines = corner.scan()
    assert (lines["a.wav"][0][0], lines["b.wav"][0][0]) == ("added", "duplicates")


def test_of_several_copies_of_a_missing_sound_the_first_is_its_file(corner: Corner) -> None:
    [sound_id] = corner.add("bell.wav")
    content = corner.file("bell.wav").read_bytes()
    corner.file("bell.wav").unlink()
    for name in ("c.wav", "a.wav", "b.wav"):
        corner.file(name).write_bytes(content)
    lines = corner.scan()
    assert {name: said[0][0] for name, said in lines.items()} == {
        "a.wav": "moved",
        "b.wav": "duplicates",
        "c.wav": "duplicates",
    }
    assert corner.sounds() == {"a.wav": sound_id}


def test_the_file_of_a_sound_in_the_trash_is_left_alone_and_a_copy_says_how_to_restore_it(
    corner: Corner,
) -> None:
    [sound_id] = corner.add("bell.wav")
    corner.library.run(TrashSound(sound_id))
    corner.file("copy.wav").write_bytes(corner.file("bell.wav").read_bytes())
    reason = (
        f"It is the same as “bell”, which is in the trash. To have it back: POST /sounds/{sound_id}/restore."
    )
    assert corner.scan() == {"copy.wav": [("duplicates", reason)]}
    assert corner.file("bell.wav").exists()
    corner.library.run(RestoreSound(sound_id))
    assert "which is on the board" in corner.scan()["copy.wav"][0][1]


def test_a_sound_in_the_trash_keeps_its_content_when_another_file_takes_its_place(corner: Corner) -> None:
    [trashed] = corner.add("bell.wav")
    corner.library.run(TrashSound(trashed))
    corner.write("bell.wav")
    added, missing = sorted(corner.scan()["bell.wav"])
    assert added == ("added", "")
    assert missing == ("missing", "Another file lies in its place. The sound is in the trash.")
    assert corner.sounds()["bell.wav"] != trashed or len(corner.known()) == 2
    assert corner.scan() == {}


def test_a_sound_in_the_trash_whose_file_moves_stays_there_and_the_report_says_so(corner: Corner) -> None:
    [sound_id] = corner.add("bell.wav")
    corner.library.run(TrashSound(sound_id))
    corner.file("bell.wav").rename(corner.file("again.wav"))
    [(outcome, reason)] = corner.scan()["again.wav"]
    assert outcome == "moved"
    assert f"POST /sounds/{sound_id}/restore" in reason
    assert corner.library.sound(sound_id).is_trashed
