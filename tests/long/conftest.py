import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "widgets"))      # so that the tests here can import what those use
