package argosy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import scala.concurrent.Await;
import scala.concurrent.duration.Duration;

/**
 * Runs SQL files as one Spark application: {@code --out <directory> [--conf key=value]... file.sql...}. The statements of a
 * file run in order; the answer of its last one becomes {@code <directory>/<file's stem>.csv}, one file with a header line.
 * A file is read from where its name's scheme says, a bare name first from the working directory, then from the cluster's
 * default file system. Prints one line per file with the number of rows. The first statement that fails ends the
 * application, with the file and the statement's position in the message.
 */
public final class SqlRunner {
  /** The count travels through Spark's own event queue, which may be behind the job by a moment. */
  private static final Duration COUNT_WITHIN = Duration.create(1, TimeUnit.MINUTES);

  private SqlRunner() {}

  public static void main(String[] arguments) throws Exception {
    String out = null;
    List<String> settings = new ArrayList<>();
    List<String> files = new ArrayList<>();
    for (int at = 0; at < arguments.length; at++) {
      switch (arguments[at]) {
        case "--out" -> out = valueAfter(arguments, at++);
        case "--conf" -> settings.add(valueAfter(arguments, at++));
        default -> files.add(arguments[at]);
      }
    }
    if (out == null || files.isEmpty()) {
      throw new IllegalArgumentException("usage: --out <directory> [--conf key=value]... file.sql...");
    }
    try (SparkSession spark = SparkSession.builder().appName("sql").getOrCreate()) {
      for (String setting : settings) {
        String[] pair = setting.split("=", 2);
        if (pair.length < 2) throw new IllegalArgumentException("--conf takes key=value, not " + setting);
        spark.conf().set(pair[0], pair[1]);
      }
      for (String file : files) runFile(spark, file, new Path(out));
    }
  }

  private static String valueAfter(String[] arguments, int at) {
    if (at + 1 == arguments.length) throw new IllegalArgumentException(arguments[at] + " takes a value");
    return arguments[at + 1];
  }

  private static void runFile(SparkSession spark, String file, Path out) throws Exception {
    List<String> statements = statementsOf(read(file, spark.sparkContext().hadoopConfiguration()));
    if (statements.isEmpty()) throw new IllegalArgumentException(file + " holds no statement");
    Dataset<Row> answer = null;
    for (int at = 0; at < statements.size(); at++) {
      try {
        answer = spark.sql(statements.get(at));
      } catch (RuntimeException refused) {
        throw new IllegalStateException("statement " + (at + 1) + " of " + file + ": " + refused.getMessage(), refused);
      }
    }
    if (answer.columns().length == 0) { // a CREATE or an INSERT answers nothing that could be a table
      System.out.println(file + ": no result");
      return;
    }
    String stem = new Path(file).getName().replaceFirst("\\.[^.]*$", "");
    System.out.println(file + ": " + writeOneFile(spark, answer, out, stem) + " rows");
  }

  /** Writes beside the final name and renames, so that a file under its final name is always whole. Returns the row count. */
  private static long writeOneFile(SparkSession spark, Dataset<Row> answer, Path out, String stem)
      throws Exception {
    Path unfinished = new Path(out, "_unfinished-" + stem);
    Path finished = new Path(out, stem + ".csv");
    // Counted while it is written. Not cached and counted after: Spark fixes the partitions of what it caches, and a small
    // answer then takes two hundred tasks.
    Observation counted = new Observation();
    Dataset<Row> observed = answer.observe(counted, functions.count(functions.lit(1)).as("rows"));
    observed.coalesce(1).write().mode(SaveMode.Overwrite).option("header", true).csv(unfinished.toString());
    FileSystem files = out.getFileSystem(spark.sparkContext().hadoopConfiguration());
    FileStatus[] parts = files.globStatus(new Path(unfinished, "part-*"));
    if (parts.length == 1) {
      files.delete(finished, false);
      if (!files.rename(parts[0].getPath(), finished)) throw new IOException("could not rename to " + finished);
    } else if (parts.length == 0) { // no partition, no part file: the header alone is the answer
      try (var stream = files.create(finished, true)) {
        stream.write((String.join(",", answer.columns()) + "\n").getBytes(StandardCharsets.UTF_8));
      }
    } else {
      throw new IOException(parts.length + " files in " + unfinished + " where one was written");
    }
    files.delete(unfinished, true);
    return Await.result(counted.future(), COUNT_WITHIN).getLong(0);
  }

  private static String read(String file, Configuration configuration) throws IOException {
    java.nio.file.Path local = java.nio.file.Path.of(file.replaceFirst("^file:(//)?", ""));
    if (Files.exists(local)) return Files.readString(local);
    if (file.startsWith("file:")) throw new FileNotFoundException(file);
    Path path = new Path(file);
    try (InputStream stream = path.getFileSystem(configuration).open(path)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Cuts a text at its semicolons, but not at those in strings, quoted names or comments. Statements that are only blank or
   * comment are left out. Comments stay in their statement: some are hints to the optimizer.
   */
  static List<String> statementsOf(String text) {
    List<String> statements = new ArrayList<>();
    int start = 0;
    boolean saysSomething = false;
    int at = 0;
    while (at < text.length()) {
      char character = text.charAt(at);
      if (character == ';') {
        if (saysSomething) statements.add(text.substring(start, at).strip());
        start = at + 1;
        saysSomething = false;
        at++;
      } else if (character == '\'' || character == '"' || character == '`') {
        saysSomething = true;
        at = afterQuoted(text, at);
      } else if (text.startsWith("--", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end + 1;
      } else if (text.startsWith("/*", at)) {
        at = afterComment(text, at);
      } else {
        saysSomething |= !Character.isWhitespace(character);
        at++;
      }
    }
    if (saysSomething) statements.add(text.substring(start).strip());
    return statements;
  }

  /** The position after the quoted text that begins at {@code at}. A doubled quote is two quoted texts side by side. */
  private static int afterQuoted(String text, int at) {
    char quote = text.charAt(at);
    for (int next = at + 1; next < text.length(); next++) {
      if (text.charAt(next) == '\\' && quote != '`') next++;
      else if (text.charAt(next) == quote) return next + 1;
    }
    return text.length();
  }

  /** The position after the comment that begins at {@code at}; Spark lets them nest. */
  private static int afterComment(String text, int at) {
    int depth = 0;
    int next = at;
    while (next < text.length()) {
      if (text.startsWith("/*", next)) {
        depth++;
        next += 2;
      } else if (text.startsWith("*/", next)) {
        depth--;
        next += 2;
        if (depth == 0) return next;
      } else {
        next++;
      }
    }
    return text.length();
  }
}
