-- The tables the queries read, as the job "generate" wrote them. No statement here answers anything, so this file makes no CSV.
create temporary view customer using parquet options (path '/tpch/customer');
create temporary view lineitem using parquet options (path '/tpch/lineitem');
create temporary view nation using parquet options (path '/tpch/nation');
create temporary view orders using parquet options (path '/tpch/orders');
create temporary view region using parquet options (path '/tpch/region');
create temporary view supplier using parquet options (path '/tpch/supplier');
