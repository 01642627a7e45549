#!/usr/bin/env python3
"""Computes the tables of docs/scaling.md from the figures below and writes them between its marks.

    docs/bench/scaling-model.py            writes the document anew
    docs/bench/scaling-model.py --print    prints the tables only

Change a figure, run it, read what follows from it.
"""
import math
import pathlib
import sys

MEASURED = {
    # KafkaBench: docs/scaling.md says the command, and what shared the two cores.
    "deliveries a second and core, into the database": 960 / 2,
    "deliveries a second and core, through Kafka": 450 / 2,
    # IngestBench: docs/performance.md.
    "crashes stored a second and core": 1_000 / 2,
    # LoadedStore with 10,000,000 incidents that share 1,000 texts: docs/performance.md, Growth.
    "bytes of the database for a crash, without its text": 3_400,
}

ASSUMED = {
    "processes on a node, with one shipper": 20,
    "lines a process writes in a second": 0.5,
    "lines of a delivery": 100,
    "longest wait of a shipper before it delivers, s": 5,
    "bytes of a line, as JSON": 200,
    "times that lines shrink in a topic": 8,
    "replicas of a topic": 3,
    "days between two crashes of a process": 30,
    "bytes of the database for the text of a crash, packed": 2_000,
    "retention of topics, days": 1,
    "retention of incidents, days": 90,
    "share of a machine that is used on a usual day": 0.5,
    "cores of an instance": 4,
    "price of a core for a month": 25.0,
    "price of a GB of disk for a month": 0.10,
}

FLEETS = [1_000, 10_000, 100_000, 1_000_000]


def short(n):
    for unit, size in (("M", 1e6), ("k", 1e3)):
        if n >= size:
            return f"{n / size:.3g} {unit}"
    return f"{n:.3g}"


def model(fleet):
    m, a = MEASURED, ASSUMED
    nodes = fleet / a["processes on a node, with one shipper"]
    lines = fleet * a["lines a process writes in a second"]
    # A shipper sends a full batch, or what it has when it has waited long enough.
    deliveries = max(lines / a["lines of a delivery"],
                     min(lines, nodes / a["longest wait of a shipper before it delivers, s"]))
    crashes = fleet / a["days between two crashes of a process"] / 86_400
    use = a["share of a machine that is used on a usual day"]

    def cores(way):
        return (deliveries / m[way] + crashes / m["crashes stored a second and core"]) / use

    database, kafka = (cores(f"deliveries a second and core, {way}") for way in ("into the database", "through Kafka"))
    topic = lines * a["bytes of a line, as JSON"] / a["times that lines shrink in a topic"]
    topic_disk = topic * 86_400 * a["retention of topics, days"] * a["replicas of a topic"] / 1e9
    incidents = crashes * 86_400 * a["retention of incidents, days"]
    disk = incidents * (m["bytes of the database for a crash, without its text"]
                        + a["bytes of the database for the text of a crash, packed"]) / 1e9
    instances = max(2, math.ceil(kafka / a["cores of an instance"]))
    partitions = max(12, 2 ** math.ceil(math.log2(4 * instances)))
    price = a["price of a core for a month"]
    gb = a["price of a GB of disk for a month"]
    return {
        "lines a second": short(lines),
        "deliveries a second": short(deliveries),
        "crashes a day": short(crashes * 86_400),
        "cores, joined in the database": short(math.ceil(database)),
        "cores, joined through Kafka": short(math.ceil(kafka)),
        f"instances of {a['cores of an instance']} cores": str(instances),
        "partitions": str(partitions),
        "into the topic, MB/s": short(topic / 1e6),
        "topic on disk, all replicas, GB": short(topic_disk),
        "incidents kept": short(incidents),
        "database on disk, GB": short(max(1, disk)),
        "a month, without Kafka": f"{short(max(2, math.ceil(database)) * price + max(1, disk) * gb)}",
        "a month, with Kafka, without its brokers’ cores":
            f"{short(instances * a['cores of an instance'] * price + (max(1, disk) + topic_disk) * gb)}",
    }


def table(head, rows):
    return "\n".join([f"| {' | '.join(head)} |", "|" + "---|" * len(head),
                      *(f"| {' | '.join(row)} |" for row in rows)])


def tables():
    columns = {fleet: model(fleet) for fleet in FLEETS}
    rows = [[name, *(columns[fleet][name] for fleet in FLEETS)] for name in columns[FLEETS[0]]]
    figures = [[name, f"{value:,g}" if value < 1e6 else f"{value:,}", kind] for kind, all_of in (("measured", MEASURED), ("assumed", ASSUMED))
               for name, value in all_of.items()]
    return (table(["figure", "value", ""], figures) + "\n\n"
            + table(["processes", *(f"{fleet:,}" for fleet in FLEETS)], rows))


def main():
    if "--print" in sys.argv[1:]:
        print(tables())
        return
    document = pathlib.Path(__file__).resolve().parent.parent / "scaling.md"
    text = document.read_text(encoding="utf-8")
    begin, end = "<!-- model -->\n", "<!-- end of model -->"
    before, rest = text.split(begin, 1)
    document.write_text(before + begin + tables() + "\n" + end + rest.split(end, 1)[1], encoding="utf-8")


if __name__ == "__main__":
    main()
