"""Near-duplicates by rensa: MinHash of word 3-grams, LSH, each candidate's estimate against the threshold."""

import json
import sys
import time

from rensa import RMinHash, RMinHashLSH

stories, _, threshold, permutations = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
begun = time.perf_counter()
lsh = RMinHashLSH(threshold=threshold, num_perm=permutations, num_bands=16)
kept, dropped = {}, []
with open(stories) as lines:
    for number, story in enumerate(map(json.loads, lines)):
        words = story["text"].lower().split()
        signature = RMinHash(num_perm=permutations, seed=42)
        signature.update([" ".join(words[at : at + 3]) for at in range(max(1, len(words) - 2))])
        near = (kept[other] for other in lsh.query(signature) if other in kept)
        if any(signature.jaccard(other) >= threshold for other in near):
            dropped.append(story["id"])
        else:
            kept[number] = signature
            lsh.insert(number, signature)
print(json.dumps({"seconds": time.perf_counter() - begun, "dropped": dropped}))
