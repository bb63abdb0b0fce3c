from __future__ import annotations

import pytest

from explorer.services import paths


def test_one_folder_may_hold_everything(user_home):
    assert paths.config_dir() == user_home / "config"
    assert paths.data_dir() == user_home / "data"
    assert paths.log_dir() == user_home / "log"
    assert not user_home.exists()


@pytest.mark.parametrize("find", [paths.config_dir, paths.data_dir, paths.log_dir])
def test_otherwise_the_system_says_where(monkeypatch, find):
    monkeypatch.delenv(paths.HOME_VARIABLE)
    assert paths.APPLICATION in str(find())
    assert find().is_absolute()
