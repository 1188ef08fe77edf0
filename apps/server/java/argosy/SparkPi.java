package argosy;

import java.io.IOException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * An estimate of pi by throwing points at a square: {@code [slices [points per slice]]}, 4 and 200,000 if left out. Spark's
 * own example of it is in a jar that no registry has; it is what a customer runs first, and what a new cluster is proven by.
 */
public final class SparkPi {
  private SparkPi() {}

  public static void main(String[] arguments) throws IOException {
    int slices = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 4;
    int points = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 200_000;
    try (SparkSession spark = SparkSession.builder().appName("Spark Pi").getOrCreate()) {
      JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
      long inside =
          context
              .parallelize(IntStream.range(0, slices).boxed().toList(), slices)
              .map(slice -> pointsInside(slice, points))
              .reduce(Long::sum);
      System.out.println("Pi is roughly " + 4.0 * inside / ((double) slices * points));
    }
  }

  /** A small generator of its own per slice: the same points for the same slice, wherever it runs. */
  private static long pointsInside(int slice, int points) {
    java.util.SplittableRandom random = new java.util.SplittableRandom(slice);
    return LongStream.range(0, points)
        .filter(
            point -> {
              double x = random.nextDouble() * 2 - 1;
              double y = random.nextDouble() * 2 - 1;
              return x * x + y * y <= 1;
            })
        .count();
  }
}
