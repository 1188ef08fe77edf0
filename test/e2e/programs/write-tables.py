# Tables as Spark writes them, for a look into each: every type, every compression, one that is large.
from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
orders = spark.sql("""
    select * from values
        (1, '苹果', 12345678901234567890.123456789012345678BD, 12.50BD, timestamp'2024-02-29 12:34:56.123456',
         timestamp_ntz'2024-02-29 12:34:56.5', date'1969-12-31', array(1, 2, null), map('a', 1L), named_struct('x', 1.5D, 'y', '是'), true, X'00FF'),
        (-2, null, -0.000000000000000001BD, -0.05BD, null, null, null, array(), null, null, null, null)
    as t(id, name, exact, price, at, local_at, day, list, pairs, pair, flag, octets)
""").coalesce(1)
orders = orders.selectExpr("cast(id as bigint) id", "name", "cast(exact as decimal(38,18)) exact", "cast(price as decimal(9,2)) price", "at", "local_at", "day", "list", "pairs", "pair", "flag", "octets")
for compression in ["snappy", "zstd", "gzip", "none"]:
    orders.write.option("compression", compression).parquet(f"/tables/orders-{compression}")
orders.selectExpr("id", "name", "price", "local_at").write.option("header", "true").option("compression", "gzip").csv("/tables/orders-csv")
orders.selectExpr("id", "name", "exact", "list").write.json("/tables/orders-json")
orders.selectExpr("id", "name", "price").write.partitionBy("id").parquet("/tables/by-id")
large = spark.range(0, 1_500_000, 1, 1).selectExpr("id", "sha2(cast(id as string), 256) one", "sha2(cast(-id as string), 256) other")
large.write.parquet("/tables/large")
