# Adds squares up on the executors; prints what it was given, to see that it arrived as it was.
import json
import os
import sys

from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
total = spark.sparkContext.parallelize(range(1000), 4).map(lambda each: each * each).sum()
print(json.dumps({"sum": total, "arguments": sys.argv[1:], "variable": os.environ["GIVEN"]}))
spark.stop()
