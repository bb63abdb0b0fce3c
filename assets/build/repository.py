"""The repository that the build scripts belong to; importing this makes its engine importable."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "assets"

sys.path.insert(0, str(ROOT))
