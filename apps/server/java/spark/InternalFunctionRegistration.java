package org.apache.spark.sql.ml;

import java.util.List;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.SparkSessionExtensionsProvider;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry$;
import org.apache.spark.sql.catalyst.analysis.SimpleFunctionRegistry;
import org.apache.spark.sql.catalyst.expressions.Expression;
import scala.collection.immutable.Seq;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Stands before Spark's class of this name, which gives each SQL session three functions of machine learning. Spark's makes
 * them at once, by Scala's reflection, which takes a second that every application with SQL pays. This one registers their
 * names; who calls one has Spark make them all, and is handed on to what took its place.
 */
public final class InternalFunctionRegistration implements SparkSessionExtensionsProvider {
  private static final List<String> NAMES = List.of("vector_to_array", "array_to_vector", "aggregate_metrics");

  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    SimpleFunctionRegistry functions = FunctionRegistry$.MODULE$.internal();
    synchronized (functions) {
      for (String name : NAMES) {
        FunctionIdentifier function = new FunctionIdentifier(name);
        if (functions.functionExists(function)) continue; // by an earlier session, perhaps Spark's own by now
        functions.registerFunction(function, new OnDemand(functions, function), "internal");
      }
    }
    return BoxedUnit.UNIT;
  }

  private static final class OnDemand extends AbstractFunction1<Seq<Expression>, Expression> {
    private final SimpleFunctionRegistry functions;
    private final FunctionIdentifier function;

    OnDemand(SimpleFunctionRegistry functions, FunctionIdentifier function) {
      this.functions = functions;
      this.function = function;
    }

    @Override
    public Expression apply(Seq<Expression> arguments) {
      InternalFunctionRegistration$.MODULE$.apply(); // its initializer, once, registers Spark's own in place of these
      if (functions.lookupFunctionBuilder(function).get() == this) {
        throw new IllegalStateException("this Spark makes no function " + function.unquotedString());
      }
      return (Expression) functions.lookupFunction(function, arguments);
    }
  }
}
