-- The tables the queries read, as the job "generate" wrote them, with the columns of the specification (1.4.1). Named columns
-- spare Spark a job per table that would look for them in the files. No statement here answers anything, so this file makes
-- no CSV.
create temporary view customer (
  c_custkey bigint, c_name string, c_address string, c_nationkey bigint, c_phone string, c_acctbal decimal(15, 2),
  c_mktsegment string, c_comment string
) using parquet options (path '/tpch/customer');
create temporary view lineitem (
  l_orderkey bigint, l_partkey bigint, l_suppkey bigint, l_linenumber int, l_quantity decimal(15, 2),
  l_extendedprice decimal(15, 2), l_discount decimal(15, 2), l_tax decimal(15, 2), l_returnflag string, l_linestatus string,
  l_shipdate date, l_commitdate date, l_receiptdate date, l_shipinstruct string, l_shipmode string, l_comment string
) using parquet options (path '/tpch/lineitem');
create temporary view nation (
  n_nationkey bigint, n_name string, n_regionkey bigint, n_comment string
) using parquet options (path '/tpch/nation');
create temporary view orders (
  o_orderkey bigint, o_custkey bigint, o_orderstatus string, o_totalprice decimal(15, 2), o_orderdate date,
  o_orderpriority string, o_clerk string, o_shippriority int, o_comment string
) using parquet options (path '/tpch/orders');
create temporary view region (
  r_regionkey bigint, r_name string, r_comment string
) using parquet options (path '/tpch/region');
create temporary view supplier (
  s_suppkey bigint, s_name string, s_address string, s_nationkey bigint, s_phone string, s_acctbal decimal(15, 2),
  s_comment string
) using parquet options (path '/tpch/supplier');
