import sys
from importlib.util import find_spec
from pathlib import Path

sys.path.append(str(Path(__file__).parent))      # so that the tests here can import shapes and theirs

if find_spec("torch"):
    import torch
    torch.set_num_threads(1)                     # small arrays: threads would cost more than they bring
