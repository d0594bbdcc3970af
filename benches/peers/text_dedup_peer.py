"""Near-duplicates by text-dedup: its MinHash program, word 3-grams."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

stories, work, threshold, permutations = sys.argv[1], Path(sys.argv[2]), sys.argv[3], sys.argv[4]
shutil.rmtree(work, ignore_errors=True)
work.mkdir(parents=True)
command = [sys.executable, "-m", "text_dedup.minhash", "--path", "json", "--data_files", stories, "--split", "train"]
command += ["--cache_dir", work / "cache", "--output", work / "kept", "--column", "text", "--ngram", "3"]
command += ["--threshold", threshold, "--num_perm", permutations, "--use_auth_token", "false"]
begun = time.perf_counter()
subprocess.run(command, check=True, stdout=sys.stderr)
taken = time.perf_counter() - begun

from datasets import load_from_disk

kept = set(load_from_disk(str(work / "kept"))["id"])
with open(stories) as lines:
    dropped = [story["id"] for story in map(json.loads, lines) if story["id"] not in kept]
print(json.dumps({"seconds": taken, "dropped": dropped}))
