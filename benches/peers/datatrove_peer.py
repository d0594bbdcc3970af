"""Near-duplicates by datatrove: the four steps of its MinHash example, word 3-grams, on this machine."""

import json
import shutil
import sys
import time
from pathlib import Path

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers.jsonl import JsonlWriter
from datatrove.utils.hashing import HashConfig

BUCKETS, WORKERS = 16, 2


def step(pipeline: list, tasks: int) -> None:
    LocalPipelineExecutor(pipeline=pipeline, tasks=tasks, workers=WORKERS, logging_dir=str(work / "logs" / str(time.time()))).run()


if __name__ == "__main__":
    stories, work, permutations = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[4])
    shutil.rmtree(work, ignore_errors=True)
    (work / "in").mkdir(parents=True)
    # It reads a folder, and works in parallel on its files.
    lines = stories.read_text().splitlines(keepends=True)
    for half in (0, 1):
        (work / "in" / f"{half}.jsonl").write_text("".join(lines[half::2]))
    config = MinhashConfig(
        hash_config=HashConfig(precision=64),
        num_buckets=BUCKETS,
        hashes_per_bucket=permutations // BUCKETS,
        n_grams=3,
    )
    places = {name: str(work / name) for name in ("in", "signatures", "buckets", "gone", "kept")}
    reader = JsonlReader(places["in"])
    begun = time.perf_counter()
    step([reader, MinhashDedupSignature(output_folder=places["signatures"], config=config, language="en")], 2)
    step([MinhashDedupBuckets(places["signatures"], places["buckets"], config=config)], BUCKETS)
    step([MinhashDedupCluster(places["buckets"], places["gone"], config=config)], 1)
    step([reader, MinhashDedupFilter(places["gone"]), JsonlWriter(places["kept"], compression=None)], 2)
    taken = time.perf_counter() - begun
    kept = {json.loads(line)["id"] for file in Path(places["kept"]).glob("*") for line in file.open()}
    dropped = [story["id"] for story in map(json.loads, lines) if story["id"] not in kept]
    print(json.dumps({"seconds": taken, "dropped": dropped}))
