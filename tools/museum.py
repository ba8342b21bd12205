"""Make cnnlib/data/museum.json: for each bug of the museum what every probe says, and in how many of 20 trainings it
still learns. Some two minutes.
"""

import json
from collections import deque

import numpy as np

from cnnlib.mistakes import museum
from cnnlib.mistakes.probes import PROBES, probed


def ends(mistake):
    """Where the trainings of all seeds end."""
    return [deque(museum.course(mistake, seed), 1)[0] for seed in range(museum.SEEDS)]


def row(mistake):
    """What the table says of one mistake."""
    found = ends(mistake)
    losses = [end for end in found if not isinstance(end, str)]
    nearest = min((abs(end - museum.LEARNED) for end in losses), default=1.0)
    print(f"{mistake.name if mistake else 'no bug':26} {sum(map(museum.learned, found)):2} of {len(found)}, "
          f"nearest to {museum.LEARNED}: {nearest:.4f}")
    verdicts = {name: probed(probe, mistake.op, mistake.wrong) for name, probe in PROBES.items()} if mistake else {}
    return {"learns": sum(map(museum.learned, found)),
            "ends": round(float(np.median(losses)), 2) if len(losses) > len(found) / 2
            else max(set(found), key=found.count), "probes": verdicts}


def main():
    rows = {name: row(mistake) for name, mistake in {"": None, **museum.BUGS}.items()}
    museum.TABLE.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
