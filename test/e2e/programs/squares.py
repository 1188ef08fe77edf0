# Adds squares up on the executors; prints what it was given, to see that it arrived as it was; turns a list into a vector and
# back, in two sessions, by the functions that are made when they are first called.
import json
import os
import sys

from pyspark.sql import SparkSession
from pyspark.sql.classic.column import Column

spark = SparkSession.builder.getOrCreate()
total = spark.sparkContext.parallelize(range(1000), 4).map(lambda each: each * each).sum()
vectors = spark._jvm.org.apache.spark.ml.functions
numbers = spark._jvm.org.apache.spark.sql.functions.expr("array(id + 0.5D, 2D)")
again = Column(vectors.vector_to_array(vectors.array_to_vector(numbers), "float64"))
lists = [session.range(1).select(again).first()[0] for session in (spark, spark.newSession(), spark)]
print(json.dumps({"sum": total, "arguments": sys.argv[1:], "variable": os.environ["GIVEN"], "lists": lists}))
spark.stop()
