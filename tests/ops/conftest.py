import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))      # so that the tests here can import plain_loops
