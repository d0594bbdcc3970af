"""Near-duplicates by gaoya: a MinHash index of word 3-grams."""

import json
import sys
import time

from gaoya.minhash import MinHashStringIndex

stories, _, threshold, permutations = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
begun = time.perf_counter()
index = MinHashStringIndex(
    hash_size=32,
    jaccard_threshold=threshold,
    num_bands=16,
    band_size=permutations // 16,
    analyzer="word",
    lowercase=True,
    ngram_range=(3, 3),
)
dropped = []
with open(stories) as lines:
    for number, story in enumerate(map(json.loads, lines)):
        if index.query(story["text"]):
            dropped.append(story["id"])
        else:
            index.insert_document(number, story["text"])
print(json.dumps({"seconds": time.perf_counter() - begun, "dropped": dropped}))
