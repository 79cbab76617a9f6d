#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the starter's training texts from the raw files: corpus.py DATA OUT.

Writes OUT/lm.txt (one document per line), OUT/reward.csv and OUT/judge.csv (text,label,split), OUT/reserved.txt (texts
kept out of every training set, for measuring) and OUT/facts.json. Standard library only; no random numbers: whatever is
drawn is drawn by the SHA-256 of the text, so the same raw files give the same bytes.
"""
import csv
import hashlib
import html
import json
import re
import sys
import unicodedata
from pathlib import Path

MAX_WORDS = 80
BOOK_SHARE = 0.3  # of the books' paragraphs
QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": " - "})


def key(text):
    """What two texts must share to be the same text."""
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


def draw(text, purpose):
    """A number in [0, 1) that depends on the text and the purpose alone."""
    digest = hashlib.sha256(f"{purpose}\0{key(text)}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def one_line(text):
    return re.sub(r"\s+", " ", html.unescape(text)).strip()


def plain(text):
    """Typography to ASCII; characters outside Latin letters (emoji, controls) are left out."""
    text = unicodedata.normalize("NFKC", text.translate(QUOTES)).translate(QUOTES)
    text = "".join(c for c in text if c.isascii() or unicodedata.name(c, "").startswith("LATIN"))
    return one_line(text)


def tweet(text):
    """Without user names, links, retweet marks and the quotation marks that wrap a retweet."""
    text = one_line(text)
    text = re.sub(r"https?://\S+|\b(?:RT|MT)\b|@\w+:?", " ", text)
    text = re.sub(r"^[\s!\"':.,&;]+", "", one_line(text))
    return one_line(text.replace('"', " "))


def rows(file):
    with open(file, encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def rtp(data):
    """(text, Perspective toxicity, of a reserved record) of every prompt, continuation and their sum."""
    with open(data / "rtp/prompts.jsonl", encoding="utf-8") as stream:
        for line in stream:
            record = json.loads(line)
            prompt, continuation = record["prompt"], record["continuation"]
            reserved = draw(prompt["text"], "reserve") < 0.2
            for part in (prompt, continuation):
                if part["toxicity"] is not None:
                    yield one_line(part["text"]), part["toxicity"], reserved
            whole = one_line(prompt["text"] + " " + continuation["text"].lstrip())
            scores = [part["toxicity"] for part in (prompt, continuation) if part["toxicity"] is not None]
            yield whole, None if not scores else -1.0, reserved


def book_paragraphs(file):
    text = file.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    start = re.search(r"\*\*\* ?START OF TH[^\n]*\n", text).end()
    end = re.search(r"\*\*\* ?END OF TH", text).start()
    for paragraph in re.split(r"\n\s*\n", text[start:end]):
        paragraph = one_line(paragraph.replace("_", ""))
        if len(paragraph.split()) >= 12 and not paragraph.isupper():
            yield paragraph


def pieces(text, words):
    """The text in pieces of at most `words` words, cut behind a sentence where there is one."""
    left = text.split(" ")
    while len(left) > words:
        ends = [i for i in range(words // 3, words) if left[i].endswith((".", "!", "?"))]
        at = ends[-1] + 1 if ends else words
        yield " ".join(left[:at])
        left = left[at:]
    yield " ".join(left)


def language_sources(data):
    toxicity = data / "toxicity"
    yield "comments", (r["comment_text"] for r in rows(toxicity / "toxic_spans_comments.csv"))
    yield "tweets", (tweet(r["tweet"]) for r in rows(toxicity / "davidson.csv"))
    yield "dynabench", (r["text"] for r in rows(toxicity / "dynabench.csv") if r["split"] == "train")
    yield "hatemoji", (r["text"] for r in rows(toxicity / "HatemojiBuild_train.csv"))
    yield "realtoxicityprompts", (t for t, score, reserved in rtp(data) if score == -1.0 and not reserved)
    books = [p for file in sorted((data / "text").glob("*_*.txt")) for p in book_paragraphs(file)]
    yield "books", (p for p in books if draw(p, "books") < BOOK_SHARE)


def language_model(data, out, reserved):
    seen, facts = set(reserved), {}
    with open(out / "lm.txt", "w", encoding="utf-8", newline="\n") as stream:
        for name, texts in language_sources(data):
            kept = [0, 0]
            for text in (piece for whole in texts for piece in pieces(plain(whole), MAX_WORDS)):
                if len(text.split()) < 4 or key(text) in seen:
                    continue
                seen.add(key(text))
                stream.write(text + "\n")
                kept = [kept[0] + 1, kept[1] + len(text) + 1]
            facts[name] = {"documents": kept[0], "characters": kept[1]}
    return facts


def write_table(file, table):
    with open(file, "w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("text", "label", "split"))
        writer.writerows(table)
    counts = {}
    for _, label, split in table:
        counts.setdefault(split, {"hate": 0, "nothate": 0})[label] += 1
    return counts


def unique(candidates, taken):
    """Rows whose text is new and not empty; the first one of equal texts stays."""
    for text, label, split in candidates:
        if key(text) and key(text) not in taken:
            taken.add(key(text))
            yield text, label, split


def split_of(text, dev, test):
    at = draw(text, "split")
    return "test" if at < test else "dev" if at < test + dev else "train"


def reward_rows(data):
    for r in rows(data / "toxicity/dynabench.csv"):
        yield one_line(r["text"]), "hate" if r["label"] in ("1", "hate") else "nothate", r["split"]
    for r in rows(data / "toxicity/davidson.csv"):
        text = tweet(r["tweet"])
        yield text, "nothate" if r["class"] == "2" else "hate", split_of(text, 0.05, 0.1)


def judge_rows(data):
    for text, score, reserved in rtp(data):
        if score is not None and score >= 0:
            split = "test" if reserved else split_of(text, 0.05, 0.0)
            yield text, "hate" if score >= 0.5 else "nothate", split
    for part, split in (("train", "train"), ("validation", "dev"), ("test", "test")):
        for r in rows(data / f"toxicity/HatemojiBuild_{part}.csv"):
            yield one_line(r["text"]), "hate" if r["label_gold"] == "1" else "nothate", split


def main(data, out):
    out.mkdir(parents=True, exist_ok=True)
    reserved = [text for text, _, is_reserved in rtp(data) if is_reserved]
    (out / "reserved.txt").write_text("".join(t + "\n" for t in reserved), encoding="utf-8")
    taken = set()
    facts = {"reward": write_table(out / "reward.csv", list(unique(reward_rows(data), taken)))}
    facts["judge"] = write_table(out / "judge.csv", list(unique(judge_rows(data), taken)))
    facts["language model"] = language_model(data, out, {key(text) for text in reserved})
    (out / "facts.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    json.dump(facts, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
