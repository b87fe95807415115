"""What a short command is told beside the copy that runs."""

from launcher import errands, lock, options


def test_beside_a_running_copy_a_command_keeps_that_copy_s_settings_and_its_own_passphrase(
    tmp_path, monkeypatch
):
    chosen = options.read({"VAR_DIR": str(tmp_path), "PORT": "8765"})
    monkeypatch.setenv("BACKUP_PASSPHRASE", "only this command was told")
    monkeypatch.setenv("REDIS_URL", "redis://another.test/0")
    with lock.held(tmp_path, other_port=1):
        lock.note(tmp_path, {"REDIS_URL": "redis://the-copy.test/0", "DEMO": "1"})
        with errands.surroundings(chosen) as found:
            assert found == {
                "REDIS_URL": "redis://the-copy.test/0",
                "DEMO": "1",
                "BACKUP_PASSPHRASE": "only this command was told",
            }
