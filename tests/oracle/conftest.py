from importlib.util import find_spec

if find_spec("torch"):
    import torch
    torch.set_num_threads(1)                     # small arrays: threads would cost more than they bring
