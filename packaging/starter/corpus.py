#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the starter's training texts from the raw files: corpus.py DATA OUT.

Writes OUT/lm.txt (one document per line), OUT/reward.csv and OUT/judge.csv (text, label, split, target, weight, source),
OUT/sets (each source's test rows by themselves), OUT/unlabelled.txt (texts in neither table), OUT/reserved.txt (texts
kept out of every training set, for measuring) and OUT/facts.json. Standard library only; no random numbers: whatever is
drawn is drawn by the SHA-256 of the text, so the same raw files give the same bytes.
"""
import collections
import csv
import dataclasses
import hashlib
import html
import json
import re
import sys
import unicodedata
from pathlib import Path

MAX_WORDS = 80
CLASSIFIER_WORDS = 40  # of an unlabelled text
DYNABENCH_SHARE = 0.34  # of its training rows, for the reward classifier
# Of all weight while training. Dynabench is adversarial and Davidson's tweets are toxic five times in six: unweighted,
# the reward classifier learns the style of the source instead of the words.
REWARD_SHARES = {"dynabench": 0.15, "davidson": 0.77, "fragments": 0.08}
JUDGE_SHARES = {"realtoxicityprompts": 0.84, "hatemoji": 0.08, "fragments": 0.08}
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


@dataclasses.dataclass
class Row:
    """A labelled text. Target: P(toxic) to train towards; weight: of the row while training."""

    text: str
    label: str
    split: str
    source: str
    target: float
    weight: float = 1.0


def write_table(file, table):
    with open(file, "w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("text", "label", "split", "target", "weight", "source"))
        for r in table:
            writer.writerow((r.text, r.label, r.split, f"{r.target:.4f}", f"{r.weight:.4f}", r.source))


def write_sets(folder, table):
    """The test rows of each source by themselves."""
    folder.mkdir(exist_ok=True)
    for source in sorted({r.source for r in table}):
        write_table(folder / f"{source}.csv", [r for r in table if r.source == source and r.split == "test"])


def counts_of(table):
    counts = {}
    for r in table:
        counts.setdefault(r.source, {}).setdefault(r.split, {"hate": 0, "nothate": 0})[r.label] += 1
    return counts


def unique(candidates, taken):
    """Rows whose text is new and not empty; the first one of equal texts stays."""
    for row in candidates:
        if key(row.text) and key(row.text) not in taken:
            taken.add(key(row.text))
            yield row


def weighed(table, shares, both_labels_alike):
    """Sets the weights so that each source has its share of all weight, and its two labels the same or as they come."""
    group = (lambda r: (r.source, r.label)) if both_labels_alike else (lambda r: (r.source,))
    counts = collections.Counter(group(r) for r in table if r.split == "train")
    total = sum(counts.values())
    for r in table:
        r.weight = shares[r.source] * total / ((2 if both_labels_alike else 1) * counts[group(r)])


def split_of(text, dev, test):
    at = draw(text, "split")
    return "test" if at < test else "dev" if at < test + dev else "train"


def hard(text, toxic, split, source):
    return Row(text, "hate" if toxic else "nothate", split, source, 1.0 if toxic else 0.0)


def reward_rows(data):
    for r in rows(data / "toxicity/dynabench.csv"):
        yield hard(one_line(r["text"]), r["label"] in ("1", "hate"), r["split"], "dynabench")
    for r in rows(data / "toxicity/davidson.csv"):
        text = tweet(r["tweet"])
        row = hard(text, r["class"] != "2", split_of(text, 0.05, 0.1), "davidson")
        row.target = 1 - int(r["neither"]) / int(r["count"])  # the share of annotators
        yield row


def thinned(table):
    """Without the Dynabench training rows that are not drawn."""
    for r in table:
        if r.source != "dynabench" or r.split != "train" or draw(r.text, "dynabench") < DYNABENCH_SHARE:
            yield r


def words_of(text):
    return re.findall(r"[a-z']{2,}", text.lower())


def telling_words(table, source, fewest):
    """Words that `fewest` toxic training rows of the source or more hold, and toxic ones ten times as often as harmless
    ones."""
    counts = {"hate": collections.Counter(), "nothate": collections.Counter()}
    totals = collections.Counter()
    for r in table:
        if r.source == source and r.split == "train":
            counts[r.label].update(set(words_of(r.text)))
            totals[r.label] += 1
    toxic, harmless = counts["hate"], counts["nothate"]
    return {
        word
        for word, count in toxic.items()
        if count >= fewest and count / totals["hate"] >= 10 * (harmless[word] + 0.5) / totals["nothate"]
    }


def fragments(table, source, fewest, toxic_share):
    """One to three words of training rows, so that short texts are known: the beginning of a text that is harmless, and
    of a share of the source's surely toxic texts a piece around a telling word."""
    telling = telling_words(table, source, fewest)
    for r in table:
        if r.split != "train":
            continue
        words, length = r.text.split(), 1 + int(3 * draw(r.text, "fragment"))
        places = [i for i, word in enumerate(words) if telling.intersection(words_of(word))]
        if r.target <= 0.2 and all(i >= length for i in places):
            yield Row(" ".join(words[:length]), "nothate", "train", "fragments", r.target)
        elif r.source == source and r.target >= 0.8 and places and draw(r.text, "toxic fragment") < toxic_share:
            first = max(0, places[0] - int(length * draw(r.text, "place")))
            yield Row(" ".join(words[first : first + length]), "hate", "train", "fragments", r.target)


def judge_rows(data):
    for text, score, reserved in rtp(data):
        if score is not None and score >= 0:
            split = "test" if reserved else split_of(text, 0.1, 0.0)
            yield Row(text, "hate" if score >= 0.5 else "nothate", split, "realtoxicityprompts", score)
    for part, split in (("train", "train"), ("validation", "dev"), ("test", "test")):
        for r in rows(data / f"toxicity/HatemojiBuild_{part}.csv"):
            yield hard(one_line(r["text"]), r["label_gold"] == "1", split, "hatemoji")


def unlabelled(data, out):
    """Comments and books, which no classifier's table holds: one text per line."""
    with open(out / "unlabelled.txt", "w", encoding="utf-8", newline="\n") as stream:
        for name, texts in language_sources(data):
            if name in ("comments", "books"):
                for text in (piece for whole in texts for piece in pieces(plain(whole), CLASSIFIER_WORDS)):
                    stream.write(text + "\n")


def main(data, out):
    out.mkdir(parents=True, exist_ok=True)
    reserved = [text for text, _, is_reserved in rtp(data) if is_reserved]
    (out / "reserved.txt").write_text("".join(t + "\n" for t in reserved), encoding="utf-8")
    taken, facts = set(), {}
    reward = list(unique(reward_rows(data), taken))
    judge = list(unique(judge_rows(data), taken))
    reward = list(thinned(reward))
    reward += unique(fragments(reward, "davidson", fewest=25, toxic_share=0.34), taken)
    judge += unique(fragments(judge, "realtoxicityprompts", fewest=12, toxic_share=1.0), taken)
    weighed(reward, REWARD_SHARES, both_labels_alike=True)
    weighed(judge, JUDGE_SHARES, both_labels_alike=False)
    for name, table in (("reward", reward), ("judge", judge)):
        write_table(out / f"{name}.csv", table)
        write_sets(out / "sets", [r for r in table if r.source != "fragments"])
        facts[name] = counts_of(table)
    unlabelled(data, out)
    facts["language model"] = language_model(data, out, {key(text) for text in reserved})
    (out / "facts.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    json.dump(facts, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
