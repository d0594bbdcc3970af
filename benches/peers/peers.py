"""unspool and other tools that find near-duplicates, on the same generated corpus, in turn.

    python3 benches/peers/peers.py [--size 100MB] [--rounds 3] [--only rensa,gaoya]

Needs cargo, and python3 with venv; the peers come from PyPI into a folder of their own (`out/peers`), which stays for the next
time. unspool reads the pages; the peers, which cannot split, get the stories already split, as JSON lines. Every round runs each
tool once, one after another, so that what else the machine does hits all alike; the ratios are of the medians. `found` is the
share of the copies that a tool drops, `wrong` the number of stories it drops though no story that says all of it comes before.
Where a peer cannot be installed, it is named and left out.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORK = ROOT / "out" / "peers"
# Jaccard similarity and permutations that all peers are given.
THRESHOLD, PERMUTATIONS = 0.7, 128
PEERS = {
    "rensa": ["rensa"],
    "gaoya": ["gaoya"],
    "text-dedup": ["text-dedup"],
    "datatrove": ["datatrove[processing]", "spacy", "orjson", "xxhash"],
}


def main() -> None:
    options = arguments()
    pages, stories = corpus(options.size)
    pythons = {peer: installed(peer) for peer in options.only}
    tools = {"unspool": lambda: unspool(pages, stories)}
    tools |= {peer: peer_run(peer, python, stories) for peer, python in pythons.items() if python}
    seconds, dropped = defaultdict(list), {}
    for _ in range(options.rounds):
        for name, run in tools.items():
            begun = time.perf_counter()
            outcome = run()
            # What a peer takes to load Python and its modules is not counted: it says itself how long it worked.
            seconds[name].append(outcome.get("seconds", time.perf_counter() - begun))
            dropped[name] = outcome["dropped"]
    report(options.size, stories, seconds, dropped, pythons)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="100MB")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", type=lambda names: names.split(","), default=list(PEERS))
    options = parser.parse_args()
    unknown = [name for name in options.only if name not in PEERS]
    if unknown:
        parser.error(f"no such peer: {', '.join(unknown)} (there are {', '.join(PEERS)})")
    return options


def cargo(*arguments: str) -> None:
    subprocess.run(["cargo", *arguments], cwd=ROOT, check=True)


def corpus(size: str) -> tuple[Path, Path]:
    """The pages, and their stories as JSON lines: `id` (path and position), `text`."""
    cargo("build", "--release", "--quiet", "--bin", "unspool")
    WORK.mkdir(parents=True, exist_ok=True)
    pages, stories = WORK / size, WORK / f"{size}.stories.jsonl"
    if not stories.exists():
        shutil.rmtree(pages, ignore_errors=True)
        cargo("run", "--release", "--quiet", "--example", "corpus", "--", str(pages), "--size", size)
        part = stories.with_suffix(".part")
        with part.open("w") as out:
            for truth in truths(stories):
                text = (pages / truth["path"]).read_bytes()[slice(*truth["span"])].decode()
                out.write(json.dumps({"id": name(truth["path"], truth["position"]), "text": text}) + "\n")
        part.rename(stories)
    return pages, stories


def truths(stories: Path) -> list[dict]:
    with stories.with_name(stories.name.replace(".stories.", ".truth.")).open() as lines:
        return [json.loads(line) for line in lines]


def name(path: str, position: int) -> str:
    return f"{path}#{position}"


def unspool(pages: Path, stories: Path) -> dict:
    """The main job, from page files to all output files; nothing of an earlier round is used."""
    out = WORK / "unspool"
    begun = time.perf_counter()
    command = [ROOT / "target/release/unspool", "run", pages, "-o", out, "--fresh", "--quiet"]
    subprocess.run(command, check=True)
    taken = time.perf_counter() - begun
    starts = defaultdict(list)
    with (out / "dropped.jsonl").open() as lines:
        for line in map(json.loads, lines):
            if line["rule"] == "duplicate-story":
                starts[line["path"]].append(line["span"][0])
    # It names lines, peers name stories.
    dropped = {
        name(truth["path"], truth["position"])
        for truth in truths(stories)
        if any(truth["span"][0] <= at < truth["span"][1] for at in starts[truth["path"]])
    }
    return {"seconds": taken, "dropped": dropped}


def installed(peer: str) -> Path | None:
    """A Python that has the peer; `None` where it cannot be had."""
    folder = WORK / f"venv-{peer}"
    python, done = folder / "bin" / "python", folder / "done"
    if not done.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = subprocess.run([python, "-m", "pip", "install", "--quiet", *PEERS[peer]], capture_output=True, text=True)
        if pip.returncode != 0:
            print(f"left out: {peer} cannot be installed: {pip.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
            return None
        done.touch()
    return python


def peer_run(peer: str, python: Path, stories: Path):
    def run() -> dict:
        program = Path(__file__).with_name(f"{peer.replace('-', '_')}_peer.py")
        command = [python, program, stories, WORK / f"{peer}.work", str(THRESHOLD), str(PERMUTATIONS)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{peer} failed:\n{done.stderr[-2000:]}")
        outcome = json.loads(done.stdout.splitlines()[-1])
        return {"seconds": outcome["seconds"], "dropped": set(outcome["dropped"])}

    return run


def judged(stories: list[dict], dropped: set) -> tuple[float, int]:
    """The share of copies that are dropped, and how many stories are dropped wrongly."""
    by_family = defaultdict(list)
    for truth in stories:
        by_family[truth["family"]].append(truth)
    copies = found = wrong = 0
    for family in by_family.values():
        gone = {id(truth) for truth in family if name(truth["path"], truth["position"]) in dropped}
        kept = [set(truth["claims"]) for truth in family if id(truth) not in gone]
        for truth in family:
            told = any(set(truth["claims"]) <= claims for claims in kept)
            if id(truth) in gone:
                copies, found, wrong = copies + told, found + told, wrong + (not told)
        # Of those kept that say the same, all but one are copies that were missed.
        for at, claims in enumerate(kept):
            copies += any(claims <= other and (claims != other or at > place) for place, other in enumerate(kept) if place != at)
    return (found / copies if copies else 1.0), wrong


def report(size: str, stories: Path, seconds: dict, dropped: dict, pythons: dict) -> None:
    all_stories = truths(stories)
    print(f"{size} of pages, {len(all_stories)} stories; {os.cpu_count()} processors, {platform.processor() or platform.machine()}")
    versions = subprocess.run(["rustc", "--version"], capture_output=True, text=True).stdout.split()[1]
    print(f"Python {platform.python_version()}, rustc {versions}")
    own = statistics.median(seconds["unspool"])
    print(f"\n{'tool':<22}{'median s':>9}{'of unspool':>12}{'found':>8}{'wrong':>7}")
    for tool, taken in sorted(seconds.items(), key=lambda row: statistics.median(row[1])):
        found, wrong = judged(all_stories, dropped[tool])
        median = statistics.median(taken)
        print(f"{tool + version(tool, pythons):<22}{median:>9.2f}{median / own:>12.2f}{found:>8.1%}{wrong:>7}")


def version(tool: str, pythons: dict) -> str:
    if tool not in pythons:
        return ""
    ask = f"import importlib.metadata as m; print(m.version({tool!r}))"
    return " " + subprocess.run([pythons[tool], "-c", ask], capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    main()
