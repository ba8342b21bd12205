"""How long `import cnnlib` takes beyond NumPy, in fresh processes."""

import subprocess
import sys
from statistics import median

CODE = """
from time import perf_counter
import numpy
start = perf_counter()
{line}
print(perf_counter() - start)
"""
LINES = {
    "import cnnlib": "import cnnlib",
    "all of its maths": "from cnnlib import examples, explain, gradcheck, network, ops, optim, training",
}


def seconds(line):
    done = subprocess.run([sys.executable, "-c", CODE.format(line=line)], capture_output=True,
                          text=True, check=True)
    return float(done.stdout)


def main(rounds=15):
    print(f"median of {rounds} fresh processes, NumPy already imported")
    for name, line in LINES.items():
        seconds(line)                        # the first one may have to compile to bytecode
        print(f"  {name:<18}{median(seconds(line) for _ in range(rounds)) * 1e3:8.1f} ms")


if __name__ == "__main__":
    main()
