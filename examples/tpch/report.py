"""Revenue per nation of the customer and year of the order, over all of TPC-H: <out>/revenue.csv holds every nation and year,
<out>/revenue.svg draws the nations that the input names. The chart is written by hand, so that the job needs no library.

Usage: report.py TABLES NATIONS OUT, three HDFS paths: where the tables lie, the nations to draw (a CSV of one column), where the
report goes.
"""
import sys
from xml.sax.saxutils import escape

from pyspark.sql import SparkSession
from pyspark.sql import functions as f

COLOURS = ["#3366aa", "#cc4433", "#338855", "#aa7711", "#7744aa", "#118899", "#885544", "#666666"]
WIDTH, HEIGHT = 860, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 170, 50, 45  # around the plot: the scale, the legend, the title, the years


# What is read of the tables. Named columns spare Spark a job per table that would look for them in the files.
COLUMNS = {
    "lineitem": "l_orderkey bigint, l_extendedprice decimal(15, 2), l_discount decimal(15, 2)",
    "orders": "o_orderkey bigint, o_custkey bigint, o_orderdate date",
    "customer": "c_custkey bigint, c_nationkey bigint",
    "nation": "n_nationkey bigint, n_name string",
}


def revenue_by_nation_and_year(spark, tables):
    """Rows (nation, year, revenue), by nation and year; revenue is what was charged before tax."""
    table = {name: spark.read.schema(columns).parquet(f"{tables}/{name}") for name, columns in COLUMNS.items()}
    rows = (
        table["lineitem"]
        .join(table["orders"], f.col("l_orderkey") == f.col("o_orderkey"))
        .join(table["customer"], f.col("o_custkey") == f.col("c_custkey"))
        .join(f.broadcast(table["nation"]), f.col("c_nationkey") == f.col("n_nationkey"))
        .groupBy(f.col("n_name").alias("nation"), f.year("o_orderdate").alias("year"))
        .agg(f.sum(f.col("l_extendedprice") * (1 - f.col("l_discount"))).alias("revenue"))
        .collect()
    )
    # 25 nations by 7 years, whatever the scale: no work for a cluster.
    return sorted(rows, key=lambda row: (row.nation, row.year))


def round_step(least):
    """The smallest of 1, 2, 5, 10, 20, 50 … that is at least `least`: a scale that people read easily."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if step * factor >= least:
                return step * factor
        step *= 10


def chart(rows, nations):
    """The SVG: one line per nation over the years, in millions."""
    millions = {(row.nation, row.year): float(row.revenue) / 1e6 for row in rows if row.nation in nations}
    years = sorted({row.year for row in rows})
    # Up to four steps above zero; data of a very small scale are below one million, and shown in thousandths of it.
    highest = max(millions.values(), default=0.0)
    step = round_step(max(highest * 1000 / 4, 1)) / 1000
    top = step * max(1, -(-highest // step))

    def x(year):
        return LEFT + (WIDTH - LEFT - RIGHT) * (year - years[0]) / max(1, years[-1] - years[0])

    def y(value):
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="24" font-size="15">Revenue by nation of the customer, in millions; the last year ends in August</text>',
    ]
    for index in range(round(top / step) + 1):
        value = index * step
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(value):.1f}" y2="{y(value):.1f}" stroke="#dddddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y(value) + 4:.1f}" text-anchor="end">{value:,.10g}</text>')
    for year in years:
        parts.append(f'<text x="{x(year):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{year}</text>')
    for index, nation in enumerate(nations):
        colour = COLOURS[index % len(COLOURS)]
        points = [(x(year), y(millions[nation, year])) for year in years if (nation, year) in millions]
        line = " ".join(f"{across:.1f},{down:.1f}" for across, down in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.extend(f'<circle cx="{across:.1f}" cy="{down:.1f}" r="3" fill="{colour}"/>' for across, down in points)
        parts.append(f'<rect x="{WIDTH - RIGHT + 18}" y="{TOP + 22 * index}" width="12" height="12" fill="{colour}"/>')
        parts.append(f'<text x="{WIDTH - RIGHT + 36}" y="{TOP + 22 * index + 11}">{escape(nation.title())}</text>')
    return "\n".join([*parts, "</svg>", ""])


def write(spark, path, text):
    """One file in HDFS, through the client that Spark has anyway."""
    target = spark._jvm.org.apache.hadoop.fs.Path(path)
    stream = target.getFileSystem(spark._jsc.hadoopConfiguration()).create(target, True)
    try:
        stream.write(bytearray(text, "utf-8"))
    finally:
        stream.close()


def main(tables, nations_file, out):
    spark = SparkSession.builder.appName("report").getOrCreate()
    nations = [row.nation for row in spark.read.schema("nation string").csv(nations_file, header=True).collect()]
    rows = revenue_by_nation_and_year(spark, tables)
    unknown = set(nations) - {row.nation for row in rows}
    if unknown:
        raise SystemExit(f"{nations_file} names nations that are not in the data: {', '.join(sorted(unknown))}")
    write(spark, f"{out}/revenue.csv", "nation,year,revenue\n" + "".join(f"{r.nation},{r.year},{r.revenue}\n" for r in rows))
    write(spark, f"{out}/revenue.svg", chart(rows, nations))
    print(f"{len(rows)} rows, {len(nations)} nations drawn")
    spark.stop()


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
